"""A few people of Nghệ An and of the centre, two tasks, and obstacles raised in their names."""

from datetime import date, datetime

from django.test import Client
from ledger_rows import small_programme

from people_made import logged_in, person
from tiendo.gateways.clock import ZONE
from tiendo.obstacles.actions import EntryDraft, ObstacleDraft, act_on_obstacle, raise_obstacle
from tiendo.obstacles.models import Obstacle
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.obstacles import Kind
from tiendo.rules.permissions import Role

COMMUNE, OTHER, PROVINCE, COUNTRY, ELSEWHERE = "16681", "16690", "40", "VN", "38"
CAST = {
    "xa": (Role.REPORTER, COMMUNE),
    "xa2": (Role.REPORTER, OTHER),
    "cqtt": (Role.STANDING_BODY, PROVINCE),
    "ttch": (Role.COMMAND_CENTRE, COUNTRY),
    "xem": (Role.VIEWER, COUNTRY),
    "thanhhoa": (Role.VIEWER, ELSEWHERE),
    "quantri": (Role.ADMINISTRATOR, COUNTRY),
    "quantri40": (Role.ADMINISTRATOR, PROVINCE),
}


def at(text: str) -> datetime:
    """A moment in Hanoi's time: "2025-08-01 09:00", or a day at nine."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=ZONE)


def make_world() -> dict[str, Actor]:
    """The programme TEST with the tasks A and B for two communes, and everybody of the cast as they act."""
    small_programme()
    return {name: actor_of(person(name, role, code), date(2025, 8, 1)) for name, (role, code) in CAST.items()}


def draft(unit: str = COMMUNE, group: str = "power", title: str = "Mất điện kéo dài", **more: object) -> ObstacleDraft:
    """An obstacle to raise."""
    return ObstacleDraft(unit=unit, group=group, title=title, description="Sau bão mất điện ba ngày.", **more)  # type: ignore[arg-type]


def raised(actor: Actor, day: str = "2025-08-01", **more: object) -> Obstacle:
    """An obstacle raised on a day."""
    return raise_obstacle(draft(**more), actor=actor, now=at(day))  # type: ignore[arg-type]


def act(actor: Actor, number: int, kind: Kind, day: str, note: str = "đã xem", **more: object) -> None:
    """One act on an obstacle on a day."""
    act_on_obstacle(EntryDraft(kind=kind, note=note, **more), actor=actor, number=number, now=at(day))  # type: ignore[arg-type]


def browser(name: str) -> Client:
    """A browser in which somebody of the cast has logged in; it reads English."""
    return logged_in(User.objects.get(username=name))
