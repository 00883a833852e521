"""On which assignments a person may do something: rights for whole lists, in two queries and one for the list."""

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet

from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, Held
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.tasks.models import Assignment, TaskOwnership, TaskUnit, UnitPart


def reach_of(actor: Actor, verb: Verb, on: date) -> QuerySet[Assignment]:
    """The assignments on which the actor may do the verb: the twin in SQL of `tasks.queries.doors.may`.

    The units are asked first and named one by one: the database then sees how few they are, and begins with them.
    """
    holding = [position for position in actor.held if allows(position.role, verb)]
    if not holding:
        return Assignment.objects.none()
    tree = list(in_force(on).filter(actor.scope(verb)).order_by("unit_id").values_list("unit_id", "path"))
    named = _named_tasks(holding)
    allowed = Q(pk__in=[])
    for position in holding:
        reach = Q(unit_id__in=[unit_id for unit_id, path in tree if path.startswith(position.scope_path)])
        if position.role is Role.OWNER:
            reach &= _owned(position, named[position.position_id])
        allowed |= reach
    return Assignment.objects.filter(allowed)


def units_on(unit_ids: set[int], on: date) -> dict[int, UnitVersion]:
    """Units as they are on a day; those that have ended as they last were."""
    found: dict[int, UnitVersion] = {}
    for version in UnitVersion.objects.filter(unit_id__in=unit_ids, valid_from__lte=on).order_by("valid_from"):
        found[version.unit_id] = version
    return found


def _named_tasks(holding: list[Held]) -> dict[int, list[int]]:
    """The tasks named for owners' positions, by position."""
    named: dict[int, list[int]] = defaultdict(list)
    owners = [position.position_id for position in holding if position.role is Role.OWNER]
    if owners:
        rows = TaskOwnership.objects.filter(position_id__in=owners).values_list("position_id", "task_id")
        for position_id, task_id in rows:
            named[position_id].append(task_id)
    return named


def _owned(position: Held, named: list[int]) -> Q:
    if named:
        return Q(task_id__in=named)
    led = TaskUnit.objects.filter(unit_id=position.unit_id, part=UnitPart.LEAD)
    return Q(task_id__in=led.values("task_id"))
