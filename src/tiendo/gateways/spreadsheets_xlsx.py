"""Tables from .xlsx files: every cell as the text that a CSV of the same table would hold."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tiendo.gateways.spreadsheets_marks import Marks, NotXmlError, TooLargeError, marks_of, sheet_parts
from tiendo.gateways.spreadsheets_zip import parts_of
from tiendo.rules.refusal import Refused
from tiendo.rules.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its line (from 1), its cells as texts, and which of them (from 0) are formulas."""

    line: int
    cells: list[str]
    formulas: frozenset[int] = frozenset()


class Workbook:
    """An .xlsx that was looked into and found plain. Raises Refused where it isn't."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        self._parts = parts_of(content, name)
        try:
            self._places = sheet_parts(self._parts)
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except (NotXmlError, CalamineError) as error:
            raise self._damaged() from error

    @property
    def visible(self) -> str:
        """The name of the first sheet that is shown; "" where there is none."""
        for sheet in self._book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                return sheet.name
        return ""

    def has(self, sheet: str) -> bool:
        """Whether there is a sheet of that name, shown or hidden."""
        return sheet in self._places

    def records(self, sheet: str) -> list[Record]:
        """The rows of a sheet that hold anything."""
        if sheet not in self._places:
            raise self._damaged()
        try:
            marks = marks_of(self._parts, self._places[sheet])
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except TooLargeError as error:
            raise Refused(
                _(
                    "%(file)s reaches further than a table needs. Nothing was read. "
                    "Copy the rows into a new, empty workbook, save it as “.xlsx” and send that."
                )
                % {"file": self._name}
            ) from error
        except (NotXmlError, CalamineError) as error:
            raise self._damaged() from error
        found = (_record(number, cells, marks) for number, cells in enumerate(rows))
        return [record for record in found if any(record.cells) or record.formulas]

    def _damaged(self) -> Refused:
        return Refused(
            _(
                "%(file)s cannot be read as an Excel file: it is damaged or something else. "
                "Open it in Excel or LibreOffice, save it again as “.xlsx”, and send it again."
            )
            % {"file": self._name}
        )


def _record(number: int, cells: list[Any], marks: Marks) -> Record:
    places = [(number, column) for column in range(len(cells))]
    texts = [cell_text(cell, percent=place in marks.percents) for cell, place in zip(cells, places, strict=True)]
    return Record(number + 1, texts, frozenset(column for row, column in places if (row, column) in marks.formulas))


def cell_text(value: object, *, percent: bool = False) -> str:
    """A cell as a CSV holds it: 2025-08-06, 2025-08-06 16:00, 50, 50.5; a cell that shows 50% is 50."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return _number_text(Decimal(f"{value:.15g}") * (100 if percent else 1))
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return value.isoformat(" ", "minutes" if not value.second and not value.microsecond else "seconds")
        case date() | time() | timedelta():
            return str(value)
        case _:
            return nfc(str(value)).replace("\0", "").strip()


def _number_text(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    return f"{value.normalize():f}" if value else "0"
