"""One statement that counts a programme, by province or by unit, at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiendo.figures.models import LightPolicyVersion
from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.policies import Policies
from tiendo.figures.queries.rows import RowsQuery, standing_rows
from tiendo.figures.queries.values import Counted, Deciding, TaskCounts
from tiendo.org.models import UnitVersion
from tiendo.tasks.models import Programme

# Conditions on one row; `r` is a row, `p` the policy that judges it.
OPEN = "r.state IN ('not_started', 'in_progress', 'waiting') AND NOT r.recurring"
DONE = "r.state IN ('done_on_time', 'done_late') AND NOT r.recurring"
OVERDUE = f"{OPEN} AND r.due_date < %(day)s"
DELAY = "r.state = 'waiting' AND NOT r.recurring AND r.due_date < %(day)s AND r.reported_date <= r.due_date"
STATE_CONDITIONS: dict[str, str] = {
    "total": "true",
    "not_started": "r.state = 'not_started' AND NOT r.recurring",
    "in_progress": "r.state = 'in_progress' AND NOT r.recurring",
    "waiting": "r.state = 'waiting' AND NOT r.recurring",
    "done_on_time": "r.state = 'done_on_time' AND NOT r.recurring",
    "done_late": "r.state = 'done_late' AND NOT r.recurring",
    "recurring": "r.recurring",
    "in_time": f"{OPEN} AND (r.due_date IS NULL OR r.due_date >= %(day)s)",
    "overdue": OVERDUE,
    "verifier_delay": DELAY,
}


def _decides(warn_days: str, milestone: str) -> dict[str, str]:
    """The SQL twin of rules.light: which rows decide, and how, under a policy with these terms."""
    decides = f"NOT r.recurring AND ({milestone} IS NULL OR r.due_date < {milestone})"
    return {
        "deciding": decides,
        "done": f"{decides} AND {DONE}",
        "overdue": f"{decides} AND {OVERDUE}",
        "due_soon": f"{decides} AND r.state = 'not_started' AND r.due_date >= %(day)s "
        f"AND r.due_date <= %(day)s::date + {warn_days}",
        "reported": f"{decides} AND r.reported_at IS NOT NULL",
    }


_COLUMNS: dict[str, str] = {
    **STATE_CONDITIONS,
    **{f"own_{name}": condition for name, condition in _decides("p.warn_days", "p.milestone").items()},
    **{f"above_{name}": condition for name, condition in _decides("%(above_warn_days)s::int", "%(above_milestone)s::date").items()},
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """How units are put together: by province over the whole country, or each unit at or under one."""

    above: UnitVersion
    by_province: bool


def count(
    programme: Programme,
    basis: Basis,
    grouping: Grouping,
    *,
    policies: Policies,
    due_year: int | None = None,
) -> dict[int, Counted]:
    """The counts of every group with at least one assignment, by the group's unit id."""
    query = counting_query(programme, basis, grouping, policies=policies, due_year=due_year)
    found: dict[int, Counted] = {}
    for record in query.records():
        counted = _counted(record)
        member = record["member"]
        found[member] = found[member] + counted if member in found else counted
    return found


def counting_query(
    programme: Programme,
    basis: Basis,
    grouping: Grouping,
    *,
    policies: Policies,
    due_year: int | None = None,
) -> RowsQuery:
    """The statement that counts: per unit first (so that units can be complete), then per group and tasks done."""
    rows = standing_rows(programme, basis, due_year=due_year, prefix=grouping.above.path)
    kinds = policies.all_kinds()
    if grouping.by_province:
        # A unit below a province is judged, within the province's sum, by the province's policy.
        member = "COALESCE(tree.province_id, tree.unit_id)"
        kind = "CASE WHEN tree.province_id IS NULL THEN tree.kind ELSE 'province' END"
    else:
        member, kind = "tree.unit_id", "tree.kind"
    above = kinds[grouping.above.kind]
    params = _policy_params(kinds, above)
    policy_rows = ", ".join(
        f"(%(kind_{n})s::text, %(warn_{n})s::int, %(milestone_{n})s::date)" for n in range(len(kinds))
    )
    columns = ",\n           ".join(f"count(*) FILTER (WHERE {c}) AS {name}" for name, c in _COLUMNS.items())
    sums = ",\n       ".join(f"sum({name})::bigint AS {name}" for name in _COLUMNS)
    sql = f"""{rows.sql}, policy(kind, warn_days, milestone) AS (VALUES {policy_rows}
), grouped AS MATERIALIZED (
    SELECT tree.unit_id, {member} AS member, {kind} AS judged_as FROM tree
), placed AS MATERIALIZED (
    SELECT grouped.unit_id, grouped.member, policy.warn_days, policy.milestone
    FROM grouped JOIN policy ON policy.kind = grouped.judged_as
), per_unit AS (
    SELECT p.member, r.unit_id, max(r.last_event_at) AS data_at,
           {columns}
    FROM rows r JOIN placed p ON p.unit_id = r.unit_id
    GROUP BY p.member, r.unit_id
)
SELECT member, done_on_time + done_late AS tasks_done, count(*) AS units,
       count(*) FILTER (WHERE done_on_time + done_late > 0
                          AND done_on_time + done_late + recurring = total) AS complete,
       max(data_at) AS data_at,
       {sums}
FROM per_unit GROUP BY 1, 2"""
    return RowsQuery(sql, rows.params | params)


def _policy_params(kinds: Mapping[str, LightPolicyVersion], above: LightPolicyVersion) -> dict[str, Any]:
    params: dict[str, Any] = {"above_warn_days": above.warn_days, "above_milestone": above.milestone_date}
    for number, (kind, policy) in enumerate(kinds.items()):
        params |= {
            f"kind_{number}": kind,
            f"warn_{number}": policy.warn_days,
            f"milestone_{number}": policy.milestone_date,
        }
    return params


def _counted(record: Mapping[str, Any]) -> Counted:
    names = ("deciding", "done", "overdue", "due_soon", "reported")
    return Counted(
        units=record["units"],
        complete=record["complete"],
        distribution={record["tasks_done"]: record["units"]},
        tasks=TaskCounts(**{name: record[name] for name in STATE_CONDITIONS}),
        deciding=Deciding(**{name: record[f"own_{name}"] for name in names}),
        deciding_above=Deciding(**{name: record[f"above_{name}"] for name in names}),
        data_at=record["data_at"],
    )
