"""Tables from CSV files as offices make them (BOM, semicolons, old encodings), and CSV for Excel."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tiendo.rules.refusal import BadRows, Refused, RowProblem
from tiendo.rules.vietnamese import nfc

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# 9999-12-31 stands for "without end"; beyond these years arithmetic with days and offsets overflows.
FIRST_YEAR, LAST_YEAR = 1900, 9998
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its line in the file (the header is line 1) and its cells by column name."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, stripped; "" where the column is absent."""
        return self.cells.get(column, "")


def read_table(path: Path, *, required: Sequence[str], optional: Sequence[str], max_bytes: int) -> list[Row]:
    """Read a CSV with a header row. Raises Refused or BadRows with what is wrong, where, and what to do."""
    text = _decode(path, max_bytes)
    if not text.strip():
        raise Refused(
            _("%(file)s: the file is empty. Nothing was loaded. Save the sheet as “CSV UTF-8” and load it again.")
            % {"file": path.name}
        )
    records = _records(path, text, _delimiter(text.split("\n", 1)[0]))
    header = [cell.strip().lower() for cell in next(records, (1, []))[1]]
    while header and not header[-1]:  # sheets leave nameless columns at the end; a cell in one is still a problem
        header.pop()
    _check_header(path, header, required, optional)
    return _rows(records, header)


def plain_day(text: str) -> date:
    """The day of a text written 2025-08-06, from 1900 to 9998; ValueError otherwise."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def _records(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line in which it begins; a cell in quotation marks may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            _(
                "%(file)s, line %(line)s cannot be read as CSV: %(why)s. "
                "Check quotation marks there, save the sheet again as “CSV UTF-8”, and load it again."
            )
            % {"file": path.name, "line": line, "why": error}
        ) from error


def _decode(path: Path, max_bytes: int) -> str:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Refused(
            _("The file %(file)s cannot be opened: %(why)s. Check the name and try again.")
            % {"file": path, "why": error.strerror}
        ) from error
    if size > max_bytes:
        raise Refused(
            _(
                "%(file)s is %(size)s MB; one file may hold at most %(limit)s MB. "
                "Nothing was loaded. Split it into several files and load them one after the other."
            )
            % {"file": path.name, "size": round(size / 1e6), "limit": round(max_bytes / 1e6)}
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("The file %(file)s cannot be opened: %(why)s. Check the name and try again.")
            % {"file": path, "why": error.strerror}
        ) from error
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(
            _(
                "%(file)s is not in Unicode (first bad character in line %(line)s). Nothing was loaded. "
                "Open it in Excel or LibreOffice, save it as “CSV UTF-8”, and load it again."
            )
            % {"file": path.name, "line": line}
        ) from error
    if "\0" in text:
        raise Refused(
            _("%(file)s is not a text table. Nothing was loaded. Save the sheet as “CSV UTF-8” and load it again.")
            % {"file": path.name}
        )
    return nfc(text)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _check_header(path: Path, header: list[str], required: Sequence[str], optional: Sequence[str]) -> None:
    known = [*required, *optional]
    problems = [
        RowProblem(1, name, _("the column “%(name)s” is missing") % {"name": name})
        for name in required
        if name not in header
    ]
    problems += [
        RowProblem(
            1,
            name,
            _("the column “%(name)s” is not known; known: %(known)s") % {"name": name, "known": ", ".join(known)},
        )
        for name in header
        if name not in known
    ]
    problems += [
        RowProblem(1, name, _("the column “%(name)s” stands there twice") % {"name": name})
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if problems:
        raise BadRows(_("The header of %(file)s is not right. Nothing was loaded.") % {"file": path.name}, problems)


def _rows(records: Iterable[tuple[int, list[str]]], header: list[str]) -> list[Row]:
    rows: list[Row] = []
    problems: list[RowProblem] = []
    width = len(header)
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            problems.append(RowProblem(line, "", _("the row has more cells than the header")))
            continue
        rows.append(Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}))
    if problems:
        raise BadRows(_("Some rows do not fit the header. Nothing was loaded."), problems)
    return rows


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet program runs as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens with right letters (UTF-8 with BOM) and without running formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
