"""A small programme, people who ask and people who decide, at fixed moments."""

from datetime import date, datetime, time

from django.conf import settings
from django.test import Client
from ledger_rows import small_programme

from tiendo.gateways.clock import ZONE, day_of
from tiendo.gateways.machine import MachineAuthor
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.actions import create_account, create_position
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.requests.actions import ask_explanations, ask_extension
from tiendo.requests.actions.explanations import Subject
from tiendo.requests.models import Explanation, Extension
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Assignment

AUTHOR = MachineAuthor(name="test")
SINCE = date(2025, 7, 1)
COMMUNE, OTHER = "16681", "16690"


def at(day: str, hour: int = 9) -> datetime:
    """A moment of a day in Hanoi."""
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=ZONE)


NOW = at("2025-08-06")


def person(username: str, role: Role, unit: str = COMMUNE, scope: str = "") -> User:
    """An account with a role in a unit over a scope: the unit itself if none is named."""
    user = create_account(username=username, full_name=username, password="sông-Lam-2025", author=AUTHOR)
    create_position(
        user=user,
        role=role,
        title=f"{role} {unit}",
        unit=version_of(unit, SINCE),
        scope=version_of(scope or unit, SINCE),
        valid_from=SINCE,
        author=AUTHOR,
    )
    return user


def acting(user: User, now: datetime = NOW) -> Actor:
    """The person as an actor at a moment."""
    return actor_of(user, day_of(now))


def logged_in(user: User) -> Client:
    """A browser that reads English, in which the account has logged in."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def subject(task: str = "A", unit: str = COMMUNE) -> Subject:
    """An assignment of the programme TEST with its unit."""
    version: UnitVersion = version_of(unit, day_of(NOW))
    found = Assignment.objects.select_related("task__programme", "unit").get(
        task__code=task, task__programme__code="TEST", unit_id=version.unit_id
    )
    return Subject(found, version)


def programme() -> None:
    """The programme TEST: A is due on 31/8/2025, B on 31/12/2025, for two communes."""
    small_programme()


def ask(user: User, task: str = "A", *, wished: str = "2025-09-30", now: datetime = NOW) -> Extension:
    """More time for a task, asked for by somebody."""
    assignment, version = subject(task)
    return ask_extension(
        assignment=assignment,
        version=version,
        wished_date=date.fromisoformat(wished),
        reason="Chờ cấp kinh phí",
        actor=acting(user, now),
        now=now,
    )


def demand(user: User, *tasks: str, now: datetime = NOW, unit: str = COMMUNE) -> list[Explanation]:
    """Explanations of tasks, asked for by somebody."""
    return ask_explanations(
        subjects=[subject(task, unit) for task in tasks or ("A",)],
        question="Vì sao chưa hoàn thành?",
        actor=acting(user, now),
        now=now,
    )
