"""The server process of one cluster: does it live, start it, stop it. Works on the cluster's folder alone."""

from __future__ import annotations

import os
import signal
import socket
import struct
import time
from contextlib import suppress
from pathlib import Path

from tiendo.gateways.postgres_files import PostgresError
from tiendo.gateways.postgres_place import Place

START_PATIENCE = 30.0  # seconds for a start that is refused while remains of a killed server hold its memory
RECOVERY_PATIENCE = 300  # seconds for replaying the log after a crash
STOP_PATIENCE = 60.0  # seconds
LOG_LIMIT = 10_000_000  # bytes, then the log of the server starts anew and one older copy is kept
# The shortest question PostgreSQL answers, with one letter (its manual, "Message Formats", SSLRequest).
SSL_REQUEST = struct.pack("!ii", 8, 80877103)

# Written anew at each start, so that a new version's settings arrive; `ALTER SYSTEM` still wins over them.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def answering_port(data: Path) -> int | None:
    """The port on which the cluster's own server answers now, None when it does not run or isn't ready."""
    lines = _pid_file(data)
    if len(lines) < 8 or lines[7].strip() != "ready" or not _serves(int(lines[0]), data):
        return None
    port = int(lines[3])
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as server:
        server.sendall(SSL_REQUEST)
        if server.recv(1) in (b"N", b"S"):
            return port
    return None


def start_server(place: Place, *, port: int, fast: bool) -> int:
    """Start the cluster's server and return its port, another one than asked for if that is taken.

    A server killed the hard way leaves children that hold its memory for some seconds, in which PostgreSQL
    refuses a start; this waits up to 30 seconds for them. Raises PostgresError with the end of the log.
    """
    deadline = time.monotonic() + START_PATIENCE
    while True:
        answering = _answer_of_living_server(place.data)
        if answering is not None:
            return answering
        port = port if port and _is_free(port) else _free_port()
        _write_settings(place, port=port, fast=fast)
        said = _try_start(place)
        if said is None:
            return port
        if time.monotonic() > deadline or not _may_pass(said):
            raise PostgresError(
                "The embedded PostgreSQL did not start.",
                why="its log names the reason below",
                todo=f"mend what the log names and try again; the whole log is {place.log}",
                log=said,
            )
        if "could not bind" in said:
            port = 0
        time.sleep(0.2)


def stop_server(data: Path) -> bool:
    """Stop the cluster's server and wait until it is gone. True if there was one."""
    lines = _pid_file(data)
    if not lines or not _serves(int(lines[0]), data):
        return False
    pid = int(lines[0])
    os.kill(pid, signal.SIGINT)  # "fast shutdown": open transactions are rolled back
    deadline = time.monotonic() + STOP_PATIENCE
    while _serves(pid, data):
        if time.monotonic() > deadline:
            raise PostgresError(
                "The embedded PostgreSQL does not stop.",
                why=f"process {pid} still runs {STOP_PATIENCE:.0f} seconds after it was asked to end",
                todo="look at what it does (its log lies beside the cluster), then try again",
            )
        time.sleep(0.02)
    return True


def _pid_file(data: Path) -> list[str]:
    """The lines of postmaster.pid: process, folder, start, port, socket, address, memory, status."""
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        raise PostgresError(
            f"The database in {data} can't be used.",
            why="it belongs to another user of this machine",
            todo="run the command as that user or as root, or choose another TIENDO_HOME",
        ) from error


def _serves(pid: int, data: Path) -> bool:
    """Whether a process is alive and the server of this cluster: a server works inside its data folder.

    Process numbers are used again, and a dead process may linger unreaped, so being listed is not enough.
    """
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except PermissionError:
        return True  # another user's process; whether it answers is asked of its port
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _answer_of_living_server(data: Path) -> int | None:
    """The port of a server that lives already, once it has recovered; clears the pid file of a dead one."""
    deadline = time.monotonic() + RECOVERY_PATIENCE
    while lines := _pid_file(data):
        if not _serves(int(lines[0]), data):
            (data / "postmaster.pid").unlink(missing_ok=True)
            return None
        port = answering_port(data)
        if port is not None or time.monotonic() > deadline:
            return port
        time.sleep(0.1)
    return None


def _try_start(place: Place) -> str | None:
    """One start; None when the server is ready, else what it said in its log."""
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".log.1"))
    before = place.log.stat().st_size if place.log.exists() else 0
    control = place.program / "bin" / "pg_ctl"
    done = place.run(control, "start", "-s", "-w", "-t", str(RECOVERY_PATIENCE), "-D", place.data, "-l", place.log)
    if done.returncode == 0:
        return None
    said = b""
    if place.log.exists():
        with place.log.open("rb") as log:
            log.seek(before)
            said = log.read()
    return said.decode(errors="replace") + done.stdout


def _may_pass(said: str) -> bool:
    """Whether a refused start may succeed soon: memory held by a killed server, or the port just taken."""
    reasons = ("is still in use", 'lock file "postmaster.pid" already exists', "could not bind")
    return any(reason in said for reason in reasons)


def _write_settings(place: Place, *, port: int, fast: bool) -> None:
    settings = SETTINGS | {"port": str(port)} | (FAST if fast else {})
    path = place.data / "tiendo.conf"
    path.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()), encoding="utf-8")
    path.chmod(0o600)
    place.give(path)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
