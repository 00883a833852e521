"""The doors: which obstacles somebody sees, and what may be done with one now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.obstacles.models import Obstacle, ObstacleEntry, ObstacleFile
from tiendo.obstacles.queries.units import standing_for, units_below, with_ended
from tiendo.org.models import UnitVersion
from tiendo.org.queries_succession import last_versions
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.obstacles import RAISERS, Kind, Situation, applies
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound


def obstacles_for(actor: Actor, on: date) -> QuerySet[Obstacle]:
    """The obstacles that the actor may read, with group and standing; NotAllowed without any position.

    Those raised within what one sees, those that a unit within it has or could remove, and those whose answer was
    published by a unit above one's own.
    """
    require_anywhere(actor, Verb.VIEW)
    found = Obstacle.objects.select_related("group", "standing")
    if actor.can_everywhere(Verb.VIEW):
        return found
    paths = actor.scope_paths(Verb.VIEW)
    inside = units_below(paths, on)
    above = with_ended({int(part) for path in paths for part in path.split(".") if part}, on)
    published = Q(standing__published=True, standing__unit_id__in=above)
    concerned = Q(unit_id__in=inside) | Q(standing__unit_id__in=inside) | Q(remover_id__in=inside)
    return found.filter(concerned | published)


def obstacle_for(actor: Actor, pk: int, on: date) -> Obstacle:
    """One obstacle by its number; NotFound where there is none or it is not for the actor."""
    found = obstacles_for(actor, on).select_related("remover").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no obstacle number %(number)s among those that you may read.") % {"number": pk})
    return found


def file_for(actor: Actor, pk: int, file: int, on: date) -> Document:
    """A file that came with an obstacle, or with the answer to the one into which it was merged."""
    obstacle = obstacle_for(actor, pk, on)
    readable = Q(entry__obstacle=obstacle)
    if obstacle.standing.into_id:
        readable |= Q(entry__obstacle_id=obstacle.standing.into_id, entry__kind=Kind.ANSWERED)
    found = ObstacleFile.objects.filter(readable, pk=file).select_related("document").first()
    if found is None:
        raise NotFound(_("The obstacle number %(number)s has no such file.") % {"number": pk})
    return found.document


@dataclass(frozen=True, slots=True)
class Places:
    """The unit that raised an obstacle and the one that has it, as they were last, and who stands for each now."""

    raiser: UnitVersion
    holder: UnitVersion
    raisers: tuple[UnitVersion, ...]
    holders: tuple[UnitVersion, ...]


def places_of(obstacle: Obstacle, situation: Situation, on: date) -> Places:
    """Both units on a day. Two queries while neither has ended."""
    both = {obstacle.unit_id, situation.unit}
    units, now = last_versions(both, on), standing_for(both, on)
    return Places(
        units[obstacle.unit_id], units[situation.unit], raisers=now[obstacle.unit_id], holders=now[situation.unit]
    )


def may(actor: Actor, kind: Kind, places: Places) -> bool:
    """Whether some position allows an entry of this kind: raising over the one unit, answering over the other."""
    if kind in RAISERS:
        return any(actor.can(Verb.RAISE, unit.path) for unit in places.raisers)
    return any(actor.can(Verb.ANSWER, unit.path) for unit in places.holders)


def raised_by(actor: Actor, obstacle: Obstacle) -> bool:
    """Whether the actor raised it: then somebody else must answer or refuse it."""
    return obstacle.raised_user == actor.user_id


def acts_for(actor: Actor, obstacle: Obstacle, on: date) -> tuple[Kind, ...]:
    """What the actor may record on an obstacle now, in the order of a life."""
    situation = obstacle.standing.situation
    places = places_of(obstacle, situation, on)
    own = raised_by(actor, obstacle)
    return tuple(
        kind
        for kind in Kind
        if kind is not Kind.RAISED
        and applies(kind, situation)
        and may(actor, kind, places)
        and not (own and kind in (Kind.ANSWERED, Kind.REFUSED))
    )


def entry_with(key: UUID | None) -> ObstacleEntry | None:
    """The entry that was sent under a key before."""
    return ObstacleEntry.objects.select_related("obstacle").filter(key=key).first() if key else None
