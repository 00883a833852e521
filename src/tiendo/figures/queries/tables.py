"""Tables behind the pages: each is one statement over the same rows that the figures count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tiendo.figures.queries.board import Question
from tiendo.figures.queries.counting import STATE_CONDITIONS
from tiendo.figures.queries.keeping import kept
from tiendo.figures.queries.policies import Policies
from tiendo.figures.queries.rows import RowsQuery, standing_rows
from tiendo.figures.queries.values import TaskCounts
from tiendo.gateways.clock import day_of
from tiendo.org.models import full_name
from tiendo.org.queries import country
from tiendo.rules.judging import Facts, judge
from tiendo.rules.light import Light, LightPolicy, Verdict
from tiendo.rules.progress import DONE, OPEN, State

_COUNTS = ",\n       ".join(f"count(*) FILTER (WHERE {c}) AS {name}" for name, c in STATE_CONDITIONS.items())
LINE_COLUMNS = """r.id AS assignment_id, t.code AS task_code, t.title, t.rhythm, a.assigned_at, r.recurring,
       r.original_due_date, r.state, r.due_date, r.percent, r.reported_at, r.reported_date, r.completed_date,
       r.verified_at, r.last_event_at, tree.unit_id, tree.code AS unit_code, tree.kind AS unit_kind,
       tree.path, tree.sort_key,
       v.name AS unit_name, v.designation AS unit_designation"""
LINE_SOURCE = """FROM rows r
JOIN tasks_assignment a ON a.id = r.id
JOIN tasks_task t ON t.id = r.task_id
JOIN tree ON tree.unit_id = r.unit_id
JOIN org_unitversion v ON v.unit_id = r.unit_id AND v.valid_from <= %(day)s AND v.valid_to > %(day)s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task over all units at or under the question's unit."""

    task_code: str
    title: str
    due_date: date | None
    tasks: TaskCounts
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A leading unit over the assignments of the tasks that it leads."""

    unit_code: str
    unit_name: str
    tasks: TaskCounts


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit's state in every task of the matrix; None where the task is not the unit's."""

    unit_code: str
    unit_name: str
    done: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units × tasks. A cell is a state, "overdue", or "recurring"."""

    task_codes: tuple[str, ...]
    titles: Mapping[str, str]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One assignment at the moment, as a list shows it."""

    assignment_id: int
    task_code: str
    title: str
    unit_code: str
    unit_name: str
    path: str
    state: State
    shown_state: str
    recurring: bool
    rhythm_met: bool | None
    overdue: bool
    verifier_delay: bool
    due_date: date | None
    original_due_date: date | None
    percent: Decimal | None
    reported_at: datetime | None
    reported_date: date | None
    completed_date: date | None
    verified_at: datetime | None
    last_event_at: datetime | None
    verdict: Verdict


def by_task(question: Question) -> list[TaskRow]:
    """Every task of the programme, counted over the units at or under the question's unit."""
    about = ("by task", question.programme.pk, question.unit.pk if question.unit else None, question.due_year)
    return kept(question.basis, about, lambda: _by_task(question))


def _by_task(question: Question) -> list[TaskRow]:
    rows = _rows(question)
    sql = f"""{rows.sql}
SELECT t.code AS task_code, t.title, t.due_date,
       (SELECT string_agg(lv.name, '; ' ORDER BY lv.sort_key) FROM tasks_taskunit u
        JOIN org_unitversion lv ON lv.unit_id = u.unit_id AND lv.valid_from <= %(day)s AND lv.valid_to > %(day)s
        WHERE u.task_id = t.id AND u.part = 'lead') AS lead,
       {_COUNTS}
FROM rows r JOIN tasks_task t ON t.id = r.task_id JOIN tree ON tree.unit_id = r.unit_id
GROUP BY t.id ORDER BY t.code"""
    return [
        TaskRow(
            task_code=record["task_code"],
            title=record["title"],
            due_date=record["due_date"],
            lead=record["lead"] or "",
            tasks=_counts(record),
        )
        for record in RowsQuery(sql, rows.params).records()
    ]


def by_lead(question: Question) -> list[LeadRow]:
    """Every unit that leads tasks of the programme ("by department"), over the units at or under the question's."""
    rows = _rows(question)
    sql = f"""{rows.sql}
SELECT lv.code AS unit_code, lv.name AS unit_name, {_COUNTS}
FROM rows r JOIN tree ON tree.unit_id = r.unit_id
JOIN tasks_taskunit u ON u.task_id = r.task_id AND u.part = 'lead'
JOIN org_unitversion lv ON lv.unit_id = u.unit_id AND lv.valid_from <= %(day)s AND lv.valid_to > %(day)s
GROUP BY lv.code, lv.name, lv.sort_key ORDER BY lv.sort_key"""
    return [
        LeadRow(unit_code=record["unit_code"], unit_name=record["unit_name"], tasks=_counts(record))
        for record in RowsQuery(sql, rows.params).records()
    ]


def unit_tasks(question: Question) -> list[TaskLine]:
    """The assignments of the question's unit and of those under it, most urgent first."""
    return _urgent_first(_lines(question, "true", {}))


def task_assignments(question: Question, task_code: str) -> list[TaskLine]:
    """Who is where with one task: its assignments at or under the question's unit, in Vietnamese order."""
    return _lines(question, "t.code = %(task_code)s", {"task_code": task_code})


def matrix(question: Question) -> Matrix:
    """Units × tasks at or under the question's unit, most done first."""
    rows = _rows(question)
    sql = f"""{rows.sql}
SELECT t.code AS task_code, t.title, r.state, r.recurring, r.due_date < %(day)s AS past_due, tree.unit_id,
       tree.code AS unit_code, tree.sort_key, v.name AS unit_name, v.designation
FROM rows r JOIN tasks_task t ON t.id = r.task_id JOIN tree ON tree.unit_id = r.unit_id
JOIN org_unitversion v ON v.unit_id = r.unit_id AND v.valid_from <= %(day)s AND v.valid_to > %(day)s"""
    titles: dict[str, str] = {}
    cells: dict[int, dict[str, str]] = {}
    heads: dict[int, Mapping[str, Any]] = {}
    for record in RowsQuery(sql, rows.params).records():
        titles[record["task_code"]] = record["title"]
        heads[record["unit_id"]] = record
        cells.setdefault(record["unit_id"], {})[record["task_code"]] = _cell(record)
    codes = tuple(sorted(titles))
    done = {unit: sum(cell.startswith("done") for cell in row.values()) for unit, row in cells.items()}
    order = sorted(cells, key=lambda unit: (-done[unit], heads[unit]["sort_key"]))
    return Matrix(
        codes,
        titles,
        tuple(
            MatrixRow(
                heads[unit]["unit_code"],
                full_name(heads[unit]["designation"], heads[unit]["unit_name"]),
                done[unit],
                tuple(cells[unit].get(code) for code in codes),
            )
            for unit in order
        ),
    )


def lines_query(question: Question, where: str, more: Mapping[str, Any]) -> RowsQuery:
    """The statement that lists assignments under a condition on `r`, `t` and `tree`."""
    rows = _rows(question)
    sql = f"{rows.sql}\nSELECT {LINE_COLUMNS}\n{LINE_SOURCE}\nWHERE {where}\nORDER BY tree.sort_key, tree.code, t.code"
    return RowsQuery(sql, rows.params | dict(more))


def lines_of(question: Question, query: RowsQuery) -> list[TaskLine]:
    """The assignments that a lines query gives, each judged by the policy of its unit's kind."""
    policies = Policies(question.programme, question.basis).all_kinds()
    known = {kind: row.policy for kind, row in policies.items()}
    day = question.basis.day
    return [task_line(record, day, known[record["unit_kind"]]) for record in query.records()]


def _rows(question: Question) -> RowsQuery:
    unit = question.unit or country(question.basis.day)
    return standing_rows(question.programme, question.basis, due_year=question.due_year, prefix=unit.path)


def _lines(question: Question, where: str, more: Mapping[str, Any]) -> list[TaskLine]:
    return lines_of(question, lines_query(question, where, more))


def task_line(record: Mapping[str, Any], day: date, policy: LightPolicy) -> TaskLine:
    """A record with LINE_COLUMNS as a line, judged on a day by a policy."""
    state = State(record["state"])
    judged = judge(
        Facts(
            state=state,
            due_date=record["due_date"],
            recurring=record["recurring"],
            rhythm=record["rhythm"],
            reported=record["reported_at"] is not None,
            reported_date=record["reported_date"],
            started_date=day_of(record["assigned_at"]),
        ),
        day,
        policy,
    )
    return TaskLine(
        assignment_id=record["assignment_id"],
        task_code=record["task_code"],
        title=record["title"],
        unit_code=record["unit_code"],
        unit_name=full_name(record["unit_designation"], record["unit_name"]),
        path=record["path"],
        state=state,
        recurring=record["recurring"],
        shown_state=judged.shown_state,
        rhythm_met=judged.rhythm_met,
        overdue=judged.overdue,
        verifier_delay=judged.verifier_delay,
        due_date=record["due_date"],
        original_due_date=record["original_due_date"],
        percent=record["percent"],
        reported_at=record["reported_at"],
        reported_date=record["reported_date"],
        completed_date=record["completed_date"],
        verified_at=record["verified_at"],
        last_event_at=record["last_event_at"],
        verdict=judged.verdict,
    )


def _urgent_first(lines: list[TaskLine]) -> list[TaskLine]:
    """Red before yellow before grey before green; then by due date; then by code."""
    order = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
    return sorted(
        lines,
        key=lambda line: (
            line.state in DONE,
            order[line.verdict.light],
            line.due_date or date.max,
            line.task_code,
        ),
    )


def _cell(record: Mapping[str, Any]) -> str:
    if record["recurring"]:
        return "recurring"
    state = State(record["state"])
    return "overdue" if state in OPEN and record["past_due"] else str(state)


def _counts(record: Mapping[str, Any]) -> TaskCounts:
    return TaskCounts(**{name: record[name] for name in STATE_CONDITIONS})
