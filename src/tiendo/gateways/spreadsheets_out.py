"""Tables as .xlsx files that look right in Excel and LibreOffice; no cell of them is ever a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from tiendo.gateways.clock import ZONE

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 6, 60
A4 = 9
LONGEST_TEXT = 32_767
# A workbook runs nothing and leads nowhere: texts stay texts.
PLAIN: dict[str, Any] = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}  # on every machine, with all Vietnamese letters


class Shape(StrEnum):
    """How the cells of a column are shown. The prefix [$-42A] asks for Vietnamese separators."""

    USUAL = "usual"  # by each cell's own type
    PERCENT = "percent"  # a number from 0 to 100
    WRAPPED = "wrapped"  # a long text over several lines


NUMBER_FORMATS = {
    "whole": "[$-42A]#,##0",
    "number": "[$-42A]#,##0.##",
    "percent": "[$-42A]0.00%",
    "day": "[$-42A]dd/mm/yyyy",
    "moment": "[$-42A]dd/mm/yyyy hh:mm",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written. `about`: lines under the title: what is counted, where, when, from which source.

    Cells: None, text, whole number, Decimal, day, or aware moment. `shapes`: columns (from 0) that are not USUAL.
    """

    name: str
    title: str
    about: Sequence[str]
    header: Sequence[str]
    rows: Iterable[Sequence[object]]
    shapes: dict[int, Shape]


def xlsx_bytes(sheet: Sheet) -> bytes:
    """The workbook; rows are written through to disk, so a large one takes little memory."""
    out = io.BytesIO()
    with Workbook(out, {**PLAIN, "constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(sheet_name(sheet.name))
        _Writer(book, page, sheet).write()
    return out.getvalue()


def sheet_name(name: str) -> str:
    """A name that a sheet may have: at most 31 characters, none of []:*?/\\ and no ' at its ends."""
    plain = "".join("-" if letter in "[]:*?/\\" else letter for letter in name).strip("' ")
    return plain[:31].strip("' ") or "Tien do"


class _Writer:
    """Writes one sheet from top to bottom, and remembers how wide its columns have to be."""

    def __init__(self, book: Workbook, page: Worksheet, sheet: Sheet) -> None:
        self._page, self._sheet = page, sheet
        self._title = book.add_format({**FONT, "bold": True, "font_size": 13})
        self._about = book.add_format({**FONT, "font_color": "#595959"})
        self._head = book.add_format({**FONT, "bold": True, "bg_color": "#E7ECEF", "bottom": 1, "text_wrap": True})
        self._text = book.add_format({**FONT, "num_format": "@"})
        self._wrapped = book.add_format({**FONT, "num_format": "@", "text_wrap": True})
        self._formats = {name: book.add_format({**FONT, "num_format": text}) for name, text in NUMBER_FORMATS.items()}
        self._widths = [len(text) for text in sheet.header]

    def write(self) -> None:
        """Title, lines, header, rows; then what can be known only at the end."""
        page, sheet = self._page, self._sheet
        page.write_string(0, 0, sheet.title, self._title)
        for line, text in enumerate(sheet.about, start=1):
            page.write_string(line, 0, text, self._about)
        top = len(sheet.about) + 2
        for column, text in enumerate(sheet.header):
            page.write_string(top, column, text, self._head)
        last = top
        for last, cells in enumerate(sheet.rows, start=top + 1):
            for column, cell in enumerate(cells):
                self._cell(last, column, cell)
        self._finish(top, last)

    def _finish(self, top: int, last: int) -> None:
        page, width = self._page, max(len(self._sheet.header), 1)
        for column, widest in enumerate(self._widths):
            page.set_column(column, column, min(max(widest + 2, NARROWEST), WIDEST))
        page.freeze_panes(top + 1, 0)
        page.autofilter(top, 0, last, width - 1)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.set_footer("&L&A&R&P/&N")

    def _cell(self, row: int, column: int, cell: object) -> None:
        shape = self._sheet.shapes.get(column, Shape.USUAL)
        page, shown = self._page, ""
        match cell:
            case None | "":
                return
            case datetime():
                page.write_datetime(row, column, cell.astimezone(ZONE).replace(tzinfo=None), self._formats["moment"])
                shown = "dd/mm/yyyy hh:mm"
            case date():
                page.write_datetime(row, column, cell, self._formats["day"])
                shown = "dd/mm/yyyy"
            case int() | Decimal() if not isinstance(cell, bool):
                shown = self._number(row, column, cell, shape)
            case _:
                text = str(cell)[:LONGEST_TEXT]
                page.write_string(row, column, text, self._wrapped if shape is Shape.WRAPPED else self._text)
                shown = max(text.split("\n"), key=len)
        self._widths[column] = max(self._widths[column], len(shown))

    def _number(self, row: int, column: int, value: int | Decimal, shape: Shape) -> str:
        if shape is Shape.PERCENT:
            self._page.write_number(row, column, float(Decimal(value) / 100), self._formats["percent"])
            return "100,00%"
        self._page.write_number(row, column, float(value), self._formats["whole" if value == int(value) else "number"])
        return f"{value:,}"
