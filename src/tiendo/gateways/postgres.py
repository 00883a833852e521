"""The embedded PostgreSQL: made on first use in a home folder, started when needed, closed to everybody else.

One home has one cluster with the database `tiendo` and two roles: `tiendo_owner` owns it (migrations),
`tiendo_app` works in it. It listens on 127.0.0.1 only, on a port of its own, and always asks for a password.
See docs/decisions/0002-embedded-postgresql.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from tiendo.gateways.postgres_files import (
    APP,
    DATABASE,
    OWNER,
    PostgresError,
    Record,
    give_to_owner_of_folder,
    locked,
    read_record,
    write_record,
)
from tiendo.gateways.postgres_place import directory_of, new_place, place_of
from tiendo.gateways.postgres_process import answering_port, start_server, stop_server

__all__ = ["Addresses", "PostgresError", "ensure_running", "is_running", "stop"]


@dataclass(frozen=True)
class Addresses:
    """Where the database is, as postgresql:// URLs: for the owner of the tables, and for daily work."""

    owner: str
    app: str


def ensure_running(home: Path, *, fast: bool = False) -> Addresses:
    """Have the home's database running and return its addresses; creates it on first use.

    Costs a millisecond when it runs already. `fast` gives up durability for speed (tests: no fsync, and the
    owner may create databases); it counts when the server is created or started, not while it runs.
    Raises PostgresError.
    """
    home = home.absolute()
    record = read_record(home)
    port = _port(home, record)
    if record is None or port is None:
        _make_home(home)
        with locked(home):
            record = read_record(home)
            port = _port(home, record)  # another process may have been faster
            if record is None:
                record = _create(home, fast=fast)
            elif port is None:
                record = _start(home, record, fast=fast)
            else:
                record = replace(record, port=port)
    else:
        record = replace(record, port=port)
    return _addresses(record)


def is_running(home: Path) -> bool:
    """Whether the home's database exists and answers."""
    home = home.absolute()
    return _port(home, read_record(home)) is not None


def stop(home: Path) -> bool:
    """Stop the home's database and wait until it is gone. True if it ran. Raises PostgresError."""
    home = home.absolute()
    if read_record(home) is None:
        return False
    with locked(home):
        record = read_record(home)
        return record is not None and stop_server(directory_of(home, outside=record.outside) / "data")


def _port(home: Path, record: Record | None) -> int | None:
    return answering_port(directory_of(home, outside=record.outside) / "data") if record else None


def _create(home: Path, *, fast: bool) -> Record:
    """Make the cluster; the record is written last, so that a record always means a finished cluster."""
    from tiendo.gateways.postgres_cluster import create_cluster

    place = new_place(home)
    outside = None if place.directory.parent == home else str(place.directory)
    record = Record.fresh(outside=outside)
    record = replace(record, port=create_cluster(place, record, fast=fast))
    write_record(home, record)
    place.unfinished.unlink()
    return record


def _start(home: Path, record: Record, *, fast: bool) -> Record:
    from tiendo.gateways.postgres_cluster import check_version

    place = place_of(home, outside=record.outside)
    check_version(place)
    place.unfinished.unlink(missing_ok=True)
    started = replace(record, port=start_server(place, port=record.port, fast=fast))
    if started != record:
        write_record(home, started)
    return started


def _make_home(home: Path) -> None:
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True)
    except OSError as error:
        raise PostgresError(
            f"The folder {home} can't be made.",
            why=f"{error.strerror}",
            todo="choose another folder by TIENDO_HOME",
        ) from error
    give_to_owner_of_folder(home)


def _addresses(record: Record) -> Addresses:
    def url(role: str, password: str) -> str:
        return f"postgresql://{role}:{quote(password, safe='')}@127.0.0.1:{record.port}/{DATABASE}"

    return Addresses(owner=url(OWNER, record.owner_password), app=url(APP, record.app_password))
