"""Units as an obstacle needs them: with their last names and places, also when they have ended, and who is above."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.obstacles.models import Obstacle, ObstacleStanding
from tiendo.org.models import Unit, UnitKind, UnitVersion
from tiendo.org.queries import ancestors, in_force
from tiendo.org.queries_succession import last_versions, successors_on
from tiendo.people.models import Position
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.refusal import Refused

ANSWERING = [role.value for role in Role if allows(role, Verb.ANSWER)]
_HANDLES = (UnitKind.PROVINCE, UnitKind.COUNTRY)


def units_below(paths: Iterable[str], on: date) -> QuerySet[UnitVersion, int]:
    """The ids of the units in these subtrees; of ended ones that have to do with obstacles, by successor."""
    paths = tuple(paths)
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(path__startswith=path)
    ended = [unit_id for unit_id, after in _ended(on).items() if any(unit.path.startswith(paths) for unit in after)]
    here = in_force(on).filter(inside).order_by().values("unit_id")
    return UnitVersion.objects.filter(Q(unit_id__in=here) | Q(unit_id__in=ended)).values_list("unit_id", flat=True)


def standing_for(unit_ids: Iterable[int], on: date) -> dict[int, tuple[UnitVersion, ...]]:
    """Who acts on a day for each unit: itself or its successors; where nobody followed, itself as it was last."""
    found = successors_on(unit_ids, on)
    alone = last_versions((unit_id for unit_id, after in found.items() if not after), on)
    return found | {unit_id: (version,) for unit_id, version in alone.items()}


def _ended(on: date) -> dict[int, tuple[UnitVersion, ...]]:
    """The units of obstacles that have ended, with those that stand for them. One query where there are none."""
    named = Unit.objects.filter(
        Q(pk__in=Obstacle.objects.values("unit_id"))
        | Q(pk__in=Obstacle.objects.filter(remover__isnull=False).values("remover_id"))
        | Q(pk__in=ObstacleStanding.objects.values("unit_id"))
    )
    ended = named.exclude(pk__in=in_force(on).order_by().values("unit_id")).values_list("pk", flat=True)
    return standing_for(ended, on)


def unit_above(version: UnitVersion, on: date) -> UnitVersion:
    """The unit that has to act on what this one raises or passes up: the province above it, else the country.

    A province in which nobody may answer is passed by. Raises Refused where nothing is above.
    """
    above = [unit for unit in reversed(ancestors(version, on)) if unit.kind in _HANDLES]
    if not above:
        raise Refused(
            _("No unit is above %(unit)s, so there is nobody to whom this could go.") % {"unit": version.full_name}
        )
    answering = set(
        Position.objects.filter(
            scope_id__in=[unit.unit_id for unit in above],
            role__in=ANSWERING,
            user__is_active=True,
            valid_from__lte=on,
            valid_to__gt=on,
        ).values_list("scope_id", flat=True)
    )
    return next((unit for unit in above if unit.unit_id in answering), above[-1])


def answers_for(actor: Actor, on: date) -> set[int]:
    """The units in whose name the actor answers: the very scopes of the positions that allow it, and those before."""
    return _in_the_name_of(actor, Verb.ANSWER, on)


def raises_for(actor: Actor, on: date) -> set[int]:
    """The units in whose name the actor raises: the very scopes of the positions that allow it, and those before."""
    return _in_the_name_of(actor, Verb.RAISE, on)


def _in_the_name_of(actor: Actor, verb: Verb, on: date) -> set[int]:
    return with_ended({position.scope_unit_id for position in actor.held if allows(position.role, verb)}, on)


def with_ended(unit_ids: set[int], on: date) -> set[int]:
    """These units, and the ended ones of obstacles for which one of them stands."""
    ended = _ended(on) if unit_ids else {}
    return unit_ids | {before for before, after in ended.items() if unit_ids & {unit.unit_id for unit in after}}
