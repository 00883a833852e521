"""The installation's signing key: Ed25519, kept in a file outside the database."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tiendo.gateways import keyfiles


def _private_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file; made once, readable by its owner only."""
    return Ed25519PrivateKey.from_private_bytes(keyfiles.kept(path, _fresh))


def _fresh() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_key(path: Path) -> str:
    """The public half, as hexadecimal text."""
    return _private_key(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(path: Path, text: str) -> str:
    """The signature of a text, as hexadecimal text."""
    return _private_key(path).sign(text.encode()).hex()


def is_signed(*, text: str, signature: str, public: str) -> bool:
    """Whether the signature over the text was made with the private half of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
