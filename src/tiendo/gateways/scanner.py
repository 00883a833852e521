"""The virus check by clamd (its INSTREAM command), where TIENDO_CLAMD names one; nothing is checked otherwise.

TIENDO_CLAMD is a socket's path (/run/clamav/clamd.ctl) or host:port. It is read at every call.
"""

import os
import socket
import struct

PATIENCE = 60.0  # seconds until clamd has looked
CHUNK = 1 << 16
MAX_ANSWER = 4096


class ScannerSilent(Exception):  # noqa: N818 - what happened, not an error of the program
    """A scanner is named, and it doesn't answer as it should: nothing may pass."""


def is_set() -> bool:
    """Whether files are to be checked."""
    return bool(_address())


def virus_in(content: bytes) -> str | None:
    """The name of the virus; None where nothing was found, or where no scanner is named. Raises ScannerSilent."""
    address = _address()
    if not address:
        return None
    try:
        answer = _ask(address, content)
    except (OSError, ValueError) as error:
        raise ScannerSilent(f"{address}: {error}") from error
    if answer.endswith(" OK"):
        return None
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND").partition(": ")[2] or "?"
    raise ScannerSilent(f"{address}: {answer or 'no answer'}")


def _address() -> str:
    return os.environ.get("TIENDO_CLAMD", "").strip()


def _ask(address: str, content: bytes) -> str:
    with _connect(address) as connection:
        connection.settimeout(PATIENCE)
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(part)) + part)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
            part = connection.recv(MAX_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", errors="replace")


def _connect(address: str) -> socket.socket:
    """A connection by a path, or by host:port. ValueError where the port is no number."""
    if "/" in address:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=PATIENCE)
