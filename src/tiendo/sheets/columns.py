"""The columns of a table of reports under the names that people give them. The names: docs/rules/sheets.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.spreadsheets import HEADER_WITHIN, Row
from tiendo.gateways.spreadsheets_xlsx import Record
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import BadRows, RowProblem
from tiendo.rules.vietnamese import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "programme": ("programme", "chương trình", "mã chương trình"),
    "task": ("task", "nhiệm vụ", "mã nhiệm vụ"),
    "unit": ("unit", "đơn vị", "mã đơn vị"),
    "percent": ("percent", "phần trăm", "tỷ lệ hoàn thành", "phần trăm (%)"),
    "happened_date": ("happened_date", "ngày thực hiện"),
    "note": ("note", "ghi chú"),
    "kind": ("kind", "loại bản ghi"),
    "new_due_date": ("new_due_date", "thời hạn mới"),
    "decision": ("decision", "quyết định", "số quyết định"),
    "annuls": ("annuls", "bản ghi bị huỷ"),
}
REQUIRED = ("programme", "task", "unit")
KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.REPORTED: ("reported", "báo cáo"),
    Kind.VERIFIED: ("verified", "xác nhận"),
    Kind.RETURNED: ("returned", "trả lại"),
    Kind.REOPENED: ("reopened", "mở lại"),
    Kind.EXTENDED: ("extended", "gia hạn"),
    Kind.WITHDRAWN: ("withdrawn", "rút nhiệm vụ"),
    Kind.ANNULLED: ("annulled", "huỷ bản ghi"),
}
BEYOND = ""  # the column of a cell that stands beyond the header
COLUMN_OF = {fold(name): column for column, names in COLUMNS.items() for name in names}
KIND_OF = {fold(name): kind for kind, names in KINDS.items() for name in names}
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file under our own names of columns, and the columns that nothing reads."""

    rows: list[Row]
    unread: tuple[str, ...]


def table_of(records: Sequence[Record]) -> Table:
    """Find the header and read the rows below it. Raises BadRows where a needed column is missing, or there twice."""
    first = records[:HEADER_WITHIN]
    known = [{place: COLUMN_OF.get(fold(cell), "") for place, cell in enumerate(record.cells)} for record in first]
    top = max(range(len(first)), key=lambda place: len(set(known[place].values()) - {""}))
    columns = {place: column for place, column in known[top].items() if column}
    _check(records[top], columns)
    cells = records[top].cells
    unread = tuple(cell.strip() for place, cell in enumerate(cells) if cell.strip() and place not in columns)
    width = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1) + 1
    rows = [_row(record, columns, width) for record in records[top + 1 :]]
    return Table([row for row in rows if any(row.cells.values())], unread)


def kind_of(row: Row) -> Kind | None:
    """What a row records: a report where it does not say; None for a word that is no kind."""
    written = row.get("kind")
    return KIND_OF.get(fold(written)) if written else Kind.REPORTED


def day_text(text: str) -> str:
    """A day that was written 06/08/2025 (day first, as in Vietnam) as the cell readers want it: 2025-08-06."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def _row(record: Record, columns: dict[int, str], width: int) -> Row:
    cells = {column: record.cells[place].strip() for place, column in columns.items() if place < len(record.cells)}
    beyond = " ".join(cell.strip() for cell in record.cells[width:] if cell.strip())
    if beyond:
        cells[BEYOND] = beyond
    for column in ("happened_date", "new_due_date"):
        if cells.get(column):
            cells[column] = day_text(cells[column])
    formulas = frozenset(columns[place] for place in record.formulas if place in columns)
    return Row(record.line, cells, formulas)


def _check(header: Record, columns: dict[int, str]) -> None:
    there = list(columns.values())
    needed = [*REQUIRED, *(["percent"] if "kind" not in there else [])]
    problems = [
        RowProblem(
            header.line,
            column,
            _("the column is missing; call it one of: %(names)s") % {"names": ", ".join(COLUMNS[column])},
        )
        for column in needed
        if column not in there
    ]
    problems += [
        RowProblem(header.line, column, _("the column stands there twice; take one of them away"))
        for column in sorted({column for column in there if there.count(column) > 1})
    ]
    if problems:
        raise BadRows(_("The header of the table is not right, so no row was read."), problems)
