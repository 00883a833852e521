"""Secrets in addresses that are opened without a log-in: made from the installation's key, kept nowhere."""

import hmac
from hashlib import sha256

from django.conf import settings

_CHANNEL = "notices.channel"
_FEED = "notices.feed"


def channel_token(channel_id: int) -> str:
    """What the links of a letter carry: which channel it came by. Always the same for a channel."""
    return f"{channel_id:x}-{_mac(_CHANNEL, channel_id)}"


def channel_of(token: str) -> int | None:
    """The channel of a token; None where it was not made here."""
    number = _number(token)
    if number is None or not hmac.compare_digest(token.encode(), channel_token(number).encode()):
        return None
    return number


def feed_token(user_id: int, number: int) -> str:
    """The secret part of the address of a feed; another one for every `number`."""
    return f"{user_id:x}-{_mac(_FEED, user_id, number)}"


def user_of_feed(token: str) -> int | None:
    """Whose feed a token names; whether it is right, `is_feed_token` says."""
    return _number(token)


def is_feed_token(token: str, *, user_id: int, number: int) -> bool:
    """Whether a token is the present one of a feed."""
    return hmac.compare_digest(token.encode(), feed_token(user_id, number).encode())


def _number(token: str) -> int | None:
    """The number before the hyphen; at most 15 hexadecimal digits, as keys of the database have."""
    digits, mark, _rest = token.partition("-")
    if not mark or not 0 < len(digits) <= 15 or set(digits) - set("0123456789abcdef"):
        return None
    return int(digits, 16)


def _mac(use: str, *numbers: int) -> str:
    text = ".".join([use, *map(str, numbers)])
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()[:40]
