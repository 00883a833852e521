"""An installation of the bench's own: home folder, database, server; nothing of a user's is touched."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Installation:
    """The command `tiendo` on a home of its own, with PostgreSQL's fsync on."""

    def __init__(self, name: str) -> None:
        self.home = ROOT / ".tiendo" / "bench" / name
        self.home.mkdir(parents=True, exist_ok=True)

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TIENDO_", "DATABASE_"))}
        return kept | {"TIENDO_HOME": str(self.home), "TIENDO_LANG": "en"}

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tiendo.config", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"tiendo {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def adopt(self) -> None:
        """Make this process speak to the installation's database, as the application's role."""
        os.environ |= self.environment() | {
            "TIENDO_DATABASE": self.run("database-url").strip(),
            "DJANGO_SETTINGS_MODULE": "tiendo.config.settings",
            "TIENDO_PLAIN_HTTP": "1",
        }
        import django
        from django.conf import settings
        from django.db import connections

        if settings.configured:
            from tiendo.gateways.address import parse

            connections["default"].close()
            connections["default"].settings_dict.update(parse(os.environ["TIENDO_DATABASE"]))
        else:
            django.setup()

    def tidy(self) -> None:
        """What autovacuum does after a bulk load, at once, so that plans are those of a settled database."""
        import psycopg

        with psycopg.connect(self.run("database-url", "--owner").strip(), autocommit=True) as owner:
            for table in ("tasks_assignment", "tasks_standingspan", "tasks_progressevent", "org_unitversion"):
                owner.execute(f"VACUUM ANALYZE {table}")  # type: ignore[arg-type]

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process the hard way, as a loss of power would."""
        os.kill(self.database_pid(), signal.SIGKILL)

    def database_pid(self) -> int:
        """PostgreSQL's first process."""
        return int((self._data() / "postmaster.pid").read_text().splitlines()[0])

    def _data(self) -> Path:
        return next(self.home.glob("postgres/data"), self.home / "postgres" / "data")

    @contextmanager
    def served(self) -> "Iterator[Served]":
        """The pages, with 2 workers, on a free loopback port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "tiendo.config", "serve", "--port", str(port)],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield Served(self, f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(20)

    def stop(self) -> None:
        self.run("stop")


@dataclass(frozen=True)
class Served:
    """A running `tiendo serve`: its address and its first process."""

    installation: Installation
    base: str
    pid: int

    def kill_one(self, what: str) -> bool:
        """Kill one "page worker" or the "job worker"; False where there is none just now."""
        wanted = [pid for pid in _children(self.pid) if (" work" in _command(pid)) == (what == "job worker")]
        if not wanted:
            return False
        os.kill(wanted[-1], signal.SIGKILL)
        return True

    def cpu(self) -> dict[str, float]:
        """Seconds of a processor that each kind of process has used so far."""
        workers = _children(self.pid)
        pages = [pid for pid in workers if " work" not in _command(pid)]
        database = self.installation.database_pid()
        return {
            "pages": sum(map(_seconds, pages)),
            "jobs": sum(_seconds(pid) for pid in workers if pid not in pages),
            "PostgreSQL": _seconds(database, ended=True) + sum(map(_seconds, _children(database))),
            "crowd": time.process_time(),
        }


def _seconds(pid: int, *, ended: bool = False) -> float:
    """Seconds of a processor that a process has used; `ended`: with those of its children that are over."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11 : 15 if ended else 13])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
