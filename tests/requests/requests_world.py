"""What is asked for and decided about the programme TEST, at fixed moments."""

from datetime import date, datetime, time

from ledger_rows import assignment_of

from tiendo.gateways.clock import ZONE, day_of
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.requests.actions import ask_explanations, ask_extension
from tiendo.requests.actions.explanations import Subject
from tiendo.requests.models import Explanation, Extension

COMMUNE, OTHER = "16681", "16690"


def at(day: str, hour: int = 9) -> datetime:
    """A moment of a day in Hanoi."""
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=ZONE)


NOW = at("2025-08-06")


def acting(user: User, now: datetime = NOW) -> Actor:
    """The person as an actor at a moment."""
    return actor_of(user, day_of(now))


def subject(task: str = "A", unit: str = COMMUNE) -> Subject:
    """An assignment of the programme TEST with its unit."""
    return Subject(assignment_of(task, unit), version_of(unit, day_of(NOW)))


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
