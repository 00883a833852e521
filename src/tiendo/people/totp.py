"""One-time codes (RFC 6238): 6 digits, a new one every 30 seconds.

The secret is sealed with a key outside the database: whoever reads the database alone cannot make a code.
docs/rules/login.md explains the rules.
"""

import hmac
from datetime import datetime

import pyotp

from tiendo.gateways import sealing

ISSUER = "Tiến Độ"
STEP = 30  # seconds
DRIFT = 1  # steps before and after the present one that still count: a phone's clock may be off
_KEY = "totp"


def new_secret() -> str:
    """A fresh secret of 160 bits, in base 32 as authenticator apps take it."""
    return pyotp.random_base32()


def seal(secret: str, *, account: str) -> bytes:
    """The secret, encrypted for one account: it opens for no other."""
    return sealing.seal(secret, key=_KEY, owner=account)


def unseal(sealed: bytes, *, account: str) -> str:
    """The secret. Raises sealing.BrokenSealError."""
    return sealing.unseal(sealed, key=_KEY, owner=account)


def matching_step(secret: str, code: str, *, now: datetime, after: int = 0) -> int | None:
    """The step whose code this is, among the present one and its neighbours, if after the step `after`."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret, interval=STEP)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        fits = hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode())
        if fits and step > after:
            found = step
    return found


def address(secret: str, *, account: str) -> str:
    """The address that an authenticator app reads from the square."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=ISSUER)
