"""Counting in working days: Monday to Friday, without the days off, with the days worked instead.

Which days these are comes from outside as a `Calendar`. docs/rules/workdays.md has the sources and the cases.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that differ from the ordinary week, as known from `first` to `last` (both included).

    `days_off` are working days of the ordinary week on which nobody works, `days_worked` days of a weekend on which
    everybody does. A day in both is worked. Outside of the known days every answer is refused: ValueError.
    """

    first: date
    last: date
    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} lies outside of the known days, {self.first} to {self.last}")
        return day in self.days_worked or (not is_weekend(day) and day not in self.days_off)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted. ValueError for a count below one."""
        if count < 1:
            raise ValueError(f"a period has at least one working day, not {count}")
        found = day
        while count:
            found += _ONE_DAY
            count -= self.is_working(found)
        return found

    def between(self, first: date, last: date) -> int:
        """The working days after `first` up to and including `last`; negative when `last` comes before `first`."""
        if last < first:
            return -self.between(last, first)
        days = (first + _ONE_DAY * step for step in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)


def is_weekend(day: date) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY
