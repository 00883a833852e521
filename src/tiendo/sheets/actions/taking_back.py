"""Taking an import back: each of its events that still counts is annulled, or none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Event, Kind, trace
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.sheets.actions.arriving import note_progress
from tiendo.sheets.models import Import, ImportState
from tiendo.sheets.queries import events_of, versions_of
from tiendo.tasks.actions.ledger import Entry, append
from tiendo.tasks.actions.standings import facts_of
from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.queries.doors import Reach

_ANNULMENT = "annulment"  # stands for the content hash of the annulment that is tried


@dataclass(frozen=True, slots=True)
class Built:
    """What was recorded upon an event of an import and would lose its effect with it."""

    programme: str
    task: str
    unit_name: str
    kind: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Counting:
    """The events of an import that still count, and what was built upon them."""

    events: list[ProgressEvent]
    built: list[Built]


def take_back(whole: Import, *, reason: str, knowing: bool, actor: Actor, now: datetime) -> int:
    """Annul every event of an import that still counts, all or nothing; returns how many were annulled.

    `knowing`: the person has seen what was built upon them. Raises NotAllowed or Refused with what to do.
    """
    if not reason.strip():
        raise Refused(_("Say why: the units read the reason."))
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=whole.pk)
        if stored.state == ImportState.TAKEN_BACK:
            return 0
        if stored.state not in (ImportState.APPLIED, ImportState.TAKING_BACK):
            raise Refused(_("Only what was recorded can be taken back."))
        counting = still_counting(stored, on_day=now)
        if counting.built and not knowing:
            raise Refused(
                _("Entries that were built upon this import: %(count)s. Look at them, and say that you know of them.")
                % {"count": len(counting.built)}
            )
        annulled = _annul(counting.events, reason=reason, actor=actor, now=now)
        Import.objects.filter(pk=whole.pk).update(
            state=ImportState.TAKEN_BACK,
            taken_back_at=now,
            taken_back_by=actor.name,
            taken_back_user=actor.user_id,
            reason=reason.strip(),
            message="",
        )
        note_progress(whole.pk, done=annulled, total=annulled)
        record_act(
            code="sheets.import.taken_back",
            author=actor,
            subject=f"import {whole.pk}: {stored.document.name}"[:300],
            details={"events": annulled, "reason": reason.strip()},
        )
    return annulled


def still_counting(whole: Import, *, on_day: datetime) -> Counting:
    """Which events of an import an annulment would take out of the fold, and what would go with them."""
    events = list(
        events_of(whole).select_related("assignment__task__programme", "assignment__unit").order_by("assignment_id")
    )
    # Where nothing came after it an event counts, and nothing stands upon it.
    later = [event for event in events if event.assignment.last_event_at != event.recorded_at]
    facts = facts_of([event.assignment_id for event in later])
    annulled: set[int] = set()
    lost: list[tuple[Assignment, Event]] = []
    for event in later:
        assignment = event.assignment
        already, idle = _tried(event, facts[event.assignment_id], assignment, on_day)
        if already:
            annulled.add(event.pk)
        lost += [(assignment, other) for other in idle]
    return Counting([event for event in events if event.pk not in annulled], _built(lost, on_day))


def _tried(event: ProgressEvent, facts: list[Event], assignment: Assignment, now: datetime) -> tuple[bool, list[Event]]:
    """Whether the event is annulled already; else what an annulment would leave without effect."""
    annulment = Event(kind=Kind.ANNULLED, recorded_at=now, content_hash=_ANNULMENT, annuls=event.content_hash)
    root = {"due_date": assignment.original_due_date, "since": assignment.assigned_at}
    before = {idle.content_hash for idle, _why in trace(facts, **root).without_effect}  # type: ignore[arg-type]
    after = [idle for idle, _why in trace([*facts, annulment], **root).without_effect]  # type: ignore[arg-type]
    fresh = [idle for idle in after if idle.content_hash not in before]
    # The latest annulment is read first: where there was one already, it is that one that loses its effect.
    if any(idle.annuls == event.content_hash for idle in fresh):
        return True, []
    return False, fresh


def _built(lost: Sequence[tuple[Assignment, Event]], now: datetime) -> list[Built]:
    hashes = [event.content_hash for _assignment, event in lost]
    actors = dict(ProgressEvent.objects.filter(content_hash__in=hashes).values_list("content_hash", "actor"))
    versions = versions_of({assignment.unit_id for assignment, _event in lost}, day_of(now))
    return [
        Built(
            programme=assignment.task.programme.code,
            task=assignment.task.code,
            unit_name=versions[assignment.unit_id].full_name if assignment.unit_id in versions else "–",
            kind=str(event.kind),
            recorded_at=event.recorded_at,
            actor=actors.get(event.content_hash, ""),
        )
        for assignment, event in lost
    ]


def _annul(events: Sequence[ProgressEvent], *, reason: str, actor: Actor, now: datetime) -> int:
    """One annulment for each event, through the ledger's one entrance and in one piece."""
    versions = versions_of({event.assignment.unit_id for event in events}, day_of(now))
    gone = [event for event in events if event.assignment.unit_id not in versions]
    if gone:
        raise Refused(
            _("Units that no longer exist today: %(count)s. Their successors correct what was recorded.")
            % {"count": len({event.assignment.unit_id for event in gone})}
        )
    if not events:
        return 0
    _require_rights(events, versions, actor)
    return append([_annulment(event, line, reason, actor, now) for line, event in enumerate(events, start=1)])


def _require_rights(events: Sequence[ProgressEvent], versions: Mapping[int, UnitVersion], actor: Actor) -> None:
    """As for a single annulment on a page: the right to annul, and one's own report or the right to verify."""
    reach = Reach(actor, (event.assignment.task_id for event in events))
    for event in events:
        assignment, version = event.assignment, versions[event.assignment.unit_id]
        own = event.kind == Kind.REPORTED and event.actor_user == actor.user_id
        verbs = (Verb.ANNUL,) if own else (Verb.ANNUL, Verb.VERIFY)
        if all(reach.may(verb, assignment.task_id, version.path) for verb in verbs):
            continue
        raise NotAllowed(
            _(
                "You have no position that allows annulling this entry on the task %(task)s of %(unit)s. "
                "Ask the unit that owns the task to take the import back."
            )
            % {"task": assignment.task.code, "unit": version.full_name}
        )


def _annulment(event: ProgressEvent, line: int, reason: str, actor: Actor, now: datetime) -> Entry:
    assignment = event.assignment
    return Entry(
        assignment_id=assignment.pk,
        identity=f"{assignment.task.programme.code}/{assignment.task.code}/{assignment.unit.key}",
        kind=Kind.ANNULLED,
        recorded_at=now,
        actor=actor.name,
        actor_user=actor.user_id,
        actor_unit=actor.unit_name,
        note=reason.strip(),
        source="import taken back",
        annuls=event.content_hash,
        line=line,
    )
