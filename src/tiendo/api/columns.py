"""The form of another tracker: its columns, each from one of our fields or a constant, and its words for our codes.

Decisions on values only. docs/rules/handover.md explains the rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from tiendo.figures.queries.tables import TaskLine
from tiendo.gateways.clock import day_of
from tiendo.rules.refusal import BadRows, Refused, RowProblem

MOST_COLUMNS = 60
ISO, VIETNAMESE = "iso", "dd/mm/yyyy"
CODE_LISTS = ("programme", "task", "unit", "state", "light")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a file share."""

    programme: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the other tracker: its name, and our field or a constant text. `days`: how days are written."""

    name: str
    field: str = ""
    constant: str = ""
    days: str = ISO


@dataclass(frozen=True, slots=True)
class Plan:
    """All columns, and the words for our codes by list. A list that is empty leaves our codes as they are."""

    columns: tuple[Column, ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Value = str | date | Decimal | None
FIELDS: dict[str, Callable[[TaskLine, Frame], Value]] = {
    "programme.code": lambda line, frame: frame.programme,
    "programme.title": lambda line, frame: frame.title,
    "task.code": lambda line, frame: line.task_code,
    "task.title": lambda line, frame: line.title,
    "unit.code": lambda line, frame: line.unit_code,
    "unit.name": lambda line, frame: line.unit_name,
    "state": lambda line, frame: line.shown_state,
    "light": lambda line, frame: str(line.verdict.light),
    "percent": lambda line, frame: line.percent,
    "due_date": lambda line, frame: line.due_date,
    "original_due_date": lambda line, frame: line.original_due_date,
    "reported_date": lambda line, frame: line.reported_date,
    "completed_date": lambda line, frame: line.completed_date,
    "verified_date": lambda line, frame: day_of(line.verified_at) if line.verified_at else None,
    "last_event_date": lambda line, frame: day_of(line.last_event_at) if line.last_event_at else None,
    "at_date": lambda line, frame: day_of(frame.at),
}
# The list that has the other tracker's words for a field.
LIST_OF = {"programme.code": "programme", "task.code": "task", "unit.code": "unit", "state": "state", "light": "light"}


def plan_of(columns: Sequence[Mapping[str, Any]], codes: Mapping[str, Mapping[str, str]]) -> Plan:
    """A stored or uploaded form. Raises BadRows with every column or list that is wrong (`line`: its place from 1)."""
    problems: list[RowProblem] = []
    made: list[Column] = []
    for line, raw in enumerate(columns, start=1):
        column = Column(
            name=str(raw.get("column", "")).strip()[:200],
            field=str(raw.get("field", "")).strip(),
            constant=str(raw.get("constant", ""))[:500],
            days=str(raw.get("days", ISO)).strip() or ISO,
        )
        problems += [RowProblem(line, "column", why) for why in _wrong(column, made)]
        made.append(column)
    for number, name in enumerate(codes, start=len(made) + 1):
        if name not in CODE_LISTS:
            problems.append(
                RowProblem(
                    number, "list", _("there is no list “%(list)s”; known: %(known)s") % _known(name, CODE_LISTS)
                )
            )
    if not made or len(made) > MOST_COLUMNS:
        raise Refused(_("A mapping has from 1 to %(most)s columns. Name them and send it again.") % {"most": 60})
    if problems:
        raise BadRows(_("The mapping cannot be used. Nothing was kept."), problems)
    return Plan(tuple(made), {name: dict(words) for name, words in codes.items()})


def row_of(line: TaskLine, plan: Plan, frame: Frame, missing: set[tuple[str, str]]) -> list[str]:
    """The cells of one assignment. Codes for which the plan has no word are added to `missing` as (list, code)."""
    return [_cell(column, line, plan, frame, missing) for column in plan.columns]


def identity(line: TaskLine, frame: Frame) -> str:
    """What tells a row from every other, whatever the columns are."""
    return f"{frame.programme}/{line.task_code}/{line.unit_code}"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs: in which row and column, what it was and what it is."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two files: rows that are new, rows that are gone, and cells that changed."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[CellChange, ...]

    @property
    def nothing(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.gone or self.changed)


Rows = Sequence[tuple[str, Sequence[str]]]


def compare(old_names: Sequence[str], old: Rows, names: Sequence[str], rows: Rows) -> Comparison:
    """Two files row by row and cell by cell; columns are the same where their names are."""
    before = {row: dict(zip(old_names, cells, strict=True)) for row, cells in old}
    after = {row: dict(zip(names, cells, strict=True)) for row, cells in rows}
    every = list(dict.fromkeys([*old_names, *names]))
    changed = [
        CellChange(row, name, before[row].get(name, ""), cells.get(name, ""))
        for row, cells in after.items()
        if row in before and before[row] != cells
        for name in every
        if before[row].get(name, "") != cells.get(name, "")
    ]
    return Comparison(
        added=tuple(row for row in after if row not in before),
        gone=tuple(row for row in before if row not in after),
        changed=tuple(changed),
    )


def _cell(column: Column, line: TaskLine, plan: Plan, frame: Frame, missing: set[tuple[str, str]]) -> str:
    if not column.field:
        return column.constant
    value = FIELDS[column.field](line, frame)
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if column.days == VIETNAMESE else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    words = plan.codes.get(LIST_OF.get(column.field, ""), {})
    if words and value not in words:
        missing.add((LIST_OF[column.field], value))
    return words.get(value, value)


def _wrong(column: Column, before: Sequence[Column]) -> list[Any]:
    """What is wrong with a column, as sentences."""
    found: list[Any] = []
    if not column.name or any(ord(sign) < 32 for sign in column.name + column.constant):
        found.append(_("a column needs a name, and neither line breaks nor control characters"))
    elif column.name in {other.name for other in before}:
        found.append(_("two columns have the name “%(name)s”") % {"name": column.name})
    if column.field and column.constant:
        found.append(_("a column has a field or a constant, not both"))
    if column.field and column.field not in FIELDS:
        found.append(_("there is no field “%(list)s”; known: %(known)s") % _known(column.field, FIELDS))
    if column.days not in (ISO, VIETNAMESE):
        found.append(_("days are written as “iso” or “dd/mm/yyyy”"))
    return found


def _known(name: str, names: Any) -> dict[str, str]:
    return {"list": name, "known": ", ".join(names)}
