"""The steps of a log-in, and the second factor of an account. Nothing here knows of pages or sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiendo.gateways.sealing import BrokenSealError
from tiendo.journal.actions import Author, record_act
from tiendo.people import throttle, totp
from tiendo.people.models import User
from tiendo.rules.numbers import moment_text
from tiendo.rules.refusal import Refused


class LoginRefused(Refused):
    """The log-in did not succeed; the message is the same whether the account exists or not."""


@dataclass(frozen=True, slots=True)
class LoginPage:
    """Who is named in the journal where nobody has logged in yet."""

    name: str = "log-in page"
    unit_name: str = ""


def enter_password(*, username: str, password: str, now: datetime) -> User:
    """The active account that fits; a second factor, if any, is still to be asked. Raises LoginRefused."""
    name = throttle.folded(username)
    charged = _charge(name, now)
    user = User.objects.filter(username=name).first()
    if not _fits(user, password) or user is None or not user.is_active:
        _failed(charged, name if user else "")
        raise LoginRefused(
            _("The log-in name and the password do not belong together. Check both; mind capital letters.")
        )
    if user.has_totp:
        throttle.take_back(charged, now=now)
    else:
        throttle.clear(name)
    return user


def enter_code(*, user: User, code: str, now: datetime) -> None:
    """Check the second factor. A code counts once. Raises LoginRefused."""
    charged = _charge(user.username, now)
    step = totp.matching_step(_secret(user), code, now=now, after=user.totp_last_step)
    # One statement: of two tries with the same code at the same time, one finds the step taken.
    if step is None or not User.objects.filter(pk=user.pk, totp_last_step__lt=step).update(totp_last_step=step):
        _failed(charged, user.username)
        raise LoginRefused(
            _("This code does not fit, or was used before. Wait for the next code in the app and enter that.")
        )
    throttle.clear(user.username)


def confirm_password(*, user: User, password: str, now: datetime) -> None:
    """Make sure that it is the person who sits there. Failures count as at the log-in. LoginRefused."""
    charged = _charge(user.username, now)
    if not user.check_password(password):
        _failed(charged, user.username)
        raise LoginRefused(_("The present password is not right."))
    throttle.clear(user.username)


def add_second_factor(*, user: User, secret: str, code: str, author: Author, now: datetime) -> None:
    """From now on the log-in asks for a code as well; `code` proves that the app has the secret."""
    if user.has_totp:
        raise Refused(_("The account has a second factor already. Remove it first."))
    step = totp.matching_step(secret, code, now=now)
    if step is None:
        raise LoginRefused(
            _("This code does not fit. Check that the phone shows the right time, and enter its newest code.")
        )
    with transaction.atomic():
        user.totp_sealed = totp.seal(secret, account=str(user.pk))
        user.totp_last_step = step
        user.save(update_fields=["totp_sealed", "totp_last_step"])
        record_act(code="people.second_factor.added", author=author, subject=user.username)


def remove_second_factor(*, user: User, author: Author) -> None:
    """The password alone is asked again. The caller has confirmed it, or the right to manage the account."""
    with transaction.atomic():
        user.totp_sealed = None
        user.save(update_fields=["totp_sealed"])
        record_act(code="people.second_factor.removed", author=author, subject=user.username)


def _charge(username: str, now: datetime) -> throttle.Charge:
    charged = throttle.charge(username, now=now)
    if charged.until:
        # Rounded up: at the minute that is named the next try is possible.
        until = charged.until + timedelta(seconds=59)
        raise LoginRefused(
            _("There were too many failed tries for this log-in name. Try again at %(until)s.")
            % {"until": moment_text(until, get_language() or "vi")}
        )
    return charged


def _failed(charged: throttle.Charge, username: str) -> None:
    """A failure stays counted; one that blocks is an act for the journal, which holds nothing typed."""
    if charged.blocks_until:
        record_act(
            code="people.login.blocked",
            author=LoginPage(),
            subject=username or "unknown name",
            details={"failures": charged.failures, "until": charged.blocks_until.isoformat()},
        )


def _fits(user: User | None, password: str) -> bool:
    if user is None:
        # The same work as for a known name, so that the time of the answer tells nothing.
        User().set_password(password)
        return False
    return user.check_password(password)


def _secret(user: User) -> str:
    try:
        return totp.unseal(bytes(user.totp_sealed or b""), account=str(user.pk))
    except BrokenSealError as error:
        raise LoginRefused(
            _("The second factor of this account can't be read any more. Your administrator can remove it.")
        ) from error
