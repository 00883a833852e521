"""The verbs on accounts and positions."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import Author, record_act
from tiendo.org.models import BEGINNING, ENDLESS, UnitVersion
from tiendo.people.models import Position, User
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.refusal import NotAllowed, Refused


def create_account(*, username: str, full_name: str, password: str, author: Author) -> User:
    """Open an account without any right. Raises Refused for a taken name or a weak password."""
    username = username.strip().lower()
    if not username or User.objects.filter(username=username).exists():
        raise Refused(_("The log-in name “%(name)s” is empty or taken. Choose another.") % {"name": username})
    user = User(username=username, full_name=full_name.strip() or username)
    _set_password(user, password)
    with transaction.atomic():
        user.save()
        record_act(code="people.account.created", author=author, subject=username)
    return user


def change_password(*, user: User, password: str, author: Author) -> None:
    """Give an account a new password; every session of it ends."""
    _set_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record_act(code="people.password.changed", author=author, subject=user.username)


def create_position(
    *,
    user: User | None,
    role: Role,
    title: str,
    unit: UnitVersion,
    scope: UnitVersion,
    valid_from: date,
    author: Author,
    valid_to: date = ENDLESS,
) -> Position:
    """Give a person (or nobody yet) a role in a unit over a scope, for a time."""
    if valid_to <= valid_from:
        raise Refused(_("A position must end after it begins. Correct the days."))
    with transaction.atomic():
        position = Position.objects.create(
            user=user,
            role=role,
            title=title,
            unit_id=unit.unit_id,
            scope_id=scope.unit_id,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        record_act(
            code="people.position.created",
            author=author,
            subject=f"{user.username if user else '–'}: {title}",
            details={"role": role, "unit": unit.full_name, "scope": scope.full_name},
        )
    return position


def create_vacant_positions(
    *, specs: Sequence[tuple[Role, str, UnitVersion]], author: Author, valid_from: date = BEGINNING
) -> int:
    """The positions of many units that nobody holds in this system yet: who is responsible, by title."""
    with transaction.atomic():
        made = Position.objects.bulk_create(
            Position(
                role=role, title=title, unit_id=unit.unit_id, scope_id=unit.unit_id, valid_from=valid_from
            )
            for role, title, unit in specs
        )
        record_act(code="people.position.created", author=author, subject=f"{len(made)} vacant positions")
    return len(made)


def end_position(*, position: Position, valid_to: date, author: Author) -> None:
    """The position is held until the day before `valid_to`."""
    if valid_to <= position.valid_from:
        raise Refused(_("A position must end after it begins. Correct the days."))
    with transaction.atomic():
        position.valid_to = valid_to
        position.save(update_fields=["valid_to"])
        record_act(
            code="people.position.ended",
            author=author,
            subject=str(position),
            details={"until": valid_to.isoformat()},
        )


def require_management(actor: Actor, scopes: Sequence[UnitVersion]) -> None:
    """Raise NotAllowed unless the actor manages every one of the scopes: nobody gives more than is theirs."""
    if not scopes and not actor.can_anywhere(Verb.MANAGE):
        raise NotAllowed(_("Only an administrator can do this."))
    for scope in scopes:
        require(actor, Verb.MANAGE, scope)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            _("This password is too weak: %(why)s Choose a longer one.") % {"why": " ".join(error.messages)}
        ) from error
    user.set_password(password)
