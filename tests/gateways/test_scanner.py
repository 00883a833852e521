"""The virus check: what clamd says counts, and where it is silent nothing passes."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tiendo.gateways.scanner import ScannerSilent, is_set, virus_in

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def answer(connection: socket.socket) -> None:
    """Read one INSTREAM command as clamd does, and say what was found."""
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", stream.read(4))[0]:
        content += stream.read(size)
    if content == b"silent":
        connection.close()
        return
    words = b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"
    if len(content) > 1_000_000:
        words = b"INSTREAM size limit exceeded. ERROR"
    connection.sendall(words + b"\0")
    connection.close()


def serve(listener: socket.socket) -> None:
    """Answer until the listener is closed."""
    while True:
        try:
            connection, _peer = listener.accept()
        except OSError:
            return
        answer(connection)


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that speaks clamd's language, by both kinds of sockets."""
    if request.param == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        address = str(tmp_path / "clamd.ctl")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen()
    monkeypatch.setenv("TIENDO_CLAMD", address)
    thread = threading.Thread(target=serve, args=(listener,), daemon=True)
    thread.start()
    yield
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_passes() -> None:
    assert virus_in(b"a report" * 20_000) is None


@pytest.mark.usefixtures("clamd")
def test_a_virus_is_named() -> None:
    assert virus_in(b"head " + EICAR) == "Eicar-Signature"


@pytest.mark.usefixtures("clamd")
@pytest.mark.parametrize("content", [b"silent", b"x" * 1_100_000])
def test_an_answer_that_says_nothing_lets_nothing_pass(content: bytes) -> None:
    with pytest.raises(ScannerSilent):
        virus_in(content)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "127.0.0.1:no-number"])
def test_a_scanner_that_is_named_and_not_there_lets_nothing_pass(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO_CLAMD", address)
    with pytest.raises(ScannerSilent):
        virus_in(b"a report")


def test_without_a_scanner_nothing_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIENDO_CLAMD", raising=False)
    assert not is_set()
    assert virus_in(EICAR) is None
