"""What the page of one assignment says: its standing at the moment, its history, and what may be recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.tables import TaskLine, task_assignments
from tiendo.overview.detail_task import Parts, parts_of
from tiendo.overview.questions import Asked
from tiendo.rules.light import Light, Reason, Verdict
from tiendo.rules.numbers import moment_text
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import (
    DONE,
    Event,
    Kind,
    Refusal,
    Standing,
    State,
    in_order,
    is_verifiers_delay,
    trace,
)
from tiendo.rules.refusal import NotFound
from tiendo.tasks.actions.ledger import REFUSALS
from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.queries import assignment_for, verbs_for
from tiendo.tasks.queries.doors import may
from tiendo.tasks.queries.evidence import EvidenceFile, evidence_of
from tiendo.ui.terms import KINDS, language

# An event recorded here is ingested within the same statement; anything later came by a load.
INGESTED_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the history. `why` is empty where it counts; `late`: it came after the publication."""

    event: ProgressEvent
    annulled: bool
    why: Refusal | None
    late: bool
    files: tuple[EvidenceFile, ...] = ()

    @property
    def ingested_later(self) -> bool:
        """Whether it entered this database noticeably after it entered the official record."""
        return self.event.ingested_at - self.event.recorded_at > INGESTED_LATER

    @property
    def why_text(self) -> object:
        """Why it has no effect, in words."""
        return REFUSALS[self.why] if self.why else ""

    @property
    def short_hash(self) -> str:
        """The first twelve digits of what names the fact."""
        return self.event.content_hash[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDetail:
    """One assignment at the moment."""

    assignment: Assignment
    standing: Standing
    line: TaskLine | None
    verdict: Verdict
    entries: tuple[Entry, ...]
    extension: ProgressEvent | None
    report: ProgressEvent | None
    verification: ProgressEvent | None
    parts: Parts
    verifier_delay: bool
    verbs: tuple[Verb, ...]
    annulling: int | None  # whose reports the reader may annul; None: every entry

    @property
    def shown_state(self) -> str:
        """The state in one word; overdue and recurring outrank the stored one."""
        return self.line.shown_state if self.line else str(self.standing.state)

    @property
    def reported_done(self) -> bool:
        """Whether the last report says complete."""
        return self.report is not None and (self.report.percent or 0) >= 100

    @property
    def verified_done(self) -> bool:
        """Whether completion is confirmed."""
        return self.standing.state in DONE

    @property
    def own_report(self) -> bool:
        """Whether only the two-person rule stands between the reader and a confirmation."""
        return Verb.RETURN in self.verbs and Verb.VERIFY not in self.verbs

    @property
    def annullable(self) -> list[tuple[int, str]]:
        """The entries that still count and that the reader may annul, by number, newest first."""
        counting = [entry.event for entry in self.entries if not entry.annulled and entry.why is None]
        if self.annulling is not None:
            own = (Kind.REPORTED, self.annulling)
            counting = [event for event in counting if (event.kind, event.actor_user) == own]
        return [
            (event.pk, f"{KINDS[event.kind]}, {moment_text(event.recorded_at, language())} (№ {event.pk})")
            for event in counting
        ]


def assignment_detail(asked: Asked, task: str) -> AssignmentDetail:
    """The assignment of the asked unit. NotFound where it had not been given by the moment."""
    basis = asked.question.basis
    assignment, version = assignment_for(
        asked.actor, programme=asked.programme, task=task, unit=asked.unit.code, at=basis.at
    )
    if assignment.assigned_at > basis.at:
        raise NotFound(
            _("The task %(task)s was given to %(unit)s only at %(moment)s. Choose a later moment.")
            % {
                "task": task,
                "unit": version.full_name,
                "moment": moment_text(assignment.assigned_at, language()),
            }
        )
    events = _events(assignment, basis)
    files = evidence_of(event.pk for event in events)
    known = [event for event in events if not _is_late(event, basis)]
    facts = [event.fact for event in known]
    made = trace(facts, due_date=assignment.original_due_date, since=assignment.assigned_at)
    line = _line(asked, task)
    annulled = _annulled(facts, [event for event, _why in made.without_effect])
    idle = {event.content_hash: why for event, why in made.without_effect}
    counting = [event for event in known if event.content_hash not in annulled | idle.keys()]
    return AssignmentDetail(
        assignment=assignment,
        standing=made.standing,
        line=line,
        verdict=line.verdict if line else Verdict(Light.GREY, Reason.NOTHING_TO_JUDGE),
        entries=tuple(
            Entry(
                event,
                event.content_hash in annulled,
                idle.get(event.content_hash),
                _is_late(event, basis),
                files.get(event.pk, ()),
            )
            for event in reversed(events)
        ),
        extension=_last(counting, Kind.EXTENDED),
        report=_last(counting, Kind.REPORTED),
        verification=_last(counting, Kind.VERIFIED) if made.standing.state in DONE else None,
        parts=parts_of(assignment.task, basis.day),
        verifier_delay=is_verifiers_delay(made.standing, basis.day),
        verbs=verbs_for(asked.actor, assignment, version) if basis.live else (),
        annulling=None if may(asked.actor, Verb.VERIFY, assignment, version) else asked.actor.user_id,
    )


def due_dates_differ(detail: AssignmentDetail) -> bool:
    """Whether an extension moved the due date."""
    return detail.standing.due_date != detail.assignment.original_due_date


def days_left(detail: AssignmentDetail, on: date) -> int | None:
    """Days until the due date (negative: past), for what is still open."""
    due = detail.standing.due_date
    if due is None or detail.standing.state in {*DONE, State.WITHDRAWN} or detail.assignment.recurring:
        return None
    return (due - on).days


def _line(asked: Asked, task: str) -> TaskLine | None:
    """The assignment as lists show it; None where it is withdrawn, for withdrawn ones are in no list."""
    lines = task_assignments(asked.question, task)
    return next((line for line in lines if line.unit_code == asked.unit.code), None)


def _events(assignment: Assignment, basis: Basis) -> list[ProgressEvent]:
    """Every event up to the moment, in the order in which they are folded."""
    found = ProgressEvent.objects.filter(assignment=assignment, recorded_at__lte=basis.at)
    by_hash = {event.content_hash: event for event in found}
    return [by_hash[fact.content_hash] for fact in in_order(event.fact for event in by_hash.values())]


def _is_late(event: ProgressEvent, basis: Basis) -> bool:
    return basis.cutoff is not None and event.pk > basis.cutoff.last_event


def _annulled(facts: Iterable[Event], idle: Sequence[Event]) -> set[str]:
    """What annulments leave out; the latest is read first, since an annulment can itself be annulled."""
    without_effect = {event.content_hash for event in idle}
    found: set[str] = set()
    for event in reversed(in_order(facts)):
        effective = event.content_hash not in found | without_effect
        if event.kind is Kind.ANNULLED and event.annuls and effective:
            found.add(event.annuls)
    return found


def _last(events: Sequence[ProgressEvent], kind: Kind) -> ProgressEvent | None:
    return next((event for event in reversed(events) if event.kind == kind), None)
