"""Asking for explanations, answering, asking again, closing. Every step is an entry that is only added."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.requests.actions.rights import address_of, lock, require_may, require_text, signature, subject_of
from tiendo.requests.models import Explanation, ExplanationEntry
from tiendo.requests.queries.days import answer_days
from tiendo.requests.queries.lines import ExplanationLine
from tiendo.requests.queries.lists import asked_by, at_step
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import NotAllowed, Refused, Text
from tiendo.rules.requests import Step
from tiendo.tasks.models import Assignment
from tiendo.workdays.queries import add_working_days


class Subject(NamedTuple):
    """An assignment with its unit as it stands in the tree of the day."""

    assignment: Assignment
    version: UnitVersion


def ask_explanations(*, subjects: Sequence[Subject], question: str, actor: Actor, now: datetime) -> list[Explanation]:
    """Ask the units of assignments the same question, all or nothing; each answers for itself.

    An answer is due in the working days that are set for today. Raises NotAllowed or Refused with what to do.
    """
    question = require_text(question, _("Write the question that the unit is to answer."))
    if not subjects:
        raise Refused(_("Choose at least one task to ask about."))
    due_date = due_from(day_of(now))
    with transaction.atomic():
        lock([subject.assignment.pk for subject in subjects])
        units = [_asking_unit(actor, subject) for subject in subjects]
        _require_nothing_open(subjects, actor)
        made = Explanation.objects.bulk_create(
            Explanation(assignment=subject.assignment, asking_unit_id=unit)
            for subject, unit in zip(subjects, units, strict=True)
        )
        ExplanationEntry.objects.bulk_create(
            ExplanationEntry(
                explanation=explanation,
                number=1,
                step=Step.ASKED,
                text=question,
                due_date=due_date,
                **signature(actor, now),
            )
            for explanation in made
        )
        for subject, explanation in zip(subjects, made, strict=True):
            _journal("asked", explanation, subject.assignment, subject.version, actor=actor, due_date=due_date)
    return made


def answer_explanation(*, line: ExplanationLine, text: str, actor: Actor, now: datetime) -> None:
    """The unit's answer to the last question."""
    text = require_text(text, _("Write the explanation: what happened, why, and what is done about it by when."))
    with transaction.atomic():
        _require_step(line, Step.ASKED, _("This question has its answer already, or was closed. Reload the page."))
        require_may(actor, Verb.EXPLAIN, line.assignment, line.unit)
        _add(line, line.found.last.number, Step.ANSWERED, text=text, actor=actor, now=now)
        _journal("answered", line.explanation, line.assignment, line.unit, actor=actor)


def ask_explanation_again(*, line: ExplanationLine, question: str, actor: Actor, now: datetime) -> None:
    """Another question after an answer, with its own days."""
    question = require_text(question, _("Write the question that the unit is to answer."))
    due_date = due_from(day_of(now))
    with transaction.atomic():
        _require_step(line, Step.ANSWERED, _("Ask again when the answer has come. Reload the page to see it."))
        _require_asker(line, actor)
        _add(line, line.found.last.number + 1, Step.ASKED, text=question, actor=actor, now=now, due_date=due_date)
        _journal("asked_again", line.explanation, line.assignment, line.unit, actor=actor, due_date=due_date)


def close_explanation(*, line: ExplanationLine, note: str, actor: Actor, now: datetime) -> None:
    """The end: with the answer that came, or without one, then with a reason."""
    if line.step is Step.ASKED:
        require_text(note, _("No answer has come yet. Say why you close the request without one."))
    with transaction.atomic():
        _require_step(line, line.step, _("Something was added meanwhile. Reload the page."))
        _require_asker(line, actor)
        _add(line, line.found.last.number, Step.CLOSED, text=note.strip(), actor=actor, now=now)
        _journal("closed", line.explanation, line.assignment, line.unit, actor=actor)


def due_from(day: date) -> date:
    """The last day for an answer to what is asked on a day."""
    return add_working_days(day, answer_days(day).days)


def _asking_unit(actor: Actor, subject: Subject) -> int:
    """The unit in whose name the actor asks. Raises NotAllowed or Refused."""
    assignment, version = subject
    require_may(actor, Verb.ASK_EXPLANATION, assignment, version)
    if assignment.state == State.WITHDRAWN:
        raise Refused(
            _("The task %(task)s of %(unit)s was withdrawn; there is nothing to explain.")
            % {"task": assignment.task.code, "unit": version.full_name}
        )
    return actor.positions_for(Verb.ASK_EXPLANATION, version.path)[0].unit_id


def _require_nothing_open(subjects: Sequence[Subject], actor: Actor) -> None:
    mine = Explanation.objects.filter(
        asked_by(actor), assignment_id__in=[subject.assignment.pk for subject in subjects]
    )
    waiting = set(at_step(mine, Step.ASKED).values_list("assignment_id", flat=True))
    names = [subject.assignment.task.code for subject in subjects if subject.assignment.pk in waiting]
    if names:
        raise Refused(
            _("You have asked about %(tasks)s already and the answer has not come yet. Leave these tasks out.")
            % {"tasks": ", ".join(names)}
        )


def _require_asker(line: ExplanationLine, actor: Actor) -> None:
    require_may(actor, Verb.ASK_EXPLANATION, line.assignment, line.unit)
    if not Explanation.objects.filter(asked_by(actor), pk=line.explanation.pk).exists():
        raise NotAllowed(
            _("%(unit)s asked for this explanation, so it closes the request or asks again.")
            % {"unit": line.asking_unit.full_name}
        )


def _require_step(line: ExplanationLine, step: Step, message: Text) -> None:
    """Under the lock: nothing was added since the line was read, and the last step is the one."""
    lock([line.assignment.pk])
    count = ExplanationEntry.objects.filter(explanation=line.explanation).count()
    if line.step is not step or line.step is Step.CLOSED or count != len(line.entries):
        raise Refused(message)


def _add(
    line: ExplanationLine,
    number: int,
    step: Step,
    *,
    text: str,
    actor: Actor,
    now: datetime,
    due_date: date | None = None,
) -> None:
    ExplanationEntry.objects.create(
        explanation=line.explanation,
        number=number,
        step=step,
        text=text,
        due_date=due_date,
        **signature(actor, now),
    )


def _journal(
    verb_past: str,
    explanation: Explanation,
    assignment: Assignment,
    version: UnitVersion,
    *,
    actor: Actor,
    due_date: date | None = None,
) -> None:
    record_act(
        code=f"requests.explanation.{verb_past}",
        author=actor,
        subject=subject_of(assignment, version),
        details={
            **address_of(assignment, version),
            "request": explanation.pk,
            "due_date": due_date.isoformat() if due_date else None,
        },
    )
