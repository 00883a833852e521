"""The form as a workbook: filled in where there is no line, sealed so that a changed list of tasks is noticed.

The form speaks Vietnamese whatever language the page of the person has who makes it. docs/rules/sheets.md.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from tiendo.gateways.spreadsheets_out import A4, FONT, NUMBER_FORMATS, PLAIN
from tiendo.ui.terms import STATES
from tiendo.ui.words import moment_words

SHEET, SEAL = "Bieu mau", "_tiendo"
PROGRAMME, TASK, FILLED_ON, FILLED = 1, 2, 3, 7  # columns; from the last on the unit writes percent, day, note
WIDTHS = (5, 14, 14, 50, 12, 20, 12, 13, 14, 45)
_EARLIEST = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One task as the form shows it."""

    programme: str
    task: str
    title: str
    due_date: date | None
    state: str
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form to be written."""

    number: str
    unit_code: str
    unit_name: str
    issued_at: datetime
    checksum: str
    lines: Sequence[Line]


def form_bytes(form: FormSheet) -> bytes:
    """The workbook of a form: only the cells to be filled in are open."""
    out = io.BytesIO()
    with override("vi"), Workbook(out, PLAIN) as book:
        _Page(book, book.add_worksheet(SHEET), form).write()
        _write_seal(book.add_worksheet(SEAL), form)
    return out.getvalue()


def places() -> tuple[int, int]:
    """The rows (from 0) of the day on which it was filled in, and of the header."""
    filled = 2 + len(_instructions())
    return filled, filled + 2


class _Page:
    """The visible sheet, from top to bottom."""

    def __init__(self, book: Workbook, page: Worksheet, form: FormSheet) -> None:
        self._page, self._form, self._book = page, form, book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}  # formats, each once

    def write(self) -> None:
        page, form = self._page, self._form
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        title = _("Progress report: %(unit)s") % {"unit": form.unit_name}
        page.write_string(0, 0, title, self._format(bold=True, font_size=14))
        about = _("Form %(number)s, made at %(at)s.") % {"number": form.number, "at": moment_words(form.issued_at)}
        page.write_string(1, 0, about, self._format(font_color="#595959"))
        for row, text in enumerate(_instructions(), start=2):
            page.write_string(row, 0, text, self._format())
        filled, top = places()
        page.write_string(filled, 0, _filled_on_label(), self._format(bold=True))
        page.write_blank(filled, FILLED_ON, None, self._open(num_format=NUMBER_FORMATS["day"], align="left"))
        self._days(filled, FILLED_ON, filled)
        head = self._format(bold=True, bg_color="#E7ECEF", border=1, text_wrap=True, valign="vcenter")
        for column, text in enumerate(_titles()):
            page.write_string(top, column, text, head)
        for row, line in enumerate(form.lines, start=top + 1):
            self._line(row, row - top, line)
        self._close(top, top + len(form.lines))

    def _line(self, row: int, number: int, line: Line) -> None:
        page, text = self._page, self._format(border=1, text_wrap=True)
        page.write_number(row, 0, number, text)
        for column, value in enumerate((line.programme, line.task, line.title), start=1):
            page.write_string(row, column, value, text)
        day = self._format(border=1, num_format=NUMBER_FORMATS["day"], align="left")
        if line.due_date:
            page.write_datetime(row, 4, line.due_date, day)
        else:
            page.write_string(row, 4, "–", day)
        page.write_string(row, 5, str(STATES[line.state]), text)
        if line.percent is None:
            page.write_string(row, 6, "–", text)
        else:
            page.write_number(row, 6, float(line.percent), self._format(border=1, num_format=NUMBER_FORMATS["number"]))
        page.write_blank(row, FILLED, None, self._open(num_format=NUMBER_FORMATS["number"]))
        page.write_blank(row, FILLED + 1, None, self._open(num_format=NUMBER_FORMATS["day"], align="left"))
        page.write_blank(row, FILLED + 2, None, self._open(num_format="@", text_wrap=True))

    def _close(self, top: int, last: int) -> None:
        page = self._page
        first = min(top + 1, last)
        page.data_validation(
            first,
            FILLED,
            last,
            FILLED,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 100,
                "error_title": _("Percent"),
                "error_message": _("A number from 0 to 100; 100 means complete."),
            },
        )
        self._days(first, FILLED + 1, last)
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        page.freeze_panes(top + 1, 0)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        page.set_footer(f"&L{self._form.number}&R&P/&N")
        page.set_selection(first, FILLED, first, FILLED)

    def _days(self, first: int, column: int, last: int) -> None:
        self._page.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": _EARLIEST,
                "maximum": date(2099, 12, 31),
                "error_title": _("Day on which it happened"),
                "error_message": _("A day written as dd/mm/yyyy."),
            },
        )

    def _format(self, **more: Any) -> Any:
        wanted = tuple(sorted(more.items()))
        if wanted not in self._made:
            self._made[wanted] = self._book.add_format({**FONT, **more})
        return self._made[wanted]

    def _open(self, **more: Any) -> Any:
        return self._format(border=1, bg_color="#FFF9E0", locked=False, **more)


def _write_seal(page: Worksheet, form: FormSheet) -> None:
    """The hidden sheet: what the form is, so that it can be known again."""
    facts = [
        ("form", form.number),
        ("unit", form.unit_code),
        ("issued_at", form.issued_at.astimezone(UTC).isoformat()),
        ("checksum", form.checksum),
        ("filled_on", str(places()[0] + 1)),
        ("header", str(places()[1] + 1)),
        *(("task", f"{line.programme}/{line.task}") for line in form.lines),
    ]
    for row, (name, value) in enumerate(facts):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.protect("")
    page.very_hidden()


def _instructions() -> list[str]:
    return [
        _("1. Fill in the yellow cells only; the others are locked. Leave the rows of tasks without news empty."),
        _("2. Percent: a number from 0 to 100; 100 means complete, it then waits for confirmation."),
        _("3. Day: when it was so (dd/mm/yyyy); if empty, the day on which you filled the form in counts."),
        _("4. Don't add, remove or change tasks. Send the file back by mail, by a memory stick or on the page."),
        _("5. The same file sent twice counts once; if you correct something, send the corrected file."),
    ]


def _filled_on_label() -> str:
    return _("Filled in on:")


def _titles() -> list[str]:
    return [
        _("No."),
        _("Programme"),
        _("Task"),
        _("Title of the task"),
        _("Due date"),
        _("State"),
        _("Reported (%)"),
        _("Now (%)"),
        _("Day on which it happened"),
        _("Note"),
    ]
