"""Which days are working days, and counting in them. Constant queries: holidays are kept per process."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.holidays_vn import FIRST_YEAR, LAST_YEAR, PublicDay, public_days
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused, Text
from tiendo.rules.workdays import Calendar, is_weekend
from tiendo.workdays.models import DayOverride


def calendar(first: date, last: date) -> Calendar:
    """The calendar of every day from `first` to `last`, and until the end of the year after. One query."""
    years = range(_known(first.year), min(_known(last.year) + 1, LAST_YEAR) + 1)
    begin, end = date(years[0], 1, 1), date(years[-1], 12, 31)
    worked = {public.day: public.working for year in years for public in public_days(year)}
    worked |= {day: override.working for day, override in overrides(begin, end).items()}
    return Calendar(
        first=begin,
        last=end,
        days_off=frozenset(day for day, working in worked.items() if not working),
        days_worked=frozenset(day for day, working in worked.items() if working),
    )


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; `day` itself is not counted. ValueError for a count below one."""
    # Twice as many days and two weeks hold any count: a year has more than 240 working days.
    return calendar(day, day + timedelta(days=2 * count + 14)).add(day, count)


def working_days_between(first: date, last: date) -> int:
    """The working days after `first` up to and including `last`; negative when `last` comes before `first`."""
    return calendar(min(first, last), max(first, last)).between(first, last)


def is_working_day(day: date) -> bool:
    """Whether `day` is a working day."""
    return calendar(day, day).is_working(day)


def overrides(first: date, last: date) -> dict[date, DayOverride]:
    """What was decided for single days: of each day the last word."""
    return {row.day: row for row in DayOverride.objects.filter(day__gte=first, day__lte=last).order_by("id")}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the page. `public` and `override` say why it differs from the ordinary week, if it does."""

    day: date
    working: bool
    public: PublicDay | None
    override: DayOverride | None

    @property
    def differs(self) -> bool:
        """Whether something is to be said of the day."""
        return self.public is not None or self.override is not None

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return is_weekend(self.day)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; None where a week reaches into another month."""

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]

    @property
    def weekdays(self) -> tuple[date, ...]:
        """Seven days from a Monday on, for the heads of the columns."""
        monday = self.first - timedelta(days=self.first.weekday())
        return tuple(monday + timedelta(days=step) for step in range(7))


@dataclass(frozen=True, slots=True)
class Year:
    """A year for the page: its months, and the days of which something is to be said."""

    number: int
    months: tuple[Month, ...]
    differing: tuple[CalendarDay, ...]
    working: int
    off: int  # days of the ordinary working week that are off
    overridden: int

    @property
    def before(self) -> int | None:
        """The year before, where it is known."""
        return self.number - 1 if self.number > FIRST_YEAR else None

    @property
    def after(self) -> int | None:
        """The year after, where it is known."""
        return self.number + 1 if self.number < LAST_YEAR else None


def year_for(actor: Actor, number: int) -> Year:
    """A year of the calendar, for whoever holds a position. One query. Refused for a year that is not known."""
    require_anywhere(actor, Verb.VIEW)
    first, last = date(_known(number), 1, 1), date(number, 12, 31)
    public = {found.day: found for found in public_days(number)}
    decided = overrides(first, last)
    days = [_day(first + timedelta(days=step), public, decided) for step in range((last - first).days + 1)]
    return Year(
        number=number,
        months=tuple(_month(list(found)) for _number, found in groupby(days, key=lambda day: day.day.month)),
        differing=tuple(day for day in days if day.differs),
        working=sum(day.working for day in days),
        off=sum(not day.working and not day.is_weekend for day in days),
        overridden=len(decided),
    )


def _day(day: date, public: dict[date, PublicDay], decided: dict[date, DayOverride]) -> CalendarDay:
    said, override = public.get(day), decided.get(day)
    working = override.working if override else said.working if said else not is_weekend(day)
    return CalendarDay(day=day, working=working, public=said, override=override)


def _month(days: list[CalendarDay]) -> Month:
    cells: list[CalendarDay | None] = [None] * days[0].day.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return Month(days[0].day, tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)))


def _known(year: int) -> int:
    """The year itself. Refused where its public holidays are not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(out_of_reach())
    return year


def out_of_reach() -> Text:
    """The sentence for a day or a year of which no public holidays are known."""
    return _("The calendar of working days reaches from %(first)s to %(last)s. Choose a day within these years.") % {
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }
