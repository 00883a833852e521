"""Positions that are lent for some days: to whom, and whose hands they are in. docs/rules/lending.md has the rules."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import ZONE
from tiendo.org.queries import in_force
from tiendo.people.models import Position, User
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.permissions import Role, Verb, allows
from tiendo.rules.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Lending:
    """A lent position: `position` is the borrower's, with the days; `lender` holds the one that it is lent from."""

    position: Position
    lender: str
    borrower: str
    begun: bool
    ended: bool


def lendable(user: User, on: date) -> list[Position]:
    """The positions that an account may lend: its own ones that have not ended, but those of an administrator."""
    own = Position.objects.filter(user=user, lent_from=None, valid_to__gt=on).exclude(role=Role.ADMINISTRATOR)
    return list(own.order_by("id"))


def lendings_of(user: User, on: date) -> list[Lending]:
    """What an account lent and borrowed, newest first. One query."""
    found = Position.objects.filter(Q(lent_from__user=user) | Q(user=user, lent_from__isnull=False))
    return [
        Lending(
            position=position,
            lender=position.lent_from.user.full_name if position.lent_from and position.lent_from.user else "",
            borrower=position.user.full_name if position.user else "",
            begun=position.valid_from <= on,
            ended=position.valid_to <= on,
        )
        for position in found.select_related("user", "lent_from__user").order_by("-valid_from", "-id")
    ]


def lending_of(user: User, number: int) -> Position:
    """One lent position that an account lent or borrowed; NotFound otherwise."""
    mine = Position.objects.filter(Q(lent_from__user=user) | Q(user=user, lent_from__isnull=False), pk=number)
    found = mine.select_related("lent_from").first()
    if found is None:
        raise NotFound(_("This position is not lent, or not by or to this account."))
    return found


def borrower_for(position: Position, username: str, on: date) -> User:
    """The account that may borrow a position from its holder.

    It is open and holds, in its own right, a position today whose scope lies within that of the position or around it.
    NotFound in the same words for an account that is not there: log-in names are not to be tried out.
    """
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    scope = in_force(on).filter(unit_id=position.scope_id).first()
    if user is None or scope is None or not _is_near(user, scope.path, on):
        raise NotFound(
            _(
                "No account “%(name)s” with a position of its own today was found within the scope of this position "
                "or above it. Check the log-in name, or ask your administrator to lend the position."
            )
            % {"name": username}
        )
    return user


def by_same_hands(actor: Actor, verb: Verb = Verb.REPORT) -> Q:
    """A filter on rows with `actor_user` and `recorded_at`: written by the actor, or by who shared a position then.

    Who lends and who borrows a position that allows `verb` count as one for the days of the lending; and while
    somebody holds a borrowed position, what its lender ever wrote counts as well. Whoever decides on such rows must be
    somebody else. One query, for the lendings of the actor; the filter itself has plain columns only.
    """
    roles = [role for role in Role if allows(role, verb)]
    lent = Position.objects.filter(lent_from__isnull=False, role__in=roles)
    shared = lent.filter(Q(lent_from__user_id=actor.user_id) | Q(user_id=actor.user_id))
    lenders = {held.lender_id for held in actor.held if held.lender_id and held.role in roles}
    found = Q(actor_user__in=[actor.user_id, *sorted(lenders)])
    for borrower, lender, first, end in shared.values_list("user_id", "lent_from__user_id", "valid_from", "valid_to"):
        other = lender if borrower == actor.user_id else borrower
        found |= Q(actor_user=other, recorded_at__gte=_midnight(first), recorded_at__lt=_midnight(end))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZONE)


def _is_near(user: User, path: str, on: date) -> bool:
    own = [held.scope_path for held in actor_of(user, on).held if held.lender_id is None]
    return any(scope.startswith(path) or path.startswith(scope) for scope in own)
