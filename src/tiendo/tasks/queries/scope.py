"""On which assignments a person may do something: the right for whole lists, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, Held, is_whole_country
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.tasks.models import Assignment, TaskOwnership, TaskUnit, UnitPart


def assignments_allowing(actor: Actor, verb: Verb, on: date) -> QuerySet[Assignment]:
    """The assignments on which the actor may do the verb: the twin in SQL of `doors.may`.

    An owner's position reaches only the tasks named for it, or, where none is named, those that its unit leads.
    """
    holding = [position for position in actor.held if allows(position.role, verb)]
    if not holding:
        return Assignment.objects.none()
    named = _named_tasks(holding)
    units = _units_below({position.scope_path for position in holding}, on)
    allowed = Q(pk__in=[])
    for position in holding:
        reach = units[position.scope_path]
        if position.role is Role.OWNER:
            reach &= _owned(position, named[position.position_id])
        allowed |= reach
    return Assignment.objects.filter(allowed)


def _units_below(paths: set[str], on: date) -> dict[str, Q]:
    """A filter on the units below each path of a day.

    Those of a part of the country are asked first and named one by one: the database then sees how few they are, and
    begins with them. Those of the whole country would only be a long list.
    """
    parts = [path for path in paths if not is_whole_country(path)]
    below = Q(pk__in=[])
    for path in parts:
        below |= Q(path__startswith=path)
    tree = list(in_force(on).filter(below).order_by("unit_id").values_list("unit_id", "path")) if parts else []
    every = in_force(on).order_by().values("unit_id")
    return {path: Q(unit_id__in=every if is_whole_country(path) else _below(path, tree)) for path in paths}


def _below(path: str, tree: Sequence[tuple[int, str]]) -> list[int]:
    return [unit_id for unit_id, of in tree if of.startswith(path)]


def _named_tasks(holding: Sequence[Held]) -> dict[int, list[int]]:
    """The tasks named for owners' positions, by position."""
    named: dict[int, list[int]] = defaultdict(list)
    owners = [position.position_id for position in holding if position.role is Role.OWNER]
    if owners:
        rows = TaskOwnership.objects.filter(position_id__in=owners).values_list("position_id", "task_id")
        for position_id, task_id in rows:
            named[position_id].append(task_id)
    return named


def _owned(position: Held, named: Sequence[int]) -> Q:
    if named:
        return Q(task_id__in=named)
    led = TaskUnit.objects.filter(unit_id=position.unit_id, part=UnitPart.LEAD)
    return Q(task_id__in=led.values("task_id"))
