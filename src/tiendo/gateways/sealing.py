"""Texts sealed with a key outside the database (AES-256-GCM): whoever reads the database alone reads none of them."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tiendo.gateways import keyfiles

_NONCE = 12  # bytes, as AES-GCM wants them


class BrokenSealError(Exception):
    """A sealed text that the key does not open: the key was replaced, or the row was changed."""


def seal(text: str, *, key: str, owner: str) -> bytes:
    """A text, encrypted for one owner with the key of this name: it opens for no other."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(key).encrypt(nonce, text.encode(), owner.encode())


def unseal(sealed: bytes, *, key: str, owner: str) -> str:
    """The text. Raises BrokenSealError."""
    try:
        return _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError(owner) from error


def _cipher(key: str) -> AESGCM:
    return AESGCM(keyfiles.kept(settings.HOME / "keys" / key, lambda: AESGCM.generate_key(bit_length=256)))
