"""The public holidays of Vietnam, by the package `holidays`, which carries them in its own data: no network.

It knows the feasts of the Labour Code, the days given for a feast that falls on a weekend, and the swaps of those
years whose decisions had been published when the package was made. What came later is entered by hand.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from holidays import country_holidays

FIRST_YEAR = 2014  # the first year of which the package knows the swaps
LAST_YEAR = 2100  # the last one of which it knows the lunar days

_INSTEAD = re.compile(r"\d\d/\d\d/\d{4}")


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that differs from the ordinary week. `name` in Vietnamese; "" for a day worked at a weekend.

    `swapped_with`: the day worked for a day off, or the day off for a day worked.
    """

    day: date
    working: bool
    name: str
    swapped_with: date | None = None


@cache
def public_days(year: int) -> tuple[PublicDay, ...]:
    """The days of a year that differ, in order. Kept per process: what the package says of a year never changes.

    ValueError for a year of which it says nothing.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not for {year}")
    known = country_holidays("VN", years=year, language="vi")
    found = [PublicDay(day, False, name, _swapped(name)) for day, name in known.items()]
    off_for = {public.swapped_with: public.day for public in found}
    found += [PublicDay(day, True, "", off_for.get(day)) for day in known.weekend_workdays if day.year == year]
    return tuple(sorted(found, key=lambda public: public.day))


def _swapped(name: str) -> date | None:
    said = _INSTEAD.search(name)
    return datetime.strptime(said[0], "%d/%m/%Y").date() if said else None  # noqa: DTZ007 - a day, not a moment
