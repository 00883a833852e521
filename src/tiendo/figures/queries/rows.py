"""The rows that figures count, one per assignment, with its standing at the moment: one text for all figures."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet

from tiendo.figures.models import CutOff
from tiendo.figures.queries.basis import Basis
from tiendo.rules.progress import Event, fold
from tiendo.tasks.models import Assignment, Programme, ProgressEvent, TaskService
from tiendo.tasks.models.standing import STANDING_COLUMNS

_STANDING = ", ".join(f"s.{name}" for name in STANDING_COLUMNS)
_LATE = """
    UNION ALL
    SELECT a.id, a.task_id, a.unit_id, a.recurring, a.original_due_date, s.state, s.due_date, s.percent, s.reported_at,
           s.reported_date, s.completed_date, s.verified_at, s.last_event_at
    FROM jsonb_to_recordset(%(late)s) AS s(assignment_id bigint, state text, due_date date, percent numeric,
         reported_at timestamptz, reported_date date, completed_date date, verified_at timestamptz,
         last_event_at timestamptz)
    JOIN tasks_assignment a ON a.id = s.assignment_id
    WHERE a.task_id = ANY(%(tasks)s) AND a.assigned_at <= %(at)s AND a.id <= %(last_assignment)s
      AND s.state <> 'withdrawn' {year}
"""


@dataclass(frozen=True, slots=True)
class RowsQuery:
    """A text with its parameters: what is run, and what the figure page shows."""

    sql: str
    params: dict[str, Any] = field(hash=False)

    def with_params(self, **more: Any) -> "RowsQuery":
        """The same text with further parameters."""
        return RowsQuery(self.sql, self.params | more)

    def run(self) -> list[tuple[Any, ...]]:
        """All rows."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def records(self) -> list[dict[str, Any]]:
        """All rows by column name."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def standing_rows(programme: Programme, basis: Basis, *, due_year: int | None = None, prefix: str = "") -> RowsQuery:
    """`rows` and `tree` as the beginning of a statement (WITH …): what every figure of a programme counts.

    `rows`: assignments given by the moment and not withdrawn, with their standing then; `tree`: the units in force on
    that day at or under `prefix` (a path). A figure joins the two, so numerator and denominator share one tree.
    """
    tasks = TaskService.objects.filter(programme=programme, task__assigned_at__lte=basis.at)
    params: dict[str, Any] = {
        "tasks": list(tasks.order_by("task_id").values_list("task_id", flat=True)),
        "at": basis.at,
        "day": basis.day,
        "prefix": prefix + "%",
    }
    year = ""
    if due_year is not None:
        year = "AND a.original_due_date >= %(year_from)s AND a.original_due_date < %(year_to)s"
        params |= {"year_from": f"{due_year:04d}-01-01", "year_to": f"{due_year + 1:04d}-01-01"}
    source, late = _source(basis, params, year)
    return RowsQuery(
        f"""
WITH tree AS (
    SELECT v.unit_id, v.province_id, v.kind, v.path, v.code, v.sort_key
    FROM org_unitversion v
    WHERE v.valid_from <= %(day)s AND v.valid_to > %(day)s AND v.path LIKE %(prefix)s
), rows AS (
    SELECT a.id, a.task_id, a.unit_id, a.recurring, a.original_due_date, {_STANDING}
    FROM {source}
    WHERE a.task_id = ANY(%(tasks)s) AND a.assigned_at <= %(at)s AND s.state <> 'withdrawn' {year}{late}
)""",
        params,
    )


def _source(basis: Basis, params: dict[str, Any], year: str) -> tuple[str, str]:
    """Where standings are read: now from the assignments, then from the spans; as published without what came late."""
    if basis.live:
        return "tasks_assignment a JOIN LATERAL (SELECT a.*) s ON true", ""
    source = (
        "tasks_assignment a JOIN tasks_standingspan s "
        "ON s.assignment_id = a.id AND s.since_at <= %(at)s AND s.until_at > %(at)s"
    )
    if basis.cutoff is None:
        return source, ""
    params["last_assignment"] = basis.cutoff.last_assignment
    source += " AND a.id <= %(last_assignment)s"
    late = standings_as_published(basis)
    if not late:
        return source, ""
    params["late_ids"] = [row["assignment_id"] for row in late]
    params["late"] = json.dumps(late, default=str)
    return source + " AND a.id <> ALL(%(late_ids)s)", _LATE.format(year=year)


def late_events(basis: Basis) -> Sequence[ProgressEvent]:
    """Events that arrived after the publication of a moment and belong before it: its corrections."""
    if basis.cutoff is None:
        return ()
    return list(
        _late(basis.cutoff, basis).select_related("assignment__task__programme", "assignment__unit").order_by("pk")
    )


def late_marks(basis: Basis) -> tuple[int, int, int]:
    """What tells whether a published moment has other corrections than before: how many events came late, the last
    of them, and how many assignments were given late. All zero: nothing came late.
    """
    cutoff = basis.cutoff
    if cutoff is None:
        return 0, 0, 0
    found = _late(cutoff, basis).aggregate(count=Count("id"), last=Max("id"))
    given = Assignment.objects.filter(pk__gt=cutoff.last_assignment, assigned_at__lte=basis.at).count()
    return found["count"], found["last"] or 0, given


def standings_as_published(basis: Basis) -> list[dict[str, Any]]:
    """The standings, without what came late, of the assignments to which something came late."""
    cutoff = basis.cutoff
    if cutoff is None:
        return []
    late = _late(cutoff, basis).filter(assignment_id__lte=cutoff.last_assignment)
    facts: dict[int, list[Event]] = defaultdict(list)
    dues: dict[int, date | None] = {}
    events = ProgressEvent.objects.filter(
        assignment_id__in=set(late.values_list("assignment_id", flat=True)), recorded_at__lte=basis.at
    )
    for event in events.select_related("assignment"):
        dues[event.assignment_id] = event.assignment.original_due_date
        if event.pk <= cutoff.last_event:
            facts[event.assignment_id].append(event.fact)
    found = []
    for assignment_id, due in sorted(dues.items()):
        standing = fold(facts[assignment_id], due_date=due, at=basis.at)
        found.append({"assignment_id": assignment_id, **{name: getattr(standing, name) for name in STANDING_COLUMNS}})
    return found


def _late(cutoff: CutOff, basis: Basis) -> QuerySet[ProgressEvent]:
    """What arrived after a publication and belongs before its moment."""
    return ProgressEvent.objects.filter(pk__gt=cutoff.last_event, recorded_at__lte=basis.at)
