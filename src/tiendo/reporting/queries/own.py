"""The assignments on which a person may report, as the table and the page without a line need them: one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from tiendo.gateways.clock import day_of
from tiendo.org.models import full_name
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.judging import Facts, judge
from tiendo.rules.light import Light
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.tasks.queries.policies import Policies, policies_at

_COLUMNS = (
    *("assignment_id", "programme_id", "programme", "task", "title", "unit_kind", "unit_code", "designation", "name"),
    *("state", "percent", "due_date", "recurring", "rhythm", "reported", "reported_date", "assigned_at", "mark"),
)
_FROM = """
FROM tasks_assignment a
JOIN org_unitversion v ON v.unit_id = a.unit_id AND v.valid_from <= %(on)s AND v.valid_to > %(on)s
JOIN tasks_task t ON t.id = a.task_id
JOIN tasks_programme p ON p.id = t.programme_id
WHERE a.state <> 'withdrawn' AND v.path LIKE ANY(%(paths)s)
  AND (%(unit)s = '' OR v.code = %(unit)s)
  AND (%(programme)s = '' OR EXISTS (
      SELECT 1 FROM tasks_taskservice s JOIN tasks_programme sp ON sp.id = s.programme_id
      WHERE s.task_id = t.id AND sp.code = %(programme)s))
"""
_ROWS = f"""
SELECT a.id, p.id, p.code, t.code, t.title, v.kind, v.code, v.designation, v.name,
       a.state, a.percent, a.due_date, a.recurring, t.rhythm, a.reported_at IS NOT NULL, a.reported_date, a.assigned_at,
       COALESCE((SELECT max(e.id) FROM tasks_progressevent e WHERE e.assignment_id = a.id), 0)
{_FROM} {{only}}
ORDER BY p.code, v.sort_key, t.code LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - only this module's own text is put in
_COUNT = f"SELECT count(*) {_FROM}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One assignment of the reader: where it stands, and the number of its last event (`mark`, 0 without any)."""

    assignment_id: int
    programme: str
    task: str
    title: str
    unit_code: str
    unit_name: str
    state: State
    shown_state: str
    percent: Decimal | None
    due_date: date | None
    light: Light
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which of the own assignments are asked for; empty cells leave nothing out."""

    programme: str = ""
    unit: str = ""


def own_rows_for(
    actor: Actor, now: datetime, *, chosen: Chosen = Chosen(), limit: int = 500, offset: int = 0
) -> list[OwnRow]:
    """The assignments on which the actor may report and which are not withdrawn. NotAllowed without such a right."""
    require_anywhere(actor, Verb.REPORT)
    on = day_of(now)
    values = _values(actor, on, chosen) | {"limit": limit, "offset": offset}
    return _rows(_records(_ROWS.format(only=""), values), now)


def own_count_for(actor: Actor, now: datetime, *, chosen: Chosen) -> int:
    """How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _values(actor, day_of(now), chosen))
        return int(cursor.fetchone()[0])


def rows_named_for(actor: Actor, now: datetime, assignment_ids: list[int]) -> list[OwnRow]:
    """Those of the own assignments that are named."""
    on = day_of(now)
    values = _values(actor, on, Chosen()) | {"limit": len(assignment_ids), "offset": 0, "ids": assignment_ids}
    return _rows(_records(_ROWS.format(only="AND a.id = ANY(%(ids)s)"), values), now)


def _values(actor: Actor, on: date, chosen: Chosen) -> dict[str, Any]:
    paths = [f"{path}%" for path in actor.scope_paths(Verb.REPORT)]
    return {"on": on, "paths": paths, "unit": chosen.unit, "programme": chosen.programme}


def _records(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [dict(zip(_COLUMNS, row, strict=True)) for row in cursor]


def _rows(records: Sequence[Mapping[str, Any]], now: datetime) -> list[OwnRow]:
    policies = policies_at(now)
    return [_row(record, day_of(now), policies) for record in records]


def _row(record: Mapping[str, Any], on: date, policies: Policies) -> OwnRow:
    facts = Facts(
        state=State(record["state"]),
        due_date=record["due_date"],
        recurring=record["recurring"],
        rhythm=record["rhythm"],
        reported=record["reported"],
        reported_date=record["reported_date"],
        started_date=day_of(record["assigned_at"]),
    )
    judged = judge(facts, on, policies(record["programme_id"], record["unit_kind"]))
    return OwnRow(
        assignment_id=record["assignment_id"],
        programme=record["programme"],
        task=record["task"],
        title=record["title"],
        unit_code=record["unit_code"],
        unit_name=full_name(record["designation"], record["name"]),
        state=facts.state,
        shown_state=judged.shown_state,
        percent=record["percent"],
        due_date=facts.due_date,
        light=judged.verdict.light,
        mark=record["mark"],
    )
