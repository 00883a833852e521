"""Who there is in a bench: a reporter for each commune, and people over the whole country."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bench import grow
from bench.installation import Installation

if TYPE_CHECKING:
    from tiendo.org.models import UnitVersion
    from tiendo.people.models import User

PASSWORD = "chi-de-do-tai-57"  # noqa: S105 - of people who live in a bench
EVERYBODY = 3321
CENTRE = "trung-tam"
NOBODYS = "!"  # the hash of a password that nobody has


def prepare(installation: Installation, users: int) -> list[str]:
    """Units, a programme of 16 tasks for all communes, and one reporter for each of so many communes; their names."""
    installation.run("migrate")
    installation.adopt()
    from django.contrib.auth.hashers import make_password

    from tiendo.gateways.clock import day_of, now
    from tiendo.rules.permissions import Role
    from tiendo.tasks.models import Programme

    found = communes(day_of(now()), users)
    if not Programme.objects.filter(code=grow.CODE).exists():
        grow.make_programme(";".join(commune.code for commune in found) if users < EVERYBODY else "")
    password = make_password(PASSWORD)  # one hash for all: making 3,321 is not what is measured
    make_reporters(found, password)
    make_national(CENTRE, Role.COMMAND_CENTRE, password)
    installation.tidy()
    return [name_of(commune) for commune in found]


def communes(on: date, number: int) -> "list[UnitVersion]":
    """The first so many communes of a day."""
    from tiendo.org.models import UnitKind
    from tiendo.org.queries import in_force

    return list(in_force(on).filter(kind=UnitKind.COMMUNE).order_by("code")[:number])


def name_of(commune: "UnitVersion") -> str:
    """The name under which the reporter of a commune logs in."""
    return f"xa-{commune.code}"


def make_reporters(units: "Sequence[UnitVersion]", password: str = NOBODYS) -> "list[User]":
    """A reporter for each commune that has none yet, with this hash of a password; who is new."""
    from tiendo.people.models import Position, User
    from tiendo.rules.permissions import Role

    known = set(User.objects.values_list("username", flat=True))
    fresh = [commune for commune in units if name_of(commune) not in known]
    made = User.objects.bulk_create(
        User(username=name_of(commune), full_name=f"Reporter {commune.code}", password=password) for commune in fresh
    )
    Position.objects.bulk_create(
        Position(user=user, role=Role.REPORTER, title="Reporter", unit_id=commune.unit_id, scope_id=commune.unit_id)
        for user, commune in zip(made, fresh, strict=True)
    )
    return made


def make_national(name: str, role: str, password: str = NOBODYS) -> None:
    """An account with a role over the whole country, unless there is one of that name."""
    from tiendo.gateways.clock import day_of, now
    from tiendo.org.queries import country
    from tiendo.people.models import Position, User

    user, fresh = User.objects.get_or_create(username=name, defaults={"full_name": name, "password": password})
    if fresh:
        nation = country(day_of(now())).unit_id
        Position.objects.create(user=user, role=role, title=name, unit_id=nation, scope_id=nation)
