"""Recording one event by a person, and giving an owner's position its tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import Author, record_act
from tiendo.org.models import UnitVersion
from tiendo.people.models import Position
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import BadRows, NotAllowed, Refused
from tiendo.tasks.actions.ledger import Entry, append
from tiendo.tasks.models import Assignment, ProgressEvent, Task, TaskOwnership
from tiendo.tasks.queries.doors import may, reported_by

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
    """What a person wants to record; cells that the verb does not need stay empty."""

    verb: Verb
    percent: Decimal | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    note: str = ""
    decision: str = ""
    annuls: int | None = None


def record_event(
    draft: EventDraft, *, actor: Actor, assignment: Assignment, version: UnitVersion, now: datetime
) -> None:
    """Append one event in the name of the actor. Raises NotAllowed or Refused with what to do."""
    _require_right(draft.verb, actor, assignment, version)
    _require_content(draft, now)
    task = assignment.task
    entry = Entry(
        assignment_id=assignment.pk,
        identity=f"{task.programme.code}/{task.code}/{assignment.unit.key}",
        kind=KIND_OF[draft.verb],
        recorded_at=now,
        percent=draft.percent if draft.verb is Verb.REPORT else None,
        happened_date=(draft.happened_date or day_of(now)) if draft.verb is Verb.REPORT else None,
        new_due_date=draft.new_due_date if draft.verb is Verb.EXTEND else None,
        actor=actor.name,
        actor_user=actor.user_id,
        actor_unit=actor.unit_name,
        note=draft.note.strip(),
        decision=draft.decision.strip(),
        source="web",
        annuls=_annulled(draft, actor, assignment, version) if draft.verb is Verb.ANNUL else "",
    )
    try:
        append([entry])
    except BadRows as bad:
        why = "; ".join(str(problem.message) for problem in bad.problems)
        raise Refused(_("This cannot be recorded: %(why)s.") % {"why": why}) from bad


def own_tasks(*, position: Position, tasks: Iterable[Task], author: Author) -> None:
    """Name the tasks that are an owner's over the scope of the position."""
    made = [TaskOwnership(position=position, task=task) for task in tasks]
    TaskOwnership.objects.bulk_create(made, ignore_conflicts=True)
    record_act(code="tasks.ownership.added", author=author, subject=str(position), details={"tasks": len(made)})


def _require_right(verb: Verb, actor: Actor, assignment: Assignment, version: UnitVersion) -> None:
    if verb not in KIND_OF or not may(actor, verb, assignment, version):
        raise NotAllowed(
            _(
                "You have no position that allows this on the task %(task)s of %(unit)s. "
                "Ask the unit that owns the task, or your administrator."
            )
            % {"task": assignment.task.code, "unit": version.full_name}
        )
    if verb is Verb.VERIFY and reported_by(assignment, actor):
        raise NotAllowed(_("You reported on this task yourself; somebody else must verify it."))


def _require_content(draft: EventDraft, now: datetime) -> None:
    if draft.verb is Verb.REPORT:
        if draft.percent is None or not 0 <= draft.percent <= 100:
            raise Refused(_("A report needs a percentage from 0 to 100."))
        if draft.happened_date and draft.happened_date > day_of(now):
            raise Refused(_("The day on which it happened lies in the future. Enter today or an earlier day."))
    if draft.verb is Verb.EXTEND and (draft.new_due_date is None or not draft.decision.strip()):
        raise Refused(_("An extension needs the new due date and the decision that grants it."))
    if draft.verb in NEEDS_REASON and not draft.note.strip():
        raise Refused(_("Say why: the unit reads the reason."))


def _annulled(draft: EventDraft, actor: Actor, assignment: Assignment, version: UnitVersion) -> str:
    """The content hash of the event to annul: an approver's own report, or any for whoever may verify the task."""
    event = ProgressEvent.objects.filter(pk=draft.annuls or 0, assignment=assignment).first()
    if event is None:
        raise Refused(_("Choose the event to annul from the history of this task."))
    checks = may(actor, Verb.VERIFY, assignment, version)
    if not checks and (event.kind != Kind.REPORTED or event.actor_user != actor.user_id):
        raise NotAllowed(_("You can annul only reports that you made yourself."))
    return event.content_hash
