"""What is done with an obstacle after it was raised: one entry at a time, each checked by right and by state."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.obstacles.actions.raising import attach
from tiendo.obstacles.actions.standings import write_standings
from tiendo.obstacles.models import Obstacle, ObstacleEntry
from tiendo.obstacles.queries.doors import Places, entry_with, may, obstacle_for, places_of, raised_by
from tiendo.obstacles.queries.units import unit_above
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import Kind, Situation, applies
from tiendo.rules.refusal import NotAllowed, Refused

OBSTACLES_LOCK = 570_010
# What nobody can do without saying why; MERGED has its own verb.
NEEDS_WORDS = frozenset(
    {Kind.ASKED, Kind.GIVEN, Kind.PASSED_UP, Kind.ANSWERED, Kind.REFUSED, Kind.REOPENED},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """What somebody does with an obstacle. `key`: the sender's own number, so that sent twice it counts once."""

    kind: Kind
    note: str = ""
    documents: tuple[Document, ...] = ()
    key: UUID | None = None


def act_on_obstacle(draft: EntryDraft, *, actor: Actor, number: int, now: datetime) -> None:
    """Record one act on an obstacle. Raises NotFound, NotAllowed or Refused; the same key again changes nothing."""
    if draft.kind in (Kind.RAISED, Kind.MERGED):
        raise Refused(_("This cannot be recorded here. Reload the page and choose again."))
    obstacle = obstacle_for(actor, number, day_of(now))
    if _sent_before(draft, obstacle, actor):
        return
    try:
        with transaction.atomic():
            lock()
            _act(draft, actor, obstacle_for(actor, number, day_of(now)), now)
    except IntegrityError:
        # Two sendings with one key met: the first one counts.
        if not _sent_before(draft, obstacle, actor):
            raise


def answer_obstacle(
    *,
    number: int,
    text: str,
    actor: Actor,
    now: datetime,
    documents: tuple[Document, ...] = (),
    key: UUID | None = None,
) -> None:
    """Answer an obstacle; the answer comes down to the raiser and to every unit whose obstacle was merged into it."""
    draft = EntryDraft(kind=Kind.ANSWERED, note=text, documents=documents, key=key)
    act_on_obstacle(draft, actor=actor, number=number, now=now)


def lock() -> None:
    """Hold the room until the end of the transaction: what follows another obstacle moves with it, so that locking
    single rows would let two people write past each other. An act takes milliseconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OBSTACLES_LOCK])


def append_entry(
    draft: EntryDraft, *, obstacle: Obstacle, actor: Actor, now: datetime, unit_id: int | None, into: Obstacle | None
) -> ObstacleEntry:
    """Append one entry. Raises Refused where something was recorded later than `now`: entries stand in their order."""
    if obstacle.standing.last_entry_at > now:
        raise Refused(_("Something was recorded on this obstacle in the meantime. Reload the page and look again."))
    entry = ObstacleEntry.objects.create(
        obstacle=obstacle,
        kind=draft.kind.value,
        unit_id=unit_id,
        into=into,
        note=draft.note.strip(),
        recorded_at=now,
        actor=actor.name,
        actor_user=actor.user_id,
        actor_unit=actor.unit_name,
        key=draft.key,
    )
    attach(entry, draft.documents)
    return entry


def require_act(kind: Kind, *, actor: Actor, obstacle: Obstacle, places: Places) -> None:
    """Raise NotAllowed without the right or for one's own obstacle, Refused where the act does not fit the state."""
    situation = obstacle.standing.situation
    if not may(actor, kind, places):
        raise NotAllowed(
            _(
                "You have no position that allows this on the obstacle number %(number)s. "
                "%(holder)s has it now; ask there, or your administrator."
            )
            % {"number": obstacle.pk, "holder": "; ".join(unit.full_name for unit in places.holders)}
        )
    if kind in (Kind.ANSWERED, Kind.REFUSED) and raised_by(actor, obstacle):
        raise NotAllowed(_("You raised this obstacle yourself; somebody else must answer it."))
    if not applies(kind, situation):
        raise Refused(
            _("This does not fit the obstacle number %(number)s as it stands now. Reload the page and look again.")
            % {"number": obstacle.pk}
        )


def _act(draft: EntryDraft, actor: Actor, obstacle: Obstacle, now: datetime) -> None:
    on = day_of(now)
    places = places_of(obstacle, obstacle.standing.situation, on)
    require_act(draft.kind, actor=actor, obstacle=obstacle, places=places)
    if draft.kind in NEEDS_WORDS and not draft.note.strip():
        raise Refused(_("Write it down: the other side reads it."))
    unit_id = _unit_from_then_on(draft.kind, obstacle.standing.situation, places, now)
    append_entry(draft, obstacle=obstacle, actor=actor, now=now, unit_id=unit_id, into=None)
    write_standings([obstacle.pk], now)
    record_act(
        code=f"obstacles.obstacle.{draft.kind}",
        author=actor,
        subject=f"{obstacle.pk}: {obstacle.title}",
        details={"unit": places.raiser.full_name, "holder": places.holder.full_name},
    )


def _unit_from_then_on(kind: Kind, situation: Situation, places: Places, now: datetime) -> int | None:
    """The unit that must act after a passing up or a reopening, else the one in whose name it was done."""
    if kind is Kind.PASSED_UP:
        return unit_above(places.holders[0], day_of(now)).unit_id
    return None if kind in (Kind.GIVEN, Kind.CLOSED) else situation.unit


def _sent_before(draft: EntryDraft, obstacle: Obstacle, actor: Actor) -> bool:
    entry = entry_with(draft.key)
    if entry is None:
        return False
    if (entry.obstacle_id, entry.kind, entry.actor_user) != (obstacle.pk, draft.kind.value, actor.user_id):
        raise Refused(_("The same sending was used for something else before. Reload the page and send it again."))
    return True
