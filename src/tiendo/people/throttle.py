"""Slowing down guesses, per account name: known and unknown names are treated alike. docs/rules/login.md.

Not per network address: a whole province sits behind one.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from tiendo.people.models import LoginThrottle

FREE_FAILURES = 4  # the fifth one blocks
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def folded(username: str) -> str:
    """A log-in name as it is stored and compared."""
    return unicodedata.normalize("NFKC", username).strip().lower()


@dataclass(frozen=True, slots=True)
class Charge:
    """One try, counted as failed before it is looked at, so that tries at the same time can't slip through.

    `until`: the try was refused, and the next may be made then. `blocks_until`: a failure blocks until then.
    """

    account: str
    failures: int
    until: datetime | None = None
    blocks_until: datetime | None = None


def pause(failures: int) -> timedelta:
    """How long an account name rests after so many failures in a row: none, then 1, 2, 4 … 15 minutes."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES - 1, 10)), LONGEST)


def charge(username: str, *, now: datetime) -> Charge:
    """Count a try on an account name. Where it must rest, nothing is counted and `until` says how long."""
    account = _hash(username)
    with transaction.atomic():
        row, made = LoginThrottle.objects.select_for_update().get_or_create(account=account)
        if made:
            _forget(now)
        if row.blocked_until and row.blocked_until > now:
            return Charge(account, row.failures, until=row.blocked_until)
        if row.blocked_until and row.blocked_until < now - FORGOTTEN_AFTER:
            row.failures = 0
        row.failures += 1
        # Never empty: without a pause it is the moment of the last failure, from which it is forgotten.
        row.blocked_until = now + pause(row.failures)
        row.save(update_fields=["failures", "blocked_until"])
    blocks = row.blocked_until if pause(row.failures) else None
    return Charge(account, row.failures, blocks_until=blocks)


def take_back(charged: Charge, *, now: datetime) -> None:
    """The try was right but does not end the log-in: uncount it, and leave earlier failures counted."""
    LoginThrottle.objects.filter(account=charged.account, failures=charged.failures).update(
        failures=charged.failures - 1, blocked_until=now
    )


def clear(username: str) -> None:
    """The person has logged in: begin anew."""
    LoginThrottle.objects.filter(account=_hash(username)).delete()


def _hash(username: str) -> str:
    """What is typed as a name may be a password: only a keyed hash is kept."""
    return salted_hmac("tiendo.people.throttle", folded(username), algorithm="sha256").hexdigest()


def _forget(now: datetime) -> None:
    LoginThrottle.objects.filter(blocked_until__lt=now - FORGOTTEN_AFTER).delete()
