"""Messengers by apprise: one address (a URL) stands for one place to write to, Zalo among them.

An address holds a secret, so it is sealed with a key outside the database. Only the services named in
TIENDO_MESSENGERS are used: an address of another kind could make this machine ask machines beside it.
"""

from typing import Protocol

from django.conf import settings

from tiendo.gateways import sealing
from tiendo.gateways.mail import Undelivered

_KEY = "channels"


class Messenger(Protocol):
    """Writes short texts."""

    def send(self, address: str, *, title: str, text: str) -> None: ...


class AppriseMessenger:
    """What apprise carries."""

    def send(self, address: str, *, title: str, text: str) -> None:
        """Write to an address; returns once the service took it. Raises Undelivered."""
        if not is_address(address):
            raise Undelivered("the messenger is not one that may be used here", permanent=True)
        from apprise import Apprise, NotifyFormat  # half a second, which only those who write need to spend

        carrier = Apprise()
        if not carrier.add(address):
            raise Undelivered("the address of the messenger cannot be read", permanent=True)
        if not carrier.notify(title=title, body=text, body_format=NotifyFormat.TEXT):
            raise Undelivered("the messenger did not take the message", permanent=False)


def services() -> tuple[str, ...]:
    """The services that may be used, as their addresses begin."""
    return tuple(settings.MESSENGERS)


def is_address(text: str) -> bool:
    """Whether a text is an address of a service that may be used."""
    scheme, mark, rest = text.strip().partition("://")
    if not mark or not rest or scheme.lower() not in services():
        return False
    from apprise import Apprise

    return bool(Apprise().add(text.strip()))


def masked(kind: str, address: str) -> str:
    """What may be shown of an address: of an e-mail its first letter and host, of a messenger the service."""
    if kind == "email":
        local, _at, host = address.rpartition("@")
        return f"{local[:1]}…@{host}"
    return f"{address.partition('://')[0].lower()}://…"


def seal(address: str, *, owner: str) -> bytes:
    """An address, encrypted for one owner: it opens for no other."""
    return sealing.seal(address, key=_KEY, owner=owner)


def unseal(sealed: bytes, *, owner: str) -> str:
    """The address. Raises sealing.BrokenSealError."""
    return sealing.unseal(sealed, key=_KEY, owner=owner)
