"""Reading programmes, units, tasks, assignments and events."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from tiendo.api.endpoints import show
from tiendo.api.endpoints.door import client_of
from tiendo.api.problems import refusals
from tiendo.api.queries.assignments import (
    Named,
    Wanted,
    assignments_page,
    events_page,
    one_assignment,
    parts_of,
    tasks_for,
    unit_codes,
    units_for,
)
from tiendo.api.schemas import shown
from tiendo.api.schemas.fields import After, Code, Day, Limit, Moment, Words
from tiendo.gateways import clock
from tiendo.org.models import UnitKind
from tiendo.rules.permissions import ALLOWED
from tiendo.rules.progress import State
from tiendo.tasks.queries import programmes_for

router = Router(tags=["records"])
PAGE = 100


class UnitsAsked(Schema):
    """Which units: searched by words (tones apart), below a unit at any depth, directly below it, of a kind."""

    q: Words = ""
    on: Day | None = None
    below: Code | None = None
    parent: Code | None = None
    kind: Literal[tuple(UnitKind.values)] | None = None  # type: ignore[valid-type]
    after: Words = ""
    limit: Limit = PAGE


class AssignmentsAsked(Schema):
    """Which assignments. `unit` includes every unit below it; `changed_since` counts from the arrival of a record."""

    programme: Code | None = None
    unit: Code | None = None
    task: Code | None = None
    state: Literal[tuple(str(state) for state in State)] | None = None  # type: ignore[valid-type]
    changed_since: Moment | None = None
    after: After = 0
    limit: Limit = PAGE


class PageAsked(Schema):
    """Which page."""

    after: After = 0
    limit: Limit = PAGE


class TasksAsked(Schema):
    """The tasks that had been given by a moment; now where none is named."""

    at: Moment | None = None
    after: Words = ""
    limit: Limit = PAGE


@router.get("/client", response=shown.ClientOut, openapi_extra=refusals(), summary="Who am I")
def client(request: HttpRequest) -> shown.ClientOut:
    """The client that the token belongs to, what it may do, and how many requests are left in this minute."""
    asks = client_of(request)
    return shown.ClientOut(
        name=asks.name,
        unit=asks.unit,
        role=asks.role,
        verbs=sorted(ALLOWED[asks.role]),
        per_minute=asks.per_minute,
        left=asks.left,
    )


@router.get("/programmes", response=shown.ProgrammesOut, openapi_extra=refusals(), summary="Programmes")
def programmes(request: HttpRequest) -> shown.ProgrammesOut:
    """All programmes with their directives, in order of their codes."""
    found = programmes_for(client_of(request).actor)
    return shown.ProgrammesOut(programmes=[show.programme(one) for one in found])


@router.get("/units", response=shown.UnitsOut, openapi_extra=refusals(404, 409), summary="Units")
def units(request: HttpRequest, asked: Annotated[UnitsAsked, Query()]) -> shown.UnitsOut:
    """Units as they were on a day (today where none is named), in order of their codes: those of the client's scope and
    those above it."""
    on = asked.on or clock.day_of(clock.now())
    found = units_for(
        client_of(request).actor,
        on,
        text=asked.q,
        below=asked.below or "",
        parent=asked.parent or "",
        kind=asked.kind or "",
    )
    page = list(found.filter(code__gt=asked.after)[: asked.limit])
    codes = unit_codes({one.parent_id for one in page if one.parent_id}, on)
    return shown.UnitsOut(
        on=on,
        units=[show.unit(one, codes) for one in page],
        next=page[-1].code if len(page) == asked.limit else None,
    )


@router.get("/programmes/{programme}/tasks", response=shown.TasksOut, openapi_extra=refusals(404, 409), summary="Tasks")
def tasks(
    request: HttpRequest, programme: Annotated[Code, Path()], asked: Annotated[TasksAsked, Query()]
) -> shown.TasksOut:
    """The tasks of a programme, in order of their codes, with the units that lead and support them."""
    at = asked.at or clock.now()
    page = tasks_for(client_of(request).actor, programme, at, after=asked.after, limit=asked.limit)
    parts = parts_of(page, clock.day_of(at))
    return shown.TasksOut(
        tasks=[show.task(one, parts[one.pk]) for one in page],
        next=page[-1].code if len(page) == asked.limit else None,
    )


@router.get("/assignments", response=shown.AssignmentsOut, openapi_extra=refusals(404, 409), summary="Assignments")
def assignments(request: HttpRequest, asked: Annotated[AssignmentsAsked, Query()]) -> shown.AssignmentsOut:
    """Assignments of units in the client's scope as they stand now, in order of their numbers."""
    now = clock.now()
    wanted = Wanted(
        programme=asked.programme or "",
        unit=asked.unit or "",
        task=asked.task or "",
        state=asked.state or "",
        changed_since=asked.changed_since,
    )
    page = assignments_page(client_of(request).actor, wanted, now=now, after=asked.after, limit=asked.limit)
    codes = unit_codes({one.unit_id for one in page}, clock.day_of(now))
    return shown.AssignmentsOut(
        at=now,
        assignments=[show.assignment(one, codes[one.unit_id]) for one in page],
        next=page[-1].pk if len(page) == asked.limit else None,
    )


@router.get(
    "/programmes/{programme}/tasks/{task}/units/{unit}",
    response=shown.AssignmentOut,
    openapi_extra=refusals(404),
    summary="One assignment",
)
def assignment(
    request: HttpRequest,
    programme: Annotated[Code, Path()],
    task: Annotated[Code, Path()],
    unit: Annotated[Code, Path()],
) -> shown.AssignmentOut:
    """One assignment by its codes."""
    found, version = one_assignment(client_of(request).actor, Named(programme, task, unit), clock.now())
    return show.assignment(found, version.code)


@router.get(
    "/programmes/{programme}/tasks/{task}/units/{unit}/events",
    response=shown.EventsOut,
    openapi_extra=refusals(404),
    summary="Events of an assignment",
)
def events(
    request: HttpRequest,
    programme: Annotated[Code, Path()],
    task: Annotated[Code, Path()],
    unit: Annotated[Code, Path()],
    asked: Annotated[PageAsked, Query()],
) -> shown.EventsOut:
    """What was recorded about one assignment, in order of arrival."""
    named = Named(programme, task, unit)
    page = events_page(client_of(request).actor, named, now=clock.now(), after=asked.after, limit=asked.limit)
    return shown.EventsOut(
        events=[show.event(one) for one in page], next=page[-1].pk if len(page) == asked.limit else None
    )
