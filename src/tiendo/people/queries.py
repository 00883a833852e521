"""The Actor: a person with the positions held on a day. Every door starts with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.statements import rows
from tiendo.org.models import UnitVersion, full_name
from tiendo.org.queries import country, in_force
from tiendo.org.queries_succession import last_versions
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.rules.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Held:
    """A position in force, with where its unit and its scope stand in the tree of the day.

    `position_id` names what belongs to the position: of a borrowed one it is the number of the position lent, so that
    named tasks follow it. `lender_id`: the account that lent it.
    """

    position_id: int
    role: Role
    title: str
    unit_id: int
    unit_name: str
    scope_path: str
    scope_unit_id: int
    lender_id: int | None = None


def is_whole_country(path: str) -> bool:
    """Whether a scope is the root of the tree: a path of one step."""
    return path.count(".") == 1


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
            position for position in self.held if allows(position.role, verb) and path.startswith(position.scope_path)
        )

    def can(self, verb: Verb, path: str) -> bool:
        """Whether any position allows `verb` on a unit with this path."""
        return bool(self.positions_for(verb, path))

    def can_anywhere(self, verb: Verb) -> bool:
        """Whether any position allows `verb` at all, wherever its scope lies."""
        return any(allows(position.role, verb) for position in self.held)

    def can_everywhere(self, verb: Verb) -> bool:
        """Whether a position allows `verb` over the whole country."""
        return any(is_whole_country(path) for path in self.scope_paths(verb))

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
        return tuple(dict.fromkeys(position.scope_path for position in self.held if allows(position.role, verb)))


# By hand, since every page begins with it. What is lent ends with the position that it is lent from.
_HELD = """
SELECT COALESCE(p.lent_from_id, p.id), p.role, p.title, p.unit_id, u.designation, u.name, s.path, p.scope_id, l.user_id
FROM people_position p
LEFT JOIN people_position l ON l.id = p.lent_from_id
JOIN org_unitversion u ON u.unit_id = p.unit_id AND u.valid_from <= %(on)s AND u.valid_to > %(on)s
JOIN org_unitversion s ON s.unit_id = p.scope_id AND s.valid_from <= %(on)s AND s.valid_to > %(on)s
WHERE p.user_id = %(user)s::bigint AND p.valid_from <= %(on)s AND p.valid_to > %(on)s
  AND (l.id IS NULL OR (l.valid_from <= %(on)s AND l.valid_to > %(on)s))
ORDER BY p.id
"""


def actor_of(user: User, on: date) -> Actor:
    """The actor that an account is on a day. One query."""
    held = tuple(
        Held(
            position_id=position_id,
            role=Role(role),
            title=title,
            unit_id=unit_id,
            unit_name=full_name(designation, name),
            scope_path=scope_path,
            scope_unit_id=scope_id,
            lender_id=lender_id,
        )
        for position_id, role, title, unit_id, designation, name, scope_path, scope_id, lender_id in rows(
            _HELD, {"user": user.pk, "on": on}
        )
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


def accounts_for(actor: Actor, on: date, search: str = "") -> QuerySet[User]:
    """The accounts with a position, past or present, in what the actor manages; raises NotAllowed for others.

    Who manages the whole country sees accounts without any position as well. `search`: a part of the log-in
    name or of the full name, tones and case apart.
    """
    require_anywhere(actor, Verb.MANAGE)
    managed = in_force(on).filter(actor.scope(Verb.MANAGE)).order_by().values("unit_id")
    found = User.objects.order_by("username")
    if not actor.can(Verb.MANAGE, country(on).path):
        found = found.filter(Exists(Position.objects.filter(user=OuterRef("pk"), scope_id__in=managed)))
    wanted = fold(search)
    if wanted:
        found = found.annotate(folded=Folded("full_name")).filter(
            Q(username__contains=wanted) | Q(folded__contains=wanted)
        )
    return found


def account_for(actor: Actor, username: str, on: date) -> User:
    """One account, for those who manage some of its positions; NotFound otherwise."""
    found = accounts_for(actor, on).filter(username=username).first()
    if found is None:
        raise NotFound(_("There is no account “%(name)s” among those that you manage.") % {"name": username})
    return found


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position with the names of its unit and scope. `inside`: both lie in what the actor manages."""

    position: Position
    unit_name: str
    scope_name: str
    inside: bool
    in_force: bool
    ended: bool


def position_lines(actor: Actor, users: Iterable[User], on: date) -> dict[int, list[PositionLine]]:
    """All positions of accounts, newest first, by account."""
    found: dict[int, list[PositionLine]] = {user.pk: [] for user in users}
    positions = list(Position.objects.filter(user_id__in=list(found)).order_by("-valid_from", "-id"))
    units = last_versions({p.unit_id for p in positions} | {p.scope_id for p in positions}, on)
    for position in positions:
        unit, scope = units[position.unit_id], units[position.scope_id]
        line = PositionLine(
            position=position,
            unit_name=unit.full_name,
            scope_name=scope.full_name,
            inside=actor.can(Verb.MANAGE, unit.path) and actor.can(Verb.MANAGE, scope.path),
            in_force=position.in_force(on),
            ended=position.valid_to <= on,
        )
        found[position.user_id or 0].append(line)
    return found


def is_manageable(actor: Actor, lines: Iterable[PositionLine], on: date) -> bool:
    """Whether the actor may change an account with these positions: all that have not ended lie in the scope.

    Where all have ended, all of them count; an account without any is for those who manage the country.
    """
    known = list(lines)
    deciding = [line for line in known if not line.ended] or known
    return all(line.inside for line in deciding) if deciding else actor.can(Verb.MANAGE, country(on).path)


def require_manageable(actor: Actor, user: User, on: date) -> None:
    """Raise NotAllowed unless the actor may change the account."""
    if not is_manageable(actor, position_lines(actor, [user], on)[user.pk], on):
        raise NotAllowed(
            _(
                "The account “%(name)s” holds a position outside of what you manage. "
                "Ask the administrator above you to change it."
            )
            % {"name": user.username}
        )


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
            lent_from=None,
        )
        .order_by("-role", "id")
        .values_list("unit_id", "pk")
    ):
        found.setdefault(unit_id, position_id)
    return found


class Folded(Func):
    """The SQL twin of rules.vietnamese.fold for names in NFC: lower case, without marks, đ as d."""

    function = "translate"
    output_field = CharField()

    def __init__(self, expression: str) -> None:
        super().__init__(Lower(expression), Value(_MARKED), Value(_PLAIN))


_MARKED = "".join(
    letter for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))) if letter != fold(letter)
)
_MARKED = "".join(letter for letter in _MARKED if letter.islower() and len(fold(letter)) == 1)
_PLAIN = "".join(fold(letter) for letter in _MARKED)
