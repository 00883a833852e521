"""The verbs on accounts and positions."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import Author, record_act
from tiendo.org.models import BEGINNING, ENDLESS, UnitVersion
from tiendo.people import throttle
from tiendo.people.login import remove_second_factor
from tiendo.people.models import Position, User
from tiendo.people.queries import Actor, require, require_manageable
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.refusal import NotAllowed, Refused

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def create_account(*, username: str, full_name: str, password: str, author: Author, generated: bool = False) -> User:
    """Open an account without any right; a generated password opens nothing until the person has chosen another.

    Raises Refused for a taken name or a weak password.
    """
    username = username.strip().lower()
    if not username or User.objects.filter(username=username).exists():
        raise Refused(_("The log-in name “%(name)s” is empty or taken. Choose another.") % {"name": username})
    user = User(username=username, full_name=full_name.strip() or username, password_generated=generated)
    _set_password(user, password)
    with transaction.atomic():
        user.save()
        record_act(code="people.account.created", author=author, subject=username)
    return user


def change_password(*, user: User, password: str, author: Author, generated: bool = False) -> None:
    """Give an account a new password; its sessions end. Raises Refused for a weak one and for the present one."""
    if user.check_password(password):
        raise Refused(_("This is the present password. Choose another one."))
    _set_password(user, password)
    user.password_generated = generated
    with transaction.atomic():
        user.save(update_fields=["password", "password_generated"])
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
            Position(role=role, title=title, unit_id=unit.unit_id, scope_id=unit.unit_id, valid_from=valid_from)
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


def open_account(
    *,
    actor: Actor,
    username: str,
    full_name: str,
    role: Role,
    title: str,
    unit: UnitVersion,
    scope: UnitVersion,
    valid_from: date,
    valid_to: date,
) -> tuple[User, str]:
    """A new account with its first position, both within what the actor manages, and its generated password.

    There is never an account without a position that another administrator could take over.
    """
    require_management(actor, [unit, scope])
    password = generated_password()
    with transaction.atomic():
        user = create_account(username=username, full_name=full_name, password=password, author=actor, generated=True)
        create_position(
            user=user,
            role=role,
            title=title,
            unit=unit,
            scope=scope,
            valid_from=valid_from,
            valid_to=valid_to,
            author=actor,
        )
    return user, password


def give_position(
    *,
    actor: Actor,
    user: User,
    role: Role,
    title: str,
    unit: UnitVersion,
    scope: UnitVersion,
    valid_from: date,
    valid_to: date,
    today: date,
) -> Position:
    """A further position for an account that the actor may change, within what the actor manages."""
    require_manageable(actor, user, today)
    require_management(actor, [unit, scope])
    return create_position(
        user=user,
        role=role,
        title=title,
        unit=unit,
        scope=scope,
        valid_from=valid_from,
        valid_to=valid_to,
        author=actor,
    )


def finish_position(*, actor: Actor, user: User, position_id: int, valid_to: date, today: date) -> None:
    """End a position of an account that the actor may change. A past position stays as it was."""
    require_manageable(actor, user, today)
    position = Position.objects.filter(user=user, pk=position_id, valid_to__gt=today).first()
    if position is None:
        raise Refused(_("This position has ended already."))
    if valid_to < today:
        raise Refused(_("A position can't end in the past: what was done in it stays valid. Choose today or later."))
    end_position(position=position, valid_to=valid_to, author=actor)


def reset_password(*, actor: Actor, user: User, today: date) -> str:
    """A generated password for an account that the actor may change; its sessions end, its pause as well."""
    require_manageable(actor, user, today)
    password = generated_password()
    change_password(user=user, password=password, author=actor, generated=True)
    throttle.clear(user.username)
    return password


def set_active(*, actor: Actor, user: User, active: bool, today: date) -> None:
    """Close an account (its sessions end) or open it again; what it did stays."""
    require_manageable(actor, user, today)
    if user.pk == actor.user_id:
        raise Refused(_("You can't close your own account. Ask another administrator."))
    with transaction.atomic():
        user.is_active = active
        user.save(update_fields=["is_active"])
        record_act(
            code="people.account.reopened" if active else "people.account.closed",
            author=actor,
            subject=user.username,
        )


def drop_second_factor(*, actor: Actor, user: User, today: date) -> None:
    """Remove the second factor of a person who lost the phone, on an account that the actor may change."""
    require_manageable(actor, user, today)
    remove_second_factor(user=user, author=actor)


def generated_password() -> str:
    """Sixteen letters and digits that can't be mistaken for others: 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _letter in range(4)) for _group in range(4))
    return "-".join(groups)


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
