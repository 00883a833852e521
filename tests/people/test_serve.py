"""`tiendo serve`: says that it is ready only when it is, and stops when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection

import pytest

from tiendo.config.cli import is_loopback

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.django_db


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_once_it_says_so_and_stops_when_told(told: signal.Signals) -> None:
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
    words = [sys.executable, "-m", "tiendo.config", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == f"ready: http://127.0.0.1:{port}\n"
        asked = HTTPConnection("127.0.0.1", port, timeout=30)
        asked.request("GET", "/login/")
        answer = asked.getresponse()
        assert answer.status == 200
        assert "Secure" not in (answer.headers["Set-Cookie"] or ""), "a loopback address speaks plain HTTP"
        asked.close()
    finally:
        server.send_signal(told)
        assert server.wait(timeout=30) == 0


def test_a_port_in_use_is_refused_with_what_to_do(tiendo: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = tiendo("serve", "--port", port, check=False)
    assert done.returncode == 1
    assert port in done.stderr and "--port" in done.stderr


def test_an_address_that_others_reach_needs_named_hosts(tiendo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIENDO_HOSTS", raising=False)
    done = tiendo("serve", "--host", "0.0.0.0", "--port", str(free_port()), check=False)  # noqa: S104 - refused
    assert done.returncode == 1 and "TIENDO_HOSTS" in done.stderr


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - only judged
        ("::", False),
        ("10.0.0.5", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
