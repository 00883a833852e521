"""Lending a position for some days: acting heads, leave. docs/rules/lending.md has the rules."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import record_act
from tiendo.people.models import Position
from tiendo.people.queries import Actor, account_for, require_manageable
from tiendo.people.queries_lending import borrower_for
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import Refused

MOST_DAYS = 180


def lend_position(
    *, position: Position, to: str, valid_from: date, valid_to: date, reason: str, actor: Actor, today: date
) -> Position:
    """Lend a position to the account `to` (its log-in name), from a day until the day before `valid_to`.

    By its holder, or by who may change both accounts. The position stays with its holder as well. Raises NotAllowed,
    NotFound for the account, Refused for the days and for what is never lent.
    """
    own = position.user_id == actor.user_id
    if position.user is None or position.lent_from_id or position.role == Role.ADMINISTRATOR:
        raise Refused(
            _(
                "This position can't be lent: a borrowed position is never lent on, and a vacant one or that of an "
                "administrator is given instead. Ask your administrator."
            )
        )
    if not own:
        require_manageable(actor, position.user, today)
    borrower = borrower_for(position, to, today) if own else account_for(actor, to.strip().lower(), today)
    if borrower.pk == position.user_id or not borrower.is_active:
        raise Refused(_("The account is closed, or holds the position already. Choose another one."))
    if not own:
        require_manageable(actor, borrower, today)
    _require_days(position, valid_from, valid_to, today)
    if not reason.strip():
        raise Refused(_("Say why the position is lent: leave, a course, an acting head."))
    with transaction.atomic():
        Position.objects.select_for_update().get(pk=position.pk)
        _require_free(position, valid_from, valid_to)
        lent = Position.objects.create(
            user=borrower,
            role=position.role,
            title=_title(position),
            unit_id=position.unit_id,
            scope_id=position.scope_id,
            valid_from=valid_from,
            valid_to=valid_to,
            lent_from=position,
        )
        record_act(
            code="people.position.lent",
            author=actor,
            subject=f"{borrower.username}: {lent.title}"[:300],
            details={
                "lender": position.user.username,
                "from": valid_from.isoformat(),
                "until": valid_to.isoformat(),
                "reason": reason.strip(),
            },
        )
    return lent


def end_lending(*, lending: Position, actor: Actor, today: date) -> None:
    """End a lending today: by its lender, its borrower, or who may change the lender's account.

    What has not begun was held on no day; what was done in a lent position stays valid.
    """
    lender = lending.lent_from.user if lending.lent_from else None
    if lender is None:
        raise Refused(_("This position is not lent."))
    if actor.user_id not in (lender.pk, lending.user_id):
        require_manageable(actor, lender, today)
    if lending.valid_to <= today:
        raise Refused(_("This lending has ended already."))
    with transaction.atomic():
        lending.valid_from = min(lending.valid_from, today)
        lending.valid_to = today
        lending.save(update_fields=["valid_from", "valid_to"])
        record_act(
            code="people.lending.ended",
            author=actor,
            subject=f"{lending.user.username if lending.user else '–'}: {lending.title}"[:300],
            details={"until": today.isoformat()},
        )


def _require_days(position: Position, valid_from: date, valid_to: date, today: date) -> None:
    if valid_from < today:
        raise Refused(_("A position can't be lent in the past. Choose today or a later day to begin."))
    if valid_to <= valid_from:
        raise Refused(_("A position must end after it begins. Correct the days."))
    if valid_to - valid_from > timedelta(days=MOST_DAYS):
        raise Refused(
            _("A position is lent for at most %(days)s days. For longer, the administrator gives a position.")
            % {"days": MOST_DAYS}
        )
    if valid_from < position.valid_from or valid_to > position.valid_to:
        raise Refused(_("The position itself is not held on all of these days. Correct the days."))


def _require_free(position: Position, valid_from: date, valid_to: date) -> None:
    if position.lendings.filter(valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
        raise Refused(_("The position is lent on some of these days already. End that lending first."))


def _title(position: Position) -> str:
    """The title as it is kept in the record, whose language is that of the installation."""
    with override(settings.LANGUAGE_CODE):
        named = gettext("%(title)s (for %(name)s)") % {"title": "%s", "name": position.user}
    return named % position.title[: 300 - len(named) + 2]
