"""All reminders of a day for everybody, section by section: each section is a provider, asked once for all people."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tiendo.notices.queries.directory import Directory, directory_on
from tiendo.notices.queries.rules import rules_on
from tiendo.rules.reminders import Rule, horizon
from tiendo.rules.workdays import Calendar
from tiendo.workdays.queries import calendar

BEGIN = date(2020, 1, 1)  # nothing followed here is older; what is would be reminded of from this day on


class Line(NamedTuple):
    """One line of a digest: of which section, of which unit and task, how many working days.

    `tasks`: how many (where one line stands for a unit). `link`: the address of the page, where it is not
    the task of the unit. `due`: a day as 2025-08-31, or nothing.
    """

    section: str
    unit: str
    unit_code: str
    programme: str = ""
    task: str = ""
    title: str = ""
    due: str = ""
    days: int = 0
    tasks: int = 1
    duty: bool = True
    link: str = ""

    @property
    def as_data(self) -> dict[str, Any]:
        """What is kept in the log: nothing that is empty."""
        return {name: value for name, value in self._asdict().items() if value not in ("", None)}


class Posting(NamedTuple):
    """A line with those to whom it goes; `for_unit`: also to the channel that the unit's people share."""

    users: frozenset[int] | set[int]
    line: Line
    for_unit: int | None = None


@dataclass(frozen=True, slots=True)
class Census:
    """What every provider needs to know of the day."""

    on: date
    directory: Directory
    calendar: Calendar
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of everybody: by account, and by unit for the channels that units share."""

    directory: Directory
    by_user: dict[int, list[Line]]
    by_unit: dict[int, list[Line]]


Provider = Callable[[Census], Iterable[Posting]]


def census_of(on: date) -> Census:
    """People, calendar and rules of a day, in a constant number of queries."""
    rules = rules_on(on)
    last = horizon(on, max((rule.days for rule in rules), default=0))
    return Census(on=on, directory=directory_on(on), calendar=calendar(BEGIN, last), rules=rules)


def lines_of(census: Census, providers: Iterable[Provider]) -> Lines:
    """Everybody's lines, in the order of the providers."""
    by_user: dict[int, list[Line]] = defaultdict(list)
    by_unit: dict[int, list[Line]] = defaultdict(list)
    if census.calendar.is_working(census.on):
        for posting in _postings(census, providers):
            for user in posting.users:
                by_user[user].append(posting.line)
            if posting.for_unit is not None:
                by_unit[posting.for_unit].append(posting.line)
    return Lines(census.directory, by_user, by_unit)


def _postings(census: Census, providers: Iterable[Provider]) -> Iterator[Posting]:
    for provider in providers:
        yield from provider(census)
