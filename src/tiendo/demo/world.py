"""Making the sample world in a database, through the same verbs as everybody's data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tiendo.demo.accounts import SINCE, give_tasks, make_accounts, make_positions
from tiendo.demo.obstacles import make_obstacles
from tiendo.demo.places import Place, Places, Province
from tiendo.demo.plan import Plan, fact_rows, make_plan, programme_rows, task_rows
from tiendo.demo.practice import make_practice
from tiendo.demo.published import add_policies, confirm, publish
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import Author, record_act
from tiendo.journal.queries import entries
from tiendo.org.models import UnitKind
from tiendo.org.queries import in_force
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.tasks.actions import load_programmes, load_progress, load_tasks, seal_events

MADE = "demo.world.made"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: what it is called, and the verb, which returns how many things are new."""

    name: str
    run: Callable[[], int]


def is_made() -> bool:
    """Whether the world was made to its end."""
    return entries().filter(code=MADE).exists()


def read_places() -> Places:
    """The units of the day the plan begins, in the order of their codes."""
    units = in_force(SINCE).order_by("code")
    communes: dict[int, list[Place]] = {}
    for commune in units.filter(kind=UnitKind.COMMUNE):
        place = Place(commune.code, f"{commune.designation} {commune.name}".strip())
        communes.setdefault(commune.province_id or 0, []).append(place)
    provinces = tuple(
        Province(unit.code, f"{unit.designation} {unit.name}".strip(), tuple(communes[unit.unit_id]))
        for unit in units.filter(kind=UnitKind.PROVINCE)
    )
    agencies = units.exclude(kind__in=[UnitKind.COMMUNE, UnitKind.PROVINCE])
    return Places(provinces, dict(agencies.values_list("code", "name")))


def steps(*, author: Author, now: datetime) -> Iterator[Step]:
    """The way to the world, in order; every step leaves alone what is there already."""
    plan = make_plan(read_places())
    yield Step(_("responsible positions"), lambda: make_positions(author=author))
    yield Step(_("sample accounts"), lambda: make_accounts(author=author))
    yield Step(_("programmes"), lambda: load_programmes(programme_rows(plan), author=author))
    yield Step(_("tasks"), lambda: load_tasks(task_rows(plan), author=author, now=now))
    yield Step(_("tasks of the sample owner"), lambda: give_tasks(programme="KH02-X", author=author))
    yield Step(_("light policies"), lambda: add_policies(author=author))
    yield Step(_("progress events"), lambda: load_progress(fact_rows(plan.facts), author=author, now=now).added)
    yield Step(_("seal"), lambda: int(seal_events() is not None))
    yield Step(_("published cut-offs"), lambda: publish(actor=_command_centre(now), now=now))
    yield Step(_("confirmed state"), lambda: confirm(actor=_command_centre(now), now=now))
    yield Step(_("obstacles"), make_obstacles)
    yield Step(_("programme to practise with"), lambda: make_practice(author=author, now=now))
    yield Step(_("late events"), lambda: _finish(plan, author=author, now=now))


def _finish(plan: Plan, *, author: Author, now: datetime) -> int:
    """The facts that arrive after publication, their seal, and the note that the world is made."""
    added = load_progress(fact_rows(plan.late), author=author, now=now).added
    seal_events()
    if not is_made():
        record_act(code=MADE, author=author, subject=f"{len(plan.facts) + len(plan.late)} events")
    return added


def _command_centre(now: datetime) -> Actor:
    return actor_of(User.objects.get(username="trung-tam"), day_of(now))
