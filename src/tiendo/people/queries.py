"""The Actor: a person with the positions held on a day. Every door starts with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.refusal import NotAllowed


@dataclass(frozen=True, slots=True)
class Held:
    """A position in force, with where its unit and its scope stand in the tree of the day."""

    position_id: int
    role: Role
    title: str
    unit_id: int
    unit_name: str
    scope_path: str
    scope_unit_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Rights are the union of the positions held; nothing is allowed without one."""

    user_id: int
    full_name: str
    held: tuple[Held, ...]

    @property
    def name(self) -> str:
        """Name and titles, as they are kept in the record."""
        titles = "; ".join(dict.fromkeys(position.title for position in self.held))
        return f"{self.full_name} ({titles})"[:300] if titles else self.full_name

    @property
    def unit_name(self) -> str:
        """The employing units, as they are kept in the record."""
        return "; ".join(dict.fromkeys(position.unit_name for position in self.held))[:300]

    def positions_for(self, verb: Verb, path: str) -> tuple[Held, ...]:
        """The positions that allow `verb` on a unit with this path."""
        return tuple(
            position
            for position in self.held
            if allows(position.role, verb) and path.startswith(position.scope_path)
        )

    def can(self, verb: Verb, path: str) -> bool:
        """Whether any position allows `verb` on a unit with this path."""
        return bool(self.positions_for(verb, path))

    def can_anywhere(self, verb: Verb) -> bool:
        """Whether any position allows `verb` at all, wherever its scope lies."""
        return any(allows(position.role, verb) for position in self.held)

    def can_see_board(self, path: str) -> bool:
        """Boards show sums: one sees those of one's own scope and of every unit above it."""
        return any(
            path.startswith(position.scope_path) or position.scope_path.startswith(path)
            for position in self.held
            if allows(position.role, Verb.VIEW)
        )

    def scope(self, verb: Verb) -> Q:
        """A filter on unit versions: the subtrees in which `verb` is allowed."""
        allowed = Q(pk__in=[])
        for path in self.scope_paths(verb):
            allowed |= Q(path__startswith=path)
        return allowed

    def scope_paths(self, verb: Verb) -> tuple[str, ...]:
        """The paths of the subtrees in which `verb` is allowed."""
        return tuple(
            dict.fromkeys(position.scope_path for position in self.held if allows(position.role, verb))
        )


def actor_of(user: User, on: date) -> Actor:
    """The actor that an account is on a day."""
    positions = list(
        Position.objects.filter(user=user, valid_from__lte=on, valid_to__gt=on).order_by("id")
    )
    units = _versions({p.unit_id for p in positions} | {p.scope_id for p in positions}, on)
    held = tuple(
        Held(
            position_id=position.pk,
            role=Role(position.role),
            title=position.title,
            unit_id=position.unit_id,
            unit_name=units[position.unit_id].full_name,
            scope_path=units[position.scope_id].path,
            scope_unit_id=position.scope_id,
        )
        for position in positions
        if position.unit_id in units and position.scope_id in units
    )
    return Actor(user_id=user.pk, full_name=user.full_name, held=held)


def require(actor: Actor, verb: Verb, unit: UnitVersion) -> None:
    """Raise NotAllowed unless the actor may do `verb` on the unit."""
    if not actor.can(verb, unit.path):
        raise NotAllowed(
            _(
                "You have no position that allows this for %(unit)s. "
                "If it should be yours, ask your administrator to add the position."
            )
            % {"unit": unit.full_name}
        )


def require_anywhere(actor: Actor, verb: Verb) -> None:
    """Raise NotAllowed unless some position of the actor allows `verb`."""
    if not actor.can_anywhere(verb):
        raise NotAllowed(
            _("You have no position that allows this. If it should be yours, ask your administrator to add it.")
        )


def accounts_for(actor: Actor) -> QuerySet[User]:
    """All accounts, for those who manage them; raises NotAllowed for others."""
    require_anywhere(actor, Verb.MANAGE)
    return User.objects.order_by("username")


def account_for(actor: Actor, username: str) -> User:
    """One account, for those who manage them."""
    return accounts_for(actor).get(username=username)


def positions_of(user: User) -> QuerySet[Position]:
    """All positions a person ever held, newest first."""
    return user.positions.order_by("-valid_from", "-id")


def named_positions(unit_ids: Iterable[int], on: date) -> dict[int, int]:
    """The reporter's position (else the approver's) of many units, by unit."""
    found: dict[int, int] = {}
    for unit_id, position_id in (
        Position.objects.filter(
            unit_id__in=list(unit_ids),
            role__in=[Role.REPORTER, Role.APPROVER],
            valid_from__lte=on,
            valid_to__gt=on,
        )
        .order_by("-role", "id")
        .values_list("unit_id", "pk")
    ):
        found.setdefault(unit_id, position_id)
    return found


def _versions(unit_ids: set[int], on: date) -> dict[int, UnitVersion]:
    return {version.unit_id: version for version in in_force(on).filter(unit_id__in=unit_ids)}
