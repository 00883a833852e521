"""Cells into values, with a problem at the cell where one does not fit."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import FIRST_YEAR, LAST_YEAR, Row, plain_day
from tiendo.rules.refusal import RowProblem, Text
from tiendo.rules.rhythm import Rhythm
from tiendo.rules.rhythm import parse as parse_rhythm

Value = TypeVar("Value")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{1,2})"
    r"(:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:[+-][0-9]{2}:[0-9]{2}|Z)?)"
)
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,20})?) ?%?")
_HUNDREDTH = Decimal("0.01")


class CellError(ValueError):
    """A cell that does not fit; the message says why and how to write it."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


@dataclass
class Cells:
    """The cells of one row; reading a bad one adds a problem and gives None."""

    row: Row
    problems: list[RowProblem] = field(default_factory=list)

    def fail(self, column: str, message: Text) -> None:
        """Name the cell of `column` as bad."""
        self.problems.append(RowProblem(self.row.line, column, message))

    def text(self, column: str, *, limit: int = 300, required: bool = False) -> str:
        """A text of at most `limit` characters."""
        value = self.row.get(column)
        if required and not value:
            self.fail(column, _("the cell is empty"))
        if len(value) > limit:
            self.fail(column, _("the text has more than %(limit)s characters") % {"limit": limit})
            return ""
        return value

    def code(self, column: str, *, limit: int) -> str:
        """A code that can stand in a list (by semicolons) and in PROGRAMME/TASK/UNIT; it is required."""
        value = self.text(column, limit=limit, required=True)
        for mark in ("/", ";"):
            if mark in value:
                self.fail(column, _("a code must not contain “%(mark)s”") % {"mark": mark})
        return value

    def codes(self, column: str) -> tuple[str, ...]:
        """Codes separated by semicolons."""
        parts = (part.strip() for part in self.row.get(column).split(";"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def choice(self, column: str, known: Sequence[str]) -> str:
        """One of the known words."""
        value = self.row.get(column).lower()
        if value not in known:
            self.fail(
                column,
                _("“%(value)s” is not known; known: %(known)s")
                % {"value": self.row.get(column), "known": ", ".join(known)},
            )
        return value

    def day(self, column: str, *, required: bool = False) -> date | None:
        """A day written 2025-08-06."""
        return self._read(column, required, read_day)

    def moment(self, column: str, *, required: bool = False) -> datetime | None:
        """A moment written 2025-08-06 16:00, in Asia/Ho_Chi_Minh unless it names another offset."""
        return self._read(column, required, read_moment)

    def percent(self, column: str, *, required: bool = False) -> Decimal | None:
        """A percentage from 0 to 100, with at most two decimals; "50", "50%", "50.5" and "50,5" can be read."""
        return self._read(column, required, read_percent)

    def rhythm(self, column: str) -> Rhythm | None:
        """A recurrence; see docs/rules/rhythm.md."""
        return self._read(column, False, read_rhythm)

    def _read(self, column: str, required: bool, parse: Callable[[str], Value]) -> Value | None:
        text = self.row.get(column)
        if not text:
            if required:
                self.fail(column, _("the cell is empty"))
            return None
        try:
            return parse(text)
        except CellError as error:
            self.fail(column, error.message)
            return None


@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """A day written 2025-08-06; CellError otherwise."""
    try:
        return plain_day(text)
    except ValueError:
        raise CellError(_("“%(value)s” is not a day; write it as 2025-08-06") % {"value": text}) from None


def read_moment(text: str) -> datetime:
    """A moment written 2025-08-06 16:00, in the years 1900 to 9998; CellError otherwise."""
    try:
        parts = _MOMENT.fullmatch(text)
        if parts is None:
            raise ValueError(text)
        day, hour, rest = parts.groups()
        moment = datetime.fromisoformat(f"{day}T{hour:0>2}{rest}")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
        if not FIRST_YEAR <= moment.astimezone(ZONE).year <= LAST_YEAR:
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise CellError(_("“%(value)s” is not a moment; write it as 2025-08-06 16:00") % {"value": text}) from None
    return moment


@lru_cache(maxsize=4096)
def read_percent(text: str) -> Decimal:
    """A percentage from 0 to 100, in hundredths; CellError otherwise."""
    parts = _PERCENT.fullmatch(text)
    value = Decimal(parts.group(1).replace(",", ".")) if parts else Decimal(-1)
    if not 0 <= value <= 100 or value != round(value, 2):
        raise CellError(_("“%(value)s” is not a percentage from 0 to 100 with at most two decimals") % {"value": text})
    return value.quantize(_HUNDREDTH)


@lru_cache(maxsize=4096)
def read_rhythm(text: str) -> Rhythm:
    """A recurrence; CellError otherwise."""
    try:
        return parse_rhythm(text)
    except ValueError:
        raise CellError(
            _("“%(value)s” is not a known recurrence; known: %(known)s")
            % {"value": text, "known": ", ".join(rhythm.value for rhythm in Rhythm)}
        ) from None
