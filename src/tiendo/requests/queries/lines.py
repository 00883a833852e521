"""Requests with the names of their tasks and units, for lists and for other rooms' pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries_succession import last_versions
from tiendo.requests.models import Explanation, ExplanationEntry, Extension, ExtensionAnswer
from tiendo.rules import requests as rules
from tiendo.rules.requests import Outcome, Step
from tiendo.tasks.models import Assignment


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """A request for more time with its answer, if there is one."""

    extension: Extension
    assignment: Assignment
    unit: UnitVersion
    answer: ExtensionAnswer | None

    @property
    def stage(self) -> str:
        """`open`, or the outcome."""
        return Outcome(self.answer.outcome) if self.answer else "open"

    @property
    def asked_after_due(self) -> bool:
        """Whether the due date had passed when more time was asked for."""
        return day_of(self.extension.recorded_at) > self.extension.due_date


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """A request for an explanation, with what its entries make of it on a day."""

    explanation: Explanation
    assignment: Assignment
    unit: UnitVersion
    asking_unit: UnitVersion
    entries: tuple[ExplanationEntry, ...]
    found: rules.Explanation
    late: bool

    @property
    def step(self) -> Step:
        """The last step."""
        return self.found.step

    @property
    def question(self) -> ExplanationEntry:
        """The last question."""
        return next(entry for entry in reversed(self.entries) if entry.step == Step.ASKED)

    @property
    def rounds(self) -> list[tuple[rules.Round, ExplanationEntry, ExplanationEntry | None]]:
        """Each round with its question and its answer."""
        by_step = {(entry.number, entry.step): entry for entry in self.entries}
        return [
            (found, by_step[found.number, Step.ASKED], by_step.get((found.number, Step.ANSWERED)))
            for found in self.found.rounds
        ]

    @property
    def closing(self) -> ExplanationEntry | None:
        """The entry that closed it."""
        return next((entry for entry in self.entries if entry.step == Step.CLOSED), None)


@dataclass(frozen=True, slots=True)
class AssignmentRequests:
    """What was asked about one assignment, the newest first."""

    extensions: tuple[ExtensionLine, ...] = ()
    explanations: tuple[ExplanationLine, ...] = ()


def extension_lines(found: Iterable[Extension], on: date) -> list[ExtensionLine]:
    """Requests for more time as lines, in their order: three queries, however many. `on`: whose names of units."""
    extensions = list(found)
    assignments = _assignments({extension.assignment_id for extension in extensions})
    units = last_versions({assignment.unit_id for assignment in assignments.values()}, on)
    answers = {
        answer.extension_id: answer
        for answer in ExtensionAnswer.objects.filter(extension_id__in=[extension.pk for extension in extensions])
    }
    return [
        ExtensionLine(
            extension=extension,
            assignment=assignments[extension.assignment_id],
            unit=units[assignments[extension.assignment_id].unit_id],
            answer=answers.get(extension.pk),
        )
        for extension in extensions
    ]


def explanation_lines(found: Iterable[Explanation], on: date) -> list[ExplanationLine]:
    """Requests for an explanation as lines, in their order: three queries. `on` decides what is late by now."""
    explanations = list(found)
    assignments = _assignments({explanation.assignment_id for explanation in explanations})
    asking = {explanation.asking_unit_id for explanation in explanations}
    units = last_versions({assignment.unit_id for assignment in assignments.values()} | asking, on)
    entries: dict[int, list[ExplanationEntry]] = {explanation.pk: [] for explanation in explanations}
    for entry in ExplanationEntry.objects.filter(explanation_id__in=list(entries)).order_by("id"):
        entries[entry.explanation_id].append(entry)
    return [
        _explanation_line(explanation, assignments[explanation.assignment_id], units, entries[explanation.pk], on)
        for explanation in explanations
    ]


def requests_of(assignment_ids: Iterable[int], on: date) -> dict[int, AssignmentRequests]:
    """What was asked about assignments, by assignment; those without are left out. Eight queries at most."""
    ids = list(assignment_ids)
    extensions: dict[int, list[ExtensionLine]] = {}
    for line in extension_lines(Extension.objects.filter(assignment_id__in=ids).order_by("-id"), on):
        extensions.setdefault(line.assignment.pk, []).append(line)
    explanations: dict[int, list[ExplanationLine]] = {}
    for found in explanation_lines(Explanation.objects.filter(assignment_id__in=ids).order_by("-id"), on):
        explanations.setdefault(found.assignment.pk, []).append(found)
    return {
        pk: AssignmentRequests(tuple(extensions.get(pk, ())), tuple(explanations.get(pk, ())))
        for pk in extensions.keys() | explanations.keys()
    }


def _explanation_line(
    explanation: Explanation,
    assignment: Assignment,
    units: dict[int, UnitVersion],
    entries: list[ExplanationEntry],
    on: date,
) -> ExplanationLine:
    made = rules.explanation(entry.fact for entry in entries)
    return ExplanationLine(
        explanation=explanation,
        assignment=assignment,
        unit=units[assignment.unit_id],
        asking_unit=units[explanation.asking_unit_id],
        entries=tuple(entries),
        found=made,
        late=made.is_late(on),
    )


def _assignments(ids: set[int]) -> dict[int, Assignment]:
    return Assignment.objects.select_related("task__programme", "unit").in_bulk(ids)
