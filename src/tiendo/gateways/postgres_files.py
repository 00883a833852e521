"""What the embedded database keeps beside its cluster: passwords, a lock, an error that explains."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

DATABASE = "tiendo"
OWNER = "tiendo_owner"  # the role that owns the database and its tables: migrations
APP = "tiendo_app"  # the role that reads and writes rows: everything else
LOCK_PATIENCE = 180.0  # seconds; longer than a first start on a slow disk
LOG_TAIL = 15  # lines of the server's log shown with an error


class PostgresError(Exception):
    """The embedded database could not do what was asked: what happened, why, and what to do."""

    def __init__(self, happened: str, *, why: str, todo: str, log: str = "") -> None:
        """Compose the message; `log` is text of the server's log, of which the last lines are shown."""
        parts = [happened, f"Why: {why}", f"What to do: {todo}"]
        tail = log.strip().splitlines()[-LOG_TAIL:]
        if tail:
            parts.append("The server's log ends with:\n  " + "\n  ".join(tail))
        super().__init__("\n".join(parts))
        self.happened = happened


@dataclass(frozen=True)
class Record:
    """What must outlive a stop of the server, kept in `home/postgres.json` (mode 0600)."""

    port: int  # the last port used, tried first at the next start
    superuser_password: str
    owner_password: str
    app_password: str
    outside: str | None  # the cluster's directory, only where it lies outside home

    @classmethod
    def fresh(cls, *, outside: str | None) -> Record:
        """A record with new random passwords and no port yet."""
        return cls(0, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(24), outside)


def record_path(home: Path) -> Path:
    """Where the record of a home lies."""
    return home / "postgres.json"


def read_record(home: Path) -> Record | None:
    """The record of a home, or None before the first start. Raises PostgresError if it can't be read."""
    path = record_path(home)
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise PostgresError(
            f"The database's passwords in {path} can't be read.",
            why="the file belongs to another user of this machine",
            todo="run the command as the user who set this copy up, or choose another TIENDO_HOME",
        ) from error
    except (ValueError, TypeError) as error:
        raise PostgresError(
            f"The database's passwords in {path} can't be understood.",
            why="the file was changed or cut short",
            todo="put it back from a copy of that folder; the data itself was not touched",
        ) from error


def write_record(home: Path, record: Record) -> None:
    """Keep the record of a home, all or nothing."""
    write_secret(record_path(home), json.dumps(asdict(record), indent=1) + "\n")


def write_secret(path: Path, text: str) -> None:
    """Write a file of mode 0600 that is either complete or absent; it belongs to the owner of its folder."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of_folder(temporary)
    temporary.replace(path)


def give_to_owner_of_folder(path: Path) -> None:
    """Root's files in somebody's folder belong to that somebody, who will work there next without root."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home's lock: one process at a time starts, stops or creates its database."""
    path = home / "postgres.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise PostgresError(
            f"The database in {home} can't be used.",
            why="this folder belongs to another user of this machine",
            todo="run the command as that user, or choose another TIENDO_HOME",
        ) from error
    try:
        give_to_owner_of_folder(path)
        _wait_for_lock(descriptor, home)
        yield
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int, home: Path) -> None:
    """Take the lock, or raise PostgresError when somebody else holds it far too long."""
    deadline = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"The database in {home} is held by another command that does not end.",
                    why=f"its lock has been held for more than {LOCK_PATIENCE:.0f} seconds",
                    todo="end that command, then try again",
                ) from None
            time.sleep(0.05)
        else:
            return
