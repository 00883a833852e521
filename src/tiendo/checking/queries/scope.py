"""On which assignments a person may check: rights for whole lists, in a constant number of queries."""

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, Held
from tiendo.people.queries_lending import by_same_hands
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.progress import Kind, State
from tiendo.tasks.models import Assignment, ProgressEvent, TaskOwnership, TaskUnit, UnitPart


def checkable_for(actor: Actor, verb: Verb, on: date) -> QuerySet[Assignment]:
    """The assignments on which the actor may do the verb: the twin in SQL of `tasks.queries.doors.may`.

    An owner's position reaches only the tasks named for it, or, where none is named, those that its unit leads.
    """
    holding = [position for position in actor.held if allows(position.role, verb)]
    named: dict[int, list[int]] = defaultdict(list)
    owners = [position.position_id for position in holding if position.role is Role.OWNER]
    for position_id, task_id in TaskOwnership.objects.filter(position_id__in=owners).values_list("position", "task"):
        named[position_id].append(task_id)
    allowed = Q(pk__in=[])
    for position in holding:
        units = in_force(on).filter(path__startswith=position.scope_path).order_by().values("unit_id")
        reach = Q(unit_id__in=units)
        if position.role is Role.OWNER:
            reach &= _owned(position, named[position.position_id])
        allowed |= reach
    return Assignment.objects.filter(allowed)


def waiting_for(actor: Actor, on: date) -> QuerySet[Assignment]:
    """The assignments that wait for the actor's verification: without those on which the actor reported."""
    return _waiting(actor, on).filter(~_own_report(actor))


def waiting_for_another(actor: Actor, on: date) -> QuerySet[Assignment]:
    """Those that wait in the actor's reach, on which the actor reported: somebody else must verify them."""
    return _waiting(actor, on).filter(_own_report(actor))


def _waiting(actor: Actor, on: date) -> QuerySet[Assignment]:
    return checkable_for(actor, Verb.VERIFY, on).filter(state=State.WAITING)


def _own_report(actor: Actor) -> Exists:
    reports = ProgressEvent.objects.filter(by_same_hands(actor), assignment=OuterRef("pk"), kind=Kind.REPORTED)
    return Exists(reports)


def _owned(position: Held, named: list[int]) -> Q:
    if named:
        return Q(task_id__in=named)
    led = TaskUnit.objects.filter(unit_id=position.unit_id, part=UnitPart.LEAD)
    return Q(task_id__in=led.values("task_id"))
