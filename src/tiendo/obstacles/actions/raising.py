"""Raising an obstacle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.obstacles.actions.standings import write_standings
from tiendo.obstacles.models import Obstacle, ObstacleBlock, ObstacleEntry, ObstacleFile, ObstacleGroup
from tiendo.obstacles.queries.doors import entry_with
from tiendo.obstacles.queries.policies import groups_on
from tiendo.obstacles.queries.units import unit_above
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.queries import Actor, require
from tiendo.rules.obstacles import Kind
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import Assignment

LONGEST_TITLE = 300
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleDraft:
    """What stands in the way. `unit`, `group` and `remover` are codes; `assignments` are the raising unit's own.

    `documents` were received by the documents room. `key`: the sender's own number, so that the same obstacle sent
    twice counts once.
    """

    unit: str
    group: str
    title: str
    description: str
    proposal: str = ""
    remover: str = ""
    remover_note: str = ""
    assignments: tuple[int, ...] = ()
    documents: tuple[Document, ...] = ()
    key: UUID | None = None


def raise_obstacle(draft: ObstacleDraft, *, actor: Actor, now: datetime) -> Obstacle:
    """Raise an obstacle in the name of a unit; it goes to the unit above that answers.

    Sent again under the same key, the obstacle that is there is given back. Raises NotAllowed, NotFound or Refused.
    """
    before = _sent_before(draft.key, actor)
    if before is not None:
        return before
    unit = version_of(draft.unit.strip(), day_of(now))
    require(actor, Verb.RAISE, unit)
    group = _group(draft.group, now)
    _require_words(draft)
    above = unit_above(unit, day_of(now))
    try:
        with transaction.atomic():
            return _raise(draft, actor, unit, group, above, now)
    except IntegrityError:
        # Two sendings with one key met: the first one counts.
        before = _sent_before(draft.key, actor)
        if before is None:
            raise
        return before


def _raise(
    draft: ObstacleDraft, actor: Actor, unit: UnitVersion, group: ObstacleGroup, above: UnitVersion, now: datetime
) -> Obstacle:
    obstacle = Obstacle.objects.create(
        unit_id=unit.unit_id,
        group=group,
        title=draft.title.strip(),
        description=draft.description.strip(),
        proposal=draft.proposal.strip(),
        remover_id=version_of(draft.remover.strip(), day_of(now)).unit_id if draft.remover.strip() else None,
        remover_note=draft.remover_note.strip(),
        raised_at=now,
        raised_user=actor.user_id,
    )
    assignments = _own_assignments(draft.assignments, unit)
    ObstacleBlock.objects.bulk_create(ObstacleBlock(obstacle=obstacle, assignment_id=pk) for pk in assignments)
    entry = ObstacleEntry.objects.create(
        obstacle=obstacle,
        kind=Kind.RAISED.value,
        unit_id=above.unit_id,
        recorded_at=now,
        actor=actor.name,
        actor_user=actor.user_id,
        actor_unit=actor.unit_name,
        key=draft.key,
    )
    attach(entry, draft.documents)
    write_standings([obstacle.pk], now)
    record_act(
        code="obstacles.obstacle.raised",
        author=actor,
        subject=f"{obstacle.pk}: {obstacle.title}",
        details={"unit": unit.full_name, "to": above.full_name, "group": group.code, "tasks": len(assignments)},
    )
    return obstacle


def attach(entry: ObstacleEntry, documents: Iterable[Document]) -> None:
    """Files that come with an entry."""
    ObstacleFile.objects.bulk_create(ObstacleFile(entry=entry, document=document) for document in documents)


def _sent_before(key: UUID | None, actor: Actor) -> Obstacle | None:
    """The obstacle that the actor sent under this key before. Refused where somebody else, or another act, used it."""
    entry = entry_with(key)
    if entry is None:
        return None
    if entry.kind != Kind.RAISED or entry.actor_user != actor.user_id:
        raise Refused(_("The same sending was used for something else before. Reload the page and send it again."))
    return entry.obstacle


def _group(code: str, now: datetime) -> ObstacleGroup:
    found = groups_on(day_of(now)).filter(code=code.strip()).first()
    if found is None:
        raise Refused(_("Choose the group to which the obstacle belongs."))
    return found


def _require_words(draft: ObstacleDraft) -> None:
    if not draft.title.strip() or not draft.description.strip():
        raise Refused(_("An obstacle needs a title and a description of what stands in the way."))
    if len(draft.title.strip()) > LONGEST_TITLE or len(draft.remover_note.strip()) > LONGEST_NOTE:
        raise Refused(_("The title holds at most 300 signs, the note on who could remove it at most 500. Shorten it."))


def _own_assignments(wanted: Iterable[int], unit: UnitVersion) -> list[int]:
    ids = set(wanted)
    found = list(Assignment.objects.filter(pk__in=ids, unit_id=unit.unit_id).values_list("pk", flat=True))
    if len(found) != len(ids):
        raise Refused(
            _("Only tasks given to %(unit)s can be named here. Choose them from the list again.")
            % {"unit": unit.full_name}
        )
    return found
