"""Units as an obstacle needs them: with their last names and places, also when they have ended, and who is above."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import ancestors
from tiendo.people.models import Position
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.refusal import Refused

ANSWERING = [role.value for role in Role if allows(role, Verb.ANSWER)]
_HANDLES = (UnitKind.PROVINCE, UnitKind.COUNTRY)


def last_versions(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """Each unit as it is on a day, else as it was last."""
    found: dict[int, UnitVersion] = {}
    for version in UnitVersion.objects.filter(unit_id__in=set(unit_ids)).order_by("valid_from"):
        if version.valid_from <= on or version.unit_id not in found:
            found[version.unit_id] = version
    return found


def placed(on: date) -> QuerySet[UnitVersion]:
    """Every unit's version of a day; of one that has ended the last, so that its obstacles stay findable."""
    later = UnitVersion.objects.filter(
        unit_id=OuterRef("unit_id"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=on
    )
    return UnitVersion.objects.filter(Q(valid_from__lte=on), ~Exists(later))


def unit_ids_below(paths: Iterable[str], on: date) -> QuerySet[UnitVersion, int]:
    """The ids of the units in these subtrees."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(path__startswith=path)
    return placed(on).filter(inside).values_list("unit_id", flat=True)


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


def answers_for(actor: Actor) -> set[int]:
    """The units in whose name the actor answers: the very scopes of the positions that allow it."""
    return {position.scope_unit_id for position in actor.held if allows(position.role, Verb.ANSWER)}


def raises_for(actor: Actor) -> set[int]:
    """The units in whose name the actor raises: the very scopes of the positions that allow it."""
    return {position.scope_unit_id for position in actor.held if allows(position.role, Verb.RAISE)}
