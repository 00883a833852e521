"""One-time codes (RFC 6238): 6 digits, a new one every 30 seconds.

The secret is sealed with a key outside the database: whoever reads the database alone cannot make a code.
docs/rules/login.md explains the rules.
"""

import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

ISSUER = "Tiến Độ"
STEP = 30  # seconds
DRIFT = 1  # steps before and after the present one that still count: a phone's clock may be off
_NONCE = 12  # bytes, as AES-GCM wants them


class BrokenSealError(Exception):
    """A sealed secret that the key does not open: the key was replaced, or the row was changed."""


def new_secret() -> str:
    """A fresh secret of 160 bits, in base 32 as authenticator apps take it."""
    return pyotp.random_base32()


def seal(secret: str, *, account: str) -> bytes:
    """The secret, encrypted for one account: it opens for no other."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, secret.encode("ascii"), account.encode())


def unseal(sealed: bytes, *, account: str) -> str:
    """The secret. Raises BrokenSealError."""
    try:
        return AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], account.encode()).decode("ascii")
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError(account) from error


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


def _key() -> bytes:
    """The key in the home folder: made once, readable by its owner only."""
    path: Path = settings.HOME / "keys" / "totp"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole beside it and then linked, so that another worker never reads half a key.
    draft = path.with_name(f"totp.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(AESGCM.generate_key(bit_length=256))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another worker was faster; its key counts
    finally:
        draft.unlink()
    return path.read_bytes()
