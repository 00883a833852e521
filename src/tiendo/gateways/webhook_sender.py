"""Sends a signed message to an address that somebody entered, without becoming a way into the network.

docs/decisions/0014-api.md says which addresses are refused and why. Names are resolved here, every address of a name
is checked, and the connection goes to an address that was checked: a name can't change its mind in between.
"""

import hmac
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0  # for one message, however slowly the other side drips
MOST_READ = 1024  # bytes of the answer's body; only its code counts
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 through NAT64


@dataclass(frozen=True, slots=True)
class Answered:
    """How the other side answered: its code, or why there was none."""

    code: int | None
    problem: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver has it. A redirection is no receipt."""
        return self.code is not None and 200 <= self.code < 300


class AddressNotAllowedError(Exception):
    """An address to which nothing is sent; the text says why, in English, for the record of the delivery."""


def signature(secret: str, body: bytes, *, seconds: int) -> str:
    """The header by which the receiver knows the sender: t=seconds,v1=HMAC-SHA256(secret, t.body)."""
    signed = hmac.new(secret.encode(), str(seconds).encode() + b"." + body, sha256).hexdigest()
    return f"t={seconds},v1={signed}"


def check_address(address: str, *, plain: bool) -> SplitResult:
    """The parts of an address. Raises AddressNotAllowedError for what is no https address of a host.

    `plain`: this installation itself speaks plain HTTP on a loopback address; then so may the receiver beside it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressNotAllowedError("the address cannot be read") from error
    if not host or parts.username is not None or parts.password is not None or port == 0:
        raise AddressNotAllowedError("the address names no host, or carries a name and password")
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        raise AddressNotAllowedError("the address contains spaces or control characters")
    if parts.scheme != "https" and not (parts.scheme == "http" and plain and _names_loopback(host)):
        raise AddressNotAllowedError("the address does not begin with https://")
    return parts


def send(address: str, body: bytes, headers: dict[str, str], *, plain: bool) -> Answered:
    """POST a body. Never follows a redirection, never raises for what the other side does."""
    try:
        parts = check_address(address, plain=plain)
        reached = next(_checked(parts, plain=plain))
    except AddressNotAllowedError as error:
        return Answered(None, str(error))
    except OSError as error:
        return Answered(None, f"the name cannot be resolved: {error.strerror or error}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts, reached)
    # Each read has its own time; this one ends the sum of them.
    guard = threading.Timer(WHOLE_SECONDS, connection.cut)
    guard.daemon = True
    guard.start()
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer: HTTPResponse = connection.getresponse()
        answer.read(MOST_READ)
        return Answered(answer.status)
    except (OSError, HTTPException, ValueError) as error:
        return Answered(None, f"{type(error).__name__}: {error}"[:200])
    finally:
        guard.cancel()
        connection.close()


def may_reach(found: Address, *, plain: bool, private: bool) -> bool:
    """Whether a message may go to a network address: public ones, a network's own where it is allowed, never more."""
    inner = _inside(found)
    if inner is not None:
        return may_reach(inner, plain=plain, private=private)
    if found.is_loopback:
        return plain
    if found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved:
        return False
    return found.is_global or (private and found.is_private)


class _Pinned(HTTPConnection):
    """A connection to an address that was checked, in the name that was asked for."""

    def __init__(self, parts: SplitResult, reached: tuple[str, int]) -> None:
        super().__init__(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
        self._secure = parts.scheme == "https"
        self._reached = reached
        if self._secure:
            self.default_port = 443

    def connect(self) -> None:
        """To the checked address; TLS checks the name."""
        found = socket.create_connection(self._reached, timeout=CONNECT_SECONDS)
        if self._secure:
            found = ssl.create_default_context().wrap_socket(found, server_hostname=self.host)
        self.sock = found

    def cut(self) -> None:
        """End whatever is under way."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself in between


def _checked(parts: SplitResult, *, plain: bool) -> Iterator[tuple[str, int]]:
    """The addresses of the host, if every one of them may be reached."""
    private = os.environ.get("TIENDO_WEBHOOK_PRIVATE") == "1"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(info[4][0]) for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    for text in found:
        if not may_reach(ip_address(text.partition("%")[0]), plain=plain, private=private):
            raise AddressNotAllowedError(f"{text} is not an address to which messages may go")
    return iter((text, port) for text in found)


def _inside(found: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(found, IPv6Address):
        return None
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)


def _names_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
