"""One statement that counts a programme, by province or by unit, at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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


# What is counted per unit. The rest follows: in_time = not_started + in_progress + waiting - overdue.
_COUNTED = {name: STATE_CONDITIONS[name] for name in STATE_CONDITIONS if name != "in_time"}
_REPORTED = "NOT r.recurring AND r.reported_at IS NOT NULL"

Terms = tuple[int, date | None]  # the terms of a policy that decide which rows count: warn_days, milestone_date


def _terms(policy: LightPolicyVersion) -> Terms:
    return policy.warn_days, policy.milestone_date


def _deciding_columns(number: int, terms: Terms) -> dict[str, str]:
    """The SQL twin of rules.light: what decides a light under a policy, and how.

    Without a milestone every row that is not recurring decides, and most of it is counted already.
    """
    soon = (
        "NOT r.recurring AND r.state = 'not_started' AND r.due_date >= %(day)s "
        f"AND r.due_date <= %(day)s::date + %(warn_{number})s::int"
    )
    if terms[1] is None:
        return {f"due_soon_{number}": soon}
    decides = f"NOT r.recurring AND r.due_date < %(milestone_{number})s"
    return {
        f"deciding_{number}": decides,
        f"done_{number}": f"{decides} AND {DONE}",
        f"overdue_{number}": f"{decides} AND {OVERDUE}",
        f"due_soon_{number}": f"{soon} AND r.due_date < %(milestone_{number})s",
        f"reported_{number}": f"{decides} AND r.reported_at IS NOT NULL",
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
    kinds = {kind: _terms(policy) for kind, policy in policies.all_kinds().items()}
    query = counting_query(programme, basis, grouping, policies=policies, due_year=due_year)
    numbers = {terms: number for number, terms in enumerate(dict.fromkeys(kinds.values()))}
    above = kinds[grouping.above.kind]
    found: dict[int, Counted] = {}
    for member, sums in _by_member(query.records()).items():
        tasks, own = _tasks(sums), kinds[sums["judged_as"]]
        found[member] = Counted(
            units=sums["units"],
            complete=sums["complete"],
            distribution=sums["distribution"],
            tasks=tasks,
            deciding=_deciding(sums, tasks, numbers[own], own),
            deciding_above=_deciding(sums, tasks, numbers[above], above),
            data_at=sums["data_at"],
        )
    return found


def _by_member(records: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The rows of a group (one per number of tasks done) added up; the numbers of tasks done become a distribution."""
    found: dict[int, dict[str, Any]] = {}
    for record in records:
        done, moment = record.pop("tasks_done"), record.pop("data_at")
        member, judged_as = record.pop("member"), record.pop("judged_as")
        units = record["units"]
        sums = found.get(member)
        if sums is None:
            found[member] = record | {"judged_as": judged_as, "distribution": {done: units}, "data_at": moment}
            continue
        for name, value in record.items():
            sums[name] += value
        sums["distribution"][done] = sums["distribution"].get(done, 0) + units
        if moment and (sums["data_at"] is None or moment > sums["data_at"]):
            sums["data_at"] = moment
    for sums in found.values():
        sums["distribution"] = dict(sorted(sums["distribution"].items(), reverse=True))
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
    columns, params = dict(_COUNTED), dict(rows.params)
    columns["reported"] = _REPORTED
    all_terms = dict.fromkeys(_terms(policy) for policy in policies.all_kinds().values())
    for number, terms in enumerate(all_terms):
        columns |= _deciding_columns(number, terms)
        params |= {f"warn_{number}": terms[0], f"milestone_{number}": terms[1]}
    # A province's sum is judged by the province's policy, whatever the kinds of the units below it.
    member, judged_as = ("tree.unit_id", "tree.kind")
    if grouping.by_province:
        member = "COALESCE(tree.province_id, tree.unit_id)"
        judged_as = "CASE WHEN tree.province_id IS NULL THEN tree.kind ELSE 'province' END"
    nation = grouping.above.parent_id is None
    within = "" if nation else "WHERE r.unit_id IN (SELECT unit_id FROM tree)"
    counts = ",\n           ".join(
        "count(*) AS total" if condition == "true" else f"count(*) FILTER (WHERE {condition}) AS {name}"
        for name, condition in columns.items()
    )
    sums = ",\n       ".join(f"sum({name})::bigint AS {name}" for name in columns)
    sql = f"""{rows.sql}, per_unit AS (
    SELECT r.unit_id, max(r.last_event_at) AS data_at,
           {counts}
    FROM rows r {within}
    GROUP BY r.unit_id
)
SELECT {member} AS member, {judged_as} AS judged_as, done_on_time + done_late AS tasks_done,
       count(*) AS units,
       count(*) FILTER (WHERE done_on_time + done_late > 0
                          AND done_on_time + done_late + recurring = total) AS complete,
       max(data_at) AS data_at,
       {sums}
FROM per_unit JOIN tree ON tree.unit_id = per_unit.unit_id
GROUP BY 1, 2, 3"""
    return RowsQuery(sql, params)


def _tasks(record: Mapping[str, Any]) -> TaskCounts:
    values = {name: record[name] for name in _COUNTED}
    in_time = values["not_started"] + values["in_progress"] + values["waiting"] - values["overdue"]
    return TaskCounts(**values, in_time=in_time)


def _deciding(record: Mapping[str, Any], tasks: TaskCounts, number: int, terms: Terms) -> Deciding:
    if terms[1] is None:
        return Deciding(
            deciding=tasks.total - tasks.recurring,
            done=tasks.done,
            overdue=tasks.overdue,
            due_soon=record[f"due_soon_{number}"],
            reported=record["reported"],
        )
    names = ("deciding", "done", "overdue", "due_soon", "reported")
    return Deciding(**{name: record[f"{name}_{number}"] for name in names})
