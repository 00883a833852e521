"""Tables from files as offices make them (BOM, semicolons, old encodings, .xlsx), and CSV for Excel."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.spreadsheets_old import OLD_ENCODINGS, OldEncoding, converted, encoding_of_bytes, old_text
from tiendo.gateways.spreadsheets_old import encoding_of_text as old_encoding_of
from tiendo.gateways.spreadsheets_xlsx import Record, Workbook
from tiendo.gateways.spreadsheets_zip import is_workbook
from tiendo.rules.refusal import BadRows, Refused, RowProblem
from tiendo.rules.vietnamese import nfc

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# 9999-12-31 stands for "without end"; beyond these years arithmetic with days and offsets overflows.
FIRST_YEAR, LAST_YEAR = 1900, 9998
HEADER_WITHIN = 20  # records: a sheet may begin with a title and what it is about
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its line in the file, its cells by column name, and the columns whose cell is a formula."""

    line: int
    cells: dict[str, str]
    formulas: frozenset[str] = frozenset()

    def get(self, column: str) -> str:
        """The cell, stripped; "" where the column is absent."""
        return self.cells.get(column, "")


def read_table(
    path: Path, *, required: Sequence[str], optional: Sequence[str], max_bytes: int, encoding: str = ""
) -> list[Row]:
    """Read a CSV or .xlsx with a header row. Raises Refused or BadRows with what is wrong, where, and what to do.

    `encoding`: the old encoding (a key of OLD_ENCODINGS) from which to convert; "" for Unicode.
    """
    content = _content(path, max_bytes)
    records = records_of(content, path.name, encoding=encoding)
    top = header_place(records, required) if is_workbook(content) else 0
    header = [cell.strip().lower() for cell in records[top].cells]
    while header and not header[-1]:  # sheets leave nameless columns at the end; a cell in one is still a problem
        header.pop()
    _check_header(path, records[top].line, header, required, optional)
    return _rows(records[top + 1 :], header)


def records_of(content: bytes, name: str, *, encoding: str = "") -> list[Record]:
    """All rows of a table as they stand, the header among them; at least one. `name` is for messages.

    Raises OldEncoding where it looks like one of the encodings from before Unicode and `encoding` names none.
    """
    if is_workbook(content):
        book = Workbook(content, name)
        records = book.records(book.visible)
        if encoding:
            return [replace(record, cells=[converted(cell, encoding) for cell in record.cells]) for record in records]
        _refuse_old("\n".join(" ".join(record.cells) for record in records), name)
    else:
        text = _decode(content, name, encoding)
        delimiter = _delimiter(text.split("\n", 1)[0])
        records = [Record(line, cells) for line, cells in _records(name, text, delimiter)]
    if not any(cell.strip() for record in records for cell in record.cells):
        raise Refused(
            _("%(file)s: the file is empty. Nothing was loaded. Save the sheet as “CSV UTF-8” and load it again.")
            % {"file": name}
        )
    return records


def header_place(records: Sequence[Record], required: Collection[str]) -> int:
    """Which record is the header: the first that has all required names, else the first."""
    for place, record in enumerate(records[:HEADER_WITHIN]):
        if set(required) <= {cell.strip().lower() for cell in record.cells}:
            return place
    return 0


def plain_day(text: str) -> date:
    """The day of a text written 2025-08-06, from 1900 to 9998; ValueError otherwise."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def _records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
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
            % {"file": name, "line": line, "why": error}
        ) from error


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= max_bytes else b""
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
    return content


def _decode(content: bytes, name: str, encoding: str) -> str:
    if encoding:
        text = old_text(content, encoding)
    else:
        text = _unicode(content, name)
        _refuse_old(text, name)
    if "\0" in text:
        raise Refused(
            _("%(file)s is not a text table. Nothing was loaded. Save the sheet as “CSV UTF-8” and load it again.")
            % {"file": name}
        )
    return nfc(text)


def _unicode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        old = "" if b"\0" in content else encoding_of_bytes(content)
        if old:
            raise _old(name, old, line) from error
        raise Refused(
            _(
                "%(file)s is not in Unicode (first bad character in line %(line)s). Nothing was loaded. "
                "Open it in Excel or LibreOffice, save it as “CSV UTF-8”, and load it again."
            )
            % {"file": name, "line": line}
        ) from error


def _refuse_old(text: str, name: str) -> None:
    """Letters of an old font that were saved as if they were Unicode."""
    old = old_encoding_of(text)
    if old:
        line = next((number for number, line in enumerate(text.split("\n"), start=1) if not line.isascii()), 1)
        raise _old(name, old, line)


def _old(name: str, encoding: str, line: int) -> OldEncoding:
    return OldEncoding(
        _(
            "%(file)s is not in Unicode (first such letter in line %(line)s): it looks like %(encoding)s. "
            "Nothing was loaded. Have it converted, on the command line by --encoding %(option)s, and check the words."
        )
        % {"file": name, "line": line, "encoding": OLD_ENCODINGS[encoding], "option": encoding},
        encoding,
    )


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _check_header(path: Path, line: int, header: list[str], required: Sequence[str], optional: Sequence[str]) -> None:
    known = [*required, *optional]
    problems = [
        RowProblem(line, name, _("the column “%(name)s” is missing") % {"name": name})
        for name in required
        if name not in header
    ]
    problems += [
        RowProblem(
            line,
            name,
            _("the column “%(name)s” is not known; known: %(known)s") % {"name": name, "known": ", ".join(known)},
        )
        for name in header
        if name not in known
    ]
    problems += [
        RowProblem(line, name, _("the column “%(name)s” stands there twice") % {"name": name})
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if problems:
        raise BadRows(_("The header of %(file)s is not right. Nothing was loaded.") % {"file": path.name}, problems)


def _rows(records: Iterable[Record], header: list[str]) -> list[Row]:
    rows: list[Row] = []
    problems: list[RowProblem] = []
    width = len(header)
    for record in records:
        cells = record.cells
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            problems.append(RowProblem(record.line, "", _("the row has more cells than the header")))
            continue
        formulas = frozenset(header[place] for place in record.formulas if place < width)
        named = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        rows.append(Row(record.line, named, formulas))
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
