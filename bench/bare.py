"""The same answers in bare SQL, written by hand for each board: what the figure functions are compared with."""

from datetime import datetime
from typing import Any

from django.db import connection

_STATES = """count(*) AS total,
    count(*) FILTER (WHERE s.state = 'not_started') AS not_started,
    count(*) FILTER (WHERE s.state = 'in_progress') AS in_progress,
    count(*) FILTER (WHERE s.state = 'waiting') AS waiting,
    count(*) FILTER (WHERE s.state = 'done_on_time') AS done_on_time,
    count(*) FILTER (WHERE s.state = 'done_late') AS done_late,
    count(*) FILTER (WHERE s.state IN ('not_started', 'in_progress', 'waiting') AND s.due_date < %(day)s) AS overdue,
    count(*) FILTER (WHERE s.state = 'not_started' AND s.due_date BETWEEN %(day)s AND %(day)s::date + 3) AS due_soon,
    count(*) FILTER (WHERE s.reported_at IS NOT NULL) AS reported,
    max(s.last_event_at) AS data_at"""
_BOARD = """
WITH per_unit AS (
    SELECT a.unit_id, {states} FROM {source}
    WHERE a.task_id = ANY(%(tasks)s) AND s.state <> 'withdrawn' GROUP BY a.unit_id
)
SELECT {member}, done_on_time + done_late, count(*), count(*) FILTER (WHERE done_on_time + done_late = total),
       sum(total), sum(not_started), sum(in_progress), sum(waiting), sum(done_on_time), sum(done_late), sum(overdue),
       sum(due_soon), sum(reported), max(data_at)
FROM per_unit JOIN org_unitversion v USING (unit_id)
WHERE v.valid_from <= %(day)s AND v.valid_to > %(day)s {where}
GROUP BY 1, 2"""
_NOW = "tasks_assignment a JOIN LATERAL (SELECT a.*) s ON true"
_THEN = (
    "tasks_assignment a JOIN tasks_standingspan s "
    "ON s.assignment_id = a.id AND s.since_at <= %(at)s AND s.until_at > %(at)s"
)


def board(*, tasks: list[int], day: Any, at: datetime | None, province: int | None) -> list[tuple[Any, ...]]:
    """The counts of a board: by province, or by unit of one province; now, or at a moment."""
    sql = _BOARD.format(
        states=_STATES,
        source=_THEN if at else _NOW,
        member="v.province_id" if province is None else "unit_id",
        where="" if province is None else "AND v.province_id = %(province)s",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tasks": tasks, "day": day, "at": at, "province": province})
        return cursor.fetchall()
