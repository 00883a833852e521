"""Many assignments by their codes, and the events behind a client's keys: one statement each, whatever their number.

Written as plain statements because every report asks them: composing the same by the ORM took a third of a request.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from tiendo.api.queries.assignments import Named, one_assignment
from tiendo.gateways.clock import day_of
from tiendo.gateways.statements import rows
from tiendo.org.models import Unit, UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Assignment, Programme, Task

_ALIAS = "default"
# Three short joins, each planned by itself: as one join of eight tables the planning took longer than the rest.
_NAMED = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(programmes)s::text[], %(tasks)s::text[], %(units)s::text[])
        WITH ORDINALITY AS w(programme, task, unit, place)
), given AS MATERIALIZED (
    SELECT asked.place, v.id, v.unit_id, v.code, v.name, v.designation, v.path, u.key
    FROM asked
    JOIN org_unitversion v ON v.code = asked.unit AND v.valid_from <= %(day)s AND v.valid_to > %(day)s
    JOIN org_unit u ON u.id = v.unit_id
), ordered AS MATERIALIZED (
    SELECT asked.place, t.id, t.code, t.programme_id
    FROM asked
    JOIN tasks_programme served ON served.code = asked.programme
    JOIN tasks_taskservice s ON s.programme_id = served.id
    JOIN tasks_task t ON t.id = s.task_id AND t.code = asked.task
)
SELECT g.place, a.id, o.id, g.unit_id, o.code, o.programme_id, p.code, g.key,
       g.id, g.code, g.name, g.designation, g.path
FROM given g
JOIN ordered o ON o.place = g.place
JOIN tasks_assignment a ON a.task_id = o.id AND a.unit_id = g.unit_id
JOIN tasks_programme p ON p.id = o.programme_id
"""
_SAID = """
SELECT id, key, assignment_id, percent, happened_date, note, written_at, recorded_at
FROM tasks_progressevent WHERE key = ANY(%(keys)s::uuid[])
"""

There = tuple[Assignment, UnitVersion]


class Said(NamedTuple):
    """What an event with a key says."""

    number: int
    key: UUID
    assignment_id: int
    percent: Decimal | None
    happened_date: date | None
    note: str
    written_at: datetime | None
    recorded_at: datetime


def assignments_named(actor: Actor, names: Sequence[Named], now: datetime) -> list[There]:
    """Assignments of units in the actor's scope; refused as `one_assignment` refuses. Other columns come when asked."""
    if not names:
        return []
    params: dict[str, Any] = {
        "programmes": [name.programme for name in names],
        "tasks": [name.task for name in names],
        "units": [name.unit for name in names],
        "day": day_of(now),
    }
    found: dict[int, There] = {}
    for place, *columns in rows(_NAMED, params):
        assignment, version = _there(*columns)
        if actor.can(Verb.VIEW, version.path):
            found[place] = assignment, version
    # What is missing is looked for once more by the door, which says what is wrong.
    return [found.get(place) or one_assignment(actor, name, now) for place, name in enumerate(names, start=1)]


def said_under(keys: Iterable[UUID]) -> dict[UUID, Said]:
    """The events with these keys of the ledger."""
    return {said.key: said for said in (Said(*row) for row in rows(_SAID, {"keys": list(keys)}))}


def _there(*columns: Any) -> There:
    pk, task_id, unit_id, task_code, programme_id, programme_code, key, version_id, code, name, designation, path = (
        columns
    )
    task = Task.from_db(_ALIAS, ["id", "programme_id", "code"], [task_id, programme_id, task_code])
    task.programme = Programme.from_db(_ALIAS, ["id", "code"], [programme_id, programme_code])
    assignment = Assignment.from_db(_ALIAS, ["id", "task_id", "unit_id"], [pk, task_id, unit_id])
    assignment.task = task
    assignment.unit = Unit.from_db(_ALIAS, ["id", "key"], [unit_id, key])
    version = UnitVersion.from_db(
        _ALIAS,
        ["id", "unit_id", "code", "name", "designation", "path"],
        [version_id, unit_id, code, name, designation, path],
    )
    return assignment, version
