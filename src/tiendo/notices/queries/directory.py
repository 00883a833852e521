"""Who is to be told of what concerns a unit: all people with positions in force on a day, in four queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce

from tiendo.org.models import full_name
from tiendo.org.queries import in_force
from tiendo.people.models import Position
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.tasks.models import TaskOwnership, TaskUnit, UnitPart


class Place(NamedTuple):
    """A unit as it stands in the tree of the day."""

    code: str
    name: str
    path: str


class Holder(NamedTuple):
    """Somebody who holds a position: over which subtree."""

    user_id: int
    position_id: int
    unit_id: int
    scope_path: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they are kept in the log: name and title, with the unit of the first position."""

    name: str
    unit_id: int
    unit_name: str


@dataclass(slots=True)
class Directory:
    """People by what they have to be told. Ids of accounts everywhere; a unit's own are those in it or over it."""

    places: dict[int, Place]
    people: dict[int, Person] = field(default_factory=dict)
    by_unit: dict[tuple[Role, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    answering: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_position: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    named_owners: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    leading_owners: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))

    def reporters(self, unit_id: int, responsible: int | None = None) -> set[int]:
        """Who reports for a unit: its reporters, else its approvers; and who is named as responsible."""
        own = self.by_unit.get((Role.REPORTER, unit_id)) or self.by_unit.get((Role.APPROVER, unit_id)) or set()
        return own | self.by_position.get(responsible, set()) if responsible else own

    def heads(self, unit_id: int) -> set[int]:
        """Who answers for a unit: its approvers and leaders."""
        return self.by_unit.get((Role.APPROVER, unit_id), set()) | self.by_unit.get((Role.LEADER, unit_id), set())

    def answerers(self, unit_id: int) -> set[int]:
        """Who answers obstacles in the name of a unit: whose scope it is."""
        return self.answering.get(unit_id, set())

    def above(self, unit_id: int) -> set[int]:
        """The standing body (else the leaders) of the nearest unit above that has one."""
        return next(self._bodies(unit_id, (Role.STANDING_BODY, Role.LEADER), itself=False), set())

    def verifiers(self, task_id: int, unit_id: int) -> set[int]:
        """The owners of a task over a unit; where there is none, the nearest standing body, else the command centre."""
        path = self.places[unit_id].path
        owners = (*self.named_owners.get(task_id, ()), *self.leading_owners.get(task_id, ()))
        found = {owner.user_id for owner in owners if path.startswith(owner.scope_path)}
        return found or next(self._bodies(unit_id, (Role.STANDING_BODY, Role.COMMAND_CENTRE), itself=True), set())

    def _bodies(self, unit_id: int, roles: Sequence[Role], *, itself: bool) -> Iterator[set[int]]:
        """From the unit (or the one above it) up to the root: at each the people of the first role that is held."""
        steps = [int(step) for step in self.places[unit_id].path.split(".") if step]
        for step in reversed(steps if itself else steps[:-1]):
            yield from [found for role in roles if (found := self.by_unit.get((role, step)))][:1]


def directory_on(on: date) -> Directory:
    """Everybody with an open account and a position in force on a day."""
    rows = in_force(on).order_by().values_list("unit_id", "code", "designation", "name", "path")
    found = Directory({unit: Place(code, full_name(kind, name), path) for unit, code, kind, name, path in rows})
    positions = Position.objects.filter(valid_from__lte=on, valid_to__gt=on, user__is_active=True).order_by("id")
    # What is lent ends with the position that it is lent from; what is named for that one follows it.
    kept = Q(lent_from=None) | Q(lent_from__valid_from__lte=on, lent_from__valid_to__gt=on)
    owners: list[Holder] = []
    for position, user, name, role, title, unit, scope in positions.filter(kept).values_list(
        Coalesce("lent_from_id", "pk"), "user_id", "user__full_name", "role", "title", "unit_id", "scope_id"
    ):
        if user is None or unit not in found.places or scope not in found.places:
            continue
        found.people.setdefault(user, Person(f"{name} ({title})"[:300], unit, found.places[unit].name[:300]))
        found.by_position[position].add(user)
        for own in {unit, scope}:
            found.by_unit[Role(role), own].add(user)
        if allows(Role(role), Verb.ANSWER):
            found.answering[scope].add(user)
        if role == Role.OWNER:
            owners.append(Holder(user, position, unit, found.places[scope].path))
    _give_tasks(found, owners)
    return found


def _give_tasks(found: Directory, owners: list[Holder]) -> None:
    """Tasks named for an owner's position are the owner's; an owner without any has those the unit leads."""
    by_position: dict[int, list[Holder]] = defaultdict(list)
    for owner in owners:
        by_position[owner.position_id].append(owner)
    named = TaskOwnership.objects.filter(position_id__in=by_position).values_list("position_id", "task_id")
    with_named: set[int] = set()
    for position_id, task_id in named:
        with_named.add(position_id)
        found.named_owners[task_id].extend(by_position[position_id])
    leading: dict[int, list[Holder]] = defaultdict(list)
    for owner in owners:
        if owner.position_id not in with_named:
            leading[owner.unit_id].append(owner)
    parts = TaskUnit.objects.filter(part=UnitPart.LEAD, unit_id__in=leading).values_list("task_id", "unit_id")
    for task_id, unit_id in parts:
        found.leading_owners[task_id].extend(leading[unit_id])
