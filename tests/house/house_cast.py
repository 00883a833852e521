"""The cast: one person for every role over the country and over Nghệ An, those of a commune, and those without a right.

The sample accounts of the demo play their own parts; who is missing is opened through the verbs of the people room.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tiendo.demo.accounts import LOGINS, SINCE, make_accounts
from tiendo.gateways.machine import MachineAuthor
from tiendo.org.models import ENDLESS, UnitVersion
from tiendo.org.queries import country, version_of
from tiendo.people.actions import create_account, create_position
from tiendo.people.models import User
from tiendo.rules.permissions import Role

COUNTRY, PROVINCE, COMMUNE, ELSEWHERE = "VN", "40", "17329", "38"
VISITOR, NO_POSITION, FORMER = "visitor", "no position", "former"
PASSWORD = "mot-mat-khau-mau-57"  # of people who live as long as one test


@dataclass(frozen=True, slots=True)
class Part:
    """A part to play: a role over a scope; None where there is no position in force."""

    name: str
    role: Role | None
    scope: str


def parts() -> list[Part]:
    """All parts, in the order of the page."""
    found = [Part(VISITOR, None, ""), Part(NO_POSITION, None, ""), Part(FORMER, None, "")]
    found += [Part(f"{role}@{COUNTRY}", role, COUNTRY) for role in Role]
    found += [Part(f"{role}@{PROVINCE}", role, PROVINCE) for role in Role]
    found += [Part(f"{role}@{COMMUNE}", role, COMMUNE) for role in (Role.REPORTER, Role.APPROVER)]
    return [*found, Part(f"{Role.VIEWER}@{ELSEWHERE}", Role.VIEWER, ELSEWHERE)]


def people() -> dict[str, User | None]:
    """Everybody by the name of the part; the visitor is nobody."""
    make_accounts(author=MachineAuthor())
    sample = {f"{login.role}@{login.scope or COUNTRY}": login.username for login in LOGINS}
    return {part.name: _player(number, part, sample) for number, part in enumerate(parts())}


def members(group: str) -> Iterator[str]:
    """The parts that a word of the page's table stands for: `*@VN`, `leader@*`, or one part."""
    role, _at, scope = group.partition("@")
    for part in parts():
        fits = part.role is not None and role in ("*", part.role) and scope in ("*", part.scope)
        if group == part.name or fits:
            yield part.name


def _player(number: int, part: Part, sample: dict[str, str]) -> User | None:
    if part.name == VISITOR:
        return None
    if part.name in sample:
        return User.objects.get(username=sample[part.name])
    user = create_account(
        username=f"vai-{number}", full_name=f"Vai mẫu {number}", password=PASSWORD, author=MachineAuthor()
    )
    if part.name != NO_POSITION:
        unit = _unit(part.scope or PROVINCE)
        create_position(
            user=user,
            role=part.role or Role.ADMINISTRATOR,
            title=f"Vai mẫu {part.name}",
            unit=unit,
            scope=unit,
            valid_from=SINCE,
            valid_to=ENDLESS if part.role else SINCE.replace(year=SINCE.year + 1),
            author=MachineAuthor(),
        )
    return user


def _unit(code: str) -> UnitVersion:
    return country(SINCE) if code == COUNTRY else version_of(code, SINCE)
