"""What units have to report on now, over all programmes: one statement, each line judged as on the boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.policies import AllPolicies
from tiendo.figures.queries.rows import RowsQuery
from tiendo.figures.queries.tables import LINE_COLUMNS, TaskLine, task_line
from tiendo.rules.light import Light
from tiendo.rules.progress import Kind

MOST = 5_000  # lines of one answer; who has more works unit by unit
SENT_BACK = (Kind.RETURNED, Kind.REOPENED)
_DUTIES = f"""
SELECT {LINE_COLUMNS.replace("r.", "a.")}, p.id AS programme_id, p.code AS programme_code,
       last.kind AS last_kind, last.note AS last_note, last.actor AS last_actor
FROM tasks_assignment a
JOIN tasks_task t ON t.id = a.task_id
JOIN tasks_programme p ON p.id = t.programme_id
JOIN org_unitversion tree ON tree.unit_id = a.unit_id AND tree.valid_from <= %(day)s AND tree.valid_to > %(day)s
JOIN org_unitversion v ON v.id = tree.id
LEFT JOIN LATERAL (
    SELECT e.kind, e.note, e.actor FROM tasks_progressevent e
    WHERE e.assignment_id = a.id ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1
) last ON a.state = 'in_progress'
WHERE tree.path LIKE ANY(%(prefixes)s) AND a.assigned_at <= %(at)s
  AND a.state IN ('not_started', 'in_progress') AND (%(programme)s = '' OR p.code = %(programme)s)
ORDER BY a.recurring, a.due_date NULLS LAST, a.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment that its unit has to report on; `sent_back`: what the verifier wrote when it came back."""

    programme: str
    line: TaskLine
    sent_back: str | None
    sent_back_by: str

    def days_left(self, on: date) -> int | None:
        """Days until the due date (negative: past); None where there is none."""
        return (self.line.due_date - on).days if self.line.due_date and not self.line.recurring else None


def duties(paths: Sequence[str], *, at: datetime, programme: str = "") -> list[Duty]:
    """What is open for units at or under the paths, most urgent first: sent back, red, yellow, then by due date.

    A recurring task stands here while its rhythm is not met.
    """
    if not paths:
        return []
    basis = Basis(at, live=True)
    policies = AllPolicies(basis)
    query = RowsQuery(
        _DUTIES,
        {
            "day": basis.day,
            "at": at,
            "prefixes": [f"{path}%" for path in paths],
            "programme": programme,
            "most": MOST,
        },
    )
    found = [_duty(record, basis.day, policies) for record in query.records()]
    return sorted((duty for duty in found if duty.line.rhythm_met is not True), key=_urgency)


def _duty(record: dict[str, Any], day: date, policies: AllPolicies) -> Duty:
    policy = policies.row_for(record["programme_id"], record["unit_kind"]).policy
    back = record["last_kind"] in SENT_BACK
    return Duty(
        programme=record["programme_code"],
        line=task_line(record, day, policy),
        sent_back=record["last_note"] if back else None,
        sent_back_by=record["last_actor"] if back else "",
    )


def _urgency(duty: Duty) -> tuple[bool, int, date, str, str]:
    order = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
    line = duty.line
    return (
        duty.sent_back is None,
        order[line.verdict.light],
        line.due_date or date.max,
        line.unit_name,
        line.task_code,
    )
