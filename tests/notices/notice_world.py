"""A small programme and the people around two communes of Nghệ An, made through the verbs that the pages use."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ledger_rows import small_programme

from people_made import SINCE, person
from tiendo.gateways.clock import ZONE
from tiendo.gateways.mail import Letter, Undelivered
from tiendo.notices.actions.channels import add_channel, confirm_channel
from tiendo.notices.models import Channel, ChannelKind
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.permissions import Role

# Task A is due on Sunday, 31/08/2025; 1 and 2 September are public holidays.
FIVE_LEFT = date(2025, 8, 22)
DUE_DAY = date(2025, 8, 29)
FIRST_PAST = date(2025, 9, 3)
QUIET = date(2025, 8, 27)


def at(day: date, hour: int = 8) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def actor(user: User, on: date = FIVE_LEFT) -> Actor:
    """The actor that an account is."""
    return actor_of(user, on)


def people() -> dict[str, User]:
    """Who reports for and answers for 16681, who reports for 16690, the province's standing body and task owner."""
    return {
        "a": person("can-bo-a", Role.REPORTER, "16681"),
        "head": person("duyet-a", Role.APPROVER, "16681"),
        "b": person("can-bo-b", Role.REPORTER, "16690"),
        "body": person("thuong-truc-x", Role.STANDING_BODY, "40"),
        "leader": person("lanh-dao-x", Role.LEADER, "VN"),
    }


def world() -> dict[str, User]:
    """The programme TEST with tasks A and B for two communes, and the people."""
    small_programme()
    return people()


def channel(user: User, address: str = "", *, duty_only: bool = False, confirmed: bool = True) -> Channel:
    """A confirmed e-mail address of a person."""
    made = add_channel(
        actor=actor(user),
        kind=ChannelKind.EMAIL,
        address=address or f"{user.username}@example.vn",
        unit=None,
        duty_only=duty_only,
        now=at(SINCE),
    )
    if confirmed:
        confirm_channel(made, now=at(SINCE))
    return made


class Post:
    """A mailer that keeps what it is given; fails as often as told."""

    sends = True

    def __init__(self, failures: Iterable[Undelivered] = ()) -> None:
        self.letters: list[Letter] = []
        self.failures = list(failures)

    def send(self, letter: Letter) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)


class Wire:
    """A messenger that keeps what it is given."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str, str]] = []

    def send(self, address: str, *, title: str, text: str) -> None:
        self.texts.append((address, title, text))


def lines_by_section(lines: list[Any]) -> dict[str, list[str]]:
    """The units and tasks of lines, by section."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line["section"], []).append(f"{line['unit_code']} {line.get('task', '')}".strip())
    return found
