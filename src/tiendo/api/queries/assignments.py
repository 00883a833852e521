"""Units, tasks, assignments and events as programs ask for them: filtered, in pages, from within the scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force, search, version_of
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Assignment, ProgressEvent, Task, TaskUnit
from tiendo.tasks.queries import assignment_for, programme_for, tasks_of


class Named(NamedTuple):
    """An assignment by the codes that people use."""

    programme: str
    task: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which assignments are asked for; what is empty does not narrow."""

    programme: str = ""
    unit: str = ""
    task: str = ""
    state: str = ""
    changed_since: datetime | None = None


def units_for(
    actor: Actor, on: date, *, text: str = "", below: str = "", parent: str = "", kind: str = ""
) -> QuerySet[UnitVersion]:
    """The units whose boards the actor may see, by code: `below` a unit at any depth, or its children (`parent`)."""
    seen = Q(pk__in=[])
    for path in actor.scope_paths(Verb.VIEW):
        above = [int(step) for step in path.split(".") if step]
        seen |= Q(path__startswith=path) | Q(unit_id__in=above)
    found = in_force(on).filter(seen)
    if text:
        found = found.filter(pk__in=[unit.pk for unit in search(text, on, limit=500)])
    if below:
        found = found.filter(path__startswith=version_of(below, on).path)
    if parent:
        found = found.filter(parent_id=version_of(parent, on).unit_id)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("code")


def unit_codes(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """The codes that units bear on a day."""
    rows = in_force(on).filter(unit_id__in=set(unit_ids)).order_by()
    return dict(rows.values_list("unit_id", "code"))


def tasks_for(actor: Actor, programme: str, at: datetime, *, after: str, limit: int) -> list[Task]:
    """A page of the tasks of a programme that had been given by a moment."""
    found = tasks_of(programme_for(actor, programme), at).select_related("parent")
    return list(found.filter(code__gt=after)[:limit])


def parts_of(tasks: Sequence[Task], on: date) -> dict[int, dict[str, list[str]]]:
    """The codes of the units that lead and support tasks: by task, then by part."""
    rows = list(TaskUnit.objects.filter(task__in=tasks).values_list("task_id", "unit_id", "part").order_by("id"))
    codes = unit_codes({unit for _task, unit, _part in rows}, on)
    found: dict[int, dict[str, list[str]]] = {task.pk: {"lead": [], "support": []} for task in tasks}
    for task, unit, part in rows:
        if unit in codes:
            found[task][part].append(codes[unit])
    return found


def assignments_page(actor: Actor, wanted: Wanted, *, now: datetime, after: int, limit: int) -> list[Assignment]:
    """A page of assignments in the actor's scope, by number. NotAllowed for a unit outside of the scope."""
    on = day_of(now)
    units = in_force(on).filter(actor.scope(Verb.VIEW)).order_by()
    if wanted.unit:
        version = version_of(wanted.unit, on)
        require(actor, Verb.VIEW, version)
        units = units.filter(path__startswith=version.path)
    found = Assignment.objects.filter(unit_id__in=units.values("unit_id"), pk__gt=after)
    if wanted.programme:
        served = programme_for(actor, wanted.programme)
        found = found.filter(task__in=Task.objects.filter(services__programme=served))
    if wanted.task:
        found = found.filter(task__code=wanted.task)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.changed_since:
        # By the moment of arrival: a record of last month that was loaded today is a change of today.
        arrived = ProgressEvent.objects.filter(assignment=OuterRef("pk"), ingested_at__gte=wanted.changed_since)
        found = found.filter(Exists(arrived) | Q(assigned_at__gte=wanted.changed_since))
    return list(found.select_related("task__programme").order_by("pk")[:limit])


def events_page(actor: Actor, named: Named, *, now: datetime, after: int, limit: int) -> list[ProgressEvent]:
    """A page of the events of one assignment, by number, with their evidence."""
    assignment, _version = one_assignment(actor, named, now)
    found = ProgressEvent.objects.filter(assignment=assignment, pk__gt=after).order_by("pk")
    return list(found.prefetch_related("evidence__document")[:limit])


def one_assignment(actor: Actor, named: Named, now: datetime) -> tuple[Assignment, UnitVersion]:
    """One assignment by its codes; NotFound, or NotAllowed outside of the scope."""
    programme = programme_for(actor, named.programme)
    return assignment_for(actor, programme=programme, task=named.task, unit=named.unit, at=now)
