"""Recording events by a person, and giving an owner's position its tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import Author, record_act
from tiendo.org.models import UnitVersion
from tiendo.people.models import Position
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import BadRows, NotAllowed, Refused
from tiendo.tasks.actions.ledger import Entry, Proof, append
from tiendo.tasks.actions.standings import Root
from tiendo.tasks.models import Assignment, ProgressEvent, Task, TaskOwnership
from tiendo.tasks.queries.doors import Reach, may, reported_among

KIND_OF = {
    Verb.REPORT: Kind.REPORTED,
    Verb.VERIFY: Kind.VERIFIED,
    Verb.RETURN: Kind.RETURNED,
    Verb.REOPEN: Kind.REOPENED,
    Verb.EXTEND: Kind.EXTENDED,
    Verb.WITHDRAW: Kind.WITHDRAWN,
    Verb.ANNUL: Kind.ANNULLED,
}
NEEDS_REASON = {Verb.RETURN, Verb.REOPEN, Verb.WITHDRAW, Verb.ANNUL}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """What a person wants to record; cells that the verb does not need stay empty.

    `key`: the sender's own number, so that the same thing sent twice counts once. `written_at`: when it was written,
    where that was without a line. `source`: the way it came, as it is kept in the record.
    """

    verb: Verb
    percent: Decimal | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    note: str = ""
    decision: str = ""
    annuls: int | None = None
    evidence: tuple[Proof, ...] = ()
    written_at: datetime | None = None
    key: UUID | None = None
    source: str = "web"


class KeyTaken(Refused):
    """The number was used for another task at the same instant. The transaction is lost; sent again, it is found."""


class Intent(NamedTuple):
    """A draft with the assignment it is about, and its unit as it stands in the tree of the day."""

    draft: EventDraft
    assignment: Assignment
    version: UnitVersion


def record_event(
    draft: EventDraft, *, actor: Actor, assignment: Assignment, version: UnitVersion, now: datetime
) -> None:
    """Append one event in the name of the actor. Raises NotAllowed or Refused with what to do."""
    try:
        record_events([Intent(draft, assignment, version)], actor=actor, now=now)
    except BadRows as bad:
        why = "; ".join(str(problem.message) for problem in bad.problems)
        raise Refused(_("This cannot be recorded: %(why)s.") % {"why": why}) from bad


def record_events(intents: Sequence[Intent], *, actor: Actor, now: datetime, locked: bool = False) -> int:
    """Append events in the name of the actor, all or nothing; returns how many are new.

    `locked`: the caller has locked the assignments in this transaction and read since when they stand.

    What was sent before under the same key is passed over. Raises NotAllowed, Refused (what one of them says can't be
    so), BadRows (one does not apply where it stands; `line` is its place among them, from 1), or KeyTaken.
    """
    own_reports = _reported_among(intents, actor)
    reach = Reach(actor, (intent.assignment.task_id for intent in intents))
    for intent in intents:
        _require_right(intent, reach, own_reports)
        _require_content(intent.draft, now)
    entries = [_entry(intent, actor, now, line) for line, intent in enumerate(intents, start=1)]
    try:
        return append(entries, locked=_roots(intents) if locked else None)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation) and "key" in str(error.__cause__.diag.constraint_name):
            raise KeyTaken(
                _("The same sending was used for another task before. Reload the page and send this one again.")
            ) from error
        raise


def _roots(intents: Sequence[Intent]) -> dict[int, Root]:
    return {one.assignment.pk: (one.assignment.assigned_at, one.assignment.original_due_date) for one in intents}


def _entry(intent: Intent, actor: Actor, now: datetime, line: int) -> Entry:
    draft, assignment = intent.draft, intent.assignment
    task = assignment.task
    return Entry(
        assignment_id=assignment.pk,
        identity=f"{task.programme.code}/{task.code}/{assignment.unit.key}",
        kind=KIND_OF[draft.verb],
        recorded_at=now,
        percent=draft.percent if draft.verb is Verb.REPORT else None,
        happened_date=(draft.happened_date or day_of(draft.written_at or now)) if draft.verb is Verb.REPORT else None,
        new_due_date=draft.new_due_date if draft.verb is Verb.EXTEND else None,
        actor=actor.name,
        actor_user=actor.user_id,
        actor_unit=actor.unit_name,
        note=draft.note.strip(),
        decision=draft.decision.strip(),
        source=draft.source,
        annuls=_annulled(intent, actor) if draft.verb is Verb.ANNUL else "",
        written_at=draft.written_at,
        key=draft.key,
        evidence=draft.evidence,
        line=line,
    )


def own_tasks(*, position: Position, tasks: Iterable[Task], author: Author) -> None:
    """Name the tasks that are an owner's over the scope of the position."""
    made = [TaskOwnership(position=position, task=task) for task in tasks]
    TaskOwnership.objects.bulk_create(made, ignore_conflicts=True)
    record_act(code="tasks.ownership.added", author=author, subject=str(position), details={"tasks": len(made)})


def _reported_among(intents: Sequence[Intent], actor: Actor) -> set[int]:
    """The assignments that the actor wants to verify although the actor reported on them."""
    wanted = [intent.assignment.pk for intent in intents if intent.draft.verb is Verb.VERIFY]
    return reported_among(wanted, actor) if wanted else set()


def _require_right(intent: Intent, reach: Reach, own_reports: set[int]) -> None:
    verb, assignment, version = intent.draft.verb, intent.assignment, intent.version
    if verb not in KIND_OF or not reach.may(verb, assignment.task_id, version.path):
        raise NotAllowed(
            _(
                "You have no position that allows this on the task %(task)s of %(unit)s. "
                "Ask the unit that owns the task, or your administrator."
            )
            % {"task": assignment.task.code, "unit": version.full_name}
        )
    if assignment.pk in own_reports:
        raise NotAllowed(
            _("You reported on the task %(task)s of %(unit)s yourself; somebody else must verify it.")
            % {"task": assignment.task.code, "unit": version.full_name}
        )


def _require_content(draft: EventDraft, now: datetime) -> None:
    if draft.verb is Verb.REPORT:
        if draft.percent is None or not 0 <= draft.percent <= 100:
            raise Refused(_("A report needs a percentage from 0 to 100."))
        if draft.written_at and draft.written_at > now:
            raise Refused(_("The moment of writing lies in the future. Set the clock of the device and send it again."))
        if draft.happened_date and draft.happened_date > day_of(now):
            raise Refused(_("The day on which it happened lies in the future. Enter today or an earlier day."))
    if draft.verb is Verb.EXTEND and (draft.new_due_date is None or not draft.decision.strip()):
        raise Refused(_("An extension needs the new due date and the decision that grants it."))
    if draft.verb in NEEDS_REASON and not draft.note.strip():
        raise Refused(_("Say why: the unit reads the reason."))


def _annulled(intent: Intent, actor: Actor) -> str:
    """The content hash of the event to annul: an approver's own report, or any for whoever may verify the task."""
    draft, assignment, version = intent
    event = ProgressEvent.objects.filter(pk=draft.annuls or 0, assignment=assignment).first()
    if event is None:
        raise Refused(_("Choose the event to annul from the history of this task."))
    checks = may(actor, Verb.VERIFY, assignment, version)
    if not checks and (event.kind != Kind.REPORTED or event.actor_user != actor.user_id):
        raise NotAllowed(_("You can annul only reports that you made yourself."))
    return event.content_hash
