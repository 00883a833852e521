"""Which PostgreSQL to use: the embedded one, or the one that DATABASE_URL names; and as which role.

Two roles keep apart what may change tables (the owner, for `tiendo migrate`) from daily work (the
application). On a server of one's own the application's role may be given by hand, or `tiendo migrate` makes
it and its address is kept in `home/app-database-url` (mode 0600).
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tiendo.gateways.postgres import Addresses, ensure_running
from tiendo.gateways.postgres_files import write_secret

OLDEST_SERVER = 15  # the first where PUBLIC may not create tables in the schema public
LONGEST_NAME = 63  # bytes of an identifier (PostgreSQL manual, "Identifiers and Key Words")
CONNECT_PATIENCE = 10  # seconds

Connection = psycopg.Connection[tuple[Any, ...]]


class AddressError(Exception):
    """An address of a database can't be used: what happened, and what to do. Never shows a password."""


def addresses(*, home: Path, database_url: str | None, app_url: str | None) -> Addresses:
    """Where the database is, for its owner and for daily work.

    Without `database_url` the embedded database of `home` is started if need be. With it the application's
    address is `app_url`, else the one kept for that very server and database, else the owner's.
    Raises AddressError, and PostgresError from the embedded database.
    """
    if not database_url:
        if app_url:
            raise AddressError(
                "The application's database address is given without the owner's. Set DATABASE_URL too, or neither."
            )
        return ensure_running(home)
    return Addresses(owner=database_url, app=app_url or _kept(home, database_url) or database_url)


def parse(url: str) -> dict[str, Any]:
    """A postgresql:// URL as an entry of Django's DATABASES (without ENGINE).

    Gives NAME, USER, PASSWORD, HOST, PORT (texts, empty where not given) and OPTIONS with the rest of the
    query (sslmode …). A socket's folder stands in the query: `postgresql:///name?host=/run/postgresql`.
    Statements of `gateways.statements`, and no others, are prepared: at their first use, with one plan for all values.
    """
    parts = _parts(url)
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry: dict[str, Any] = {key: parts.pop(name, "") for key, name in known.items()}
    options = f"{parts.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return entry | {"OPTIONS": {**parts, "prepare_threshold": 0, "options": options}}


def check_server(url: str) -> None:
    """Raise AddressError if the server can't be reached or is older than PostgreSQL 15."""
    with _connected(url) as connection:
        number = connection.info.server_version
    if number // 10000 < OLDEST_SERVER:
        raise AddressError(
            f"The server {_spoken(url)} is PostgreSQL {number // 10000}. Tiến Độ needs "
            f"{OLDEST_SERVER} or later: upgrade it, or name another server in DATABASE_URL."
        )


def make_application_role(*, home: Path, database_url: str) -> str | None:
    """The application's address on the server of `database_url`, making its role when there is none yet.

    Returns the kept address if it still works. Returns None when the owner may not create roles: daily work
    then uses the owner's role. Raises AddressError when the role exists and is at work from elsewhere, since
    a new password would lock that out.
    """
    kept = _kept(home, database_url)
    if kept is not None and _works(kept):
        return kept
    database = _parts(database_url)["dbname"]
    role = _role_name(database)
    password = secrets.token_urlsafe(24)
    with _connected(database_url) as connection:
        if not _may_create_roles(connection):
            return None
        _set_role(connection, role, password)
        for grant in (
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
        ):
            names = {"database": sql.Identifier(database), "role": sql.Identifier(role)}
            connection.execute(sql.SQL(grant).format(**names))
    made = _with_login(database_url, user=role, password=password)
    check_server(made)
    home.mkdir(parents=True, exist_ok=True)
    write_secret(_kept_path(home), made + "\n")
    return made


def _parts(url: str) -> dict[str, str]:
    """The named parts of a URL, read by PostgreSQL's own library. Raises AddressError."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise AddressError("A database's address begins with postgresql:// (postgresql://user:password@host/name).")
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:
        raise AddressError(
            "The database's address can't be understood. It has the form "
            "postgresql://user:password@host:port/name; characters such as @ : / ? # % in a password are "
            "written as %40 %3A %2F %3F %23 %25."
        ) from None
    if "dbname" not in parts:
        raise AddressError(f"The address {_spoken_parts(parts)} names no database: add /name at its end.")
    return parts


def _with_login(url: str, *, user: str, password: str) -> str:
    """The same server and database with another login, in a form that any host (list, socket) survives."""
    rest = {k: v for k, v in _parts(url).items() if k not in ("user", "password", "dbname", "passfile")}
    query = f"?{urlencode(rest, quote_via=quote)}" if rest else ""
    database = quote(_parts(url)["dbname"], safe="")
    return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@/{database}{query}"


def _server(url: str) -> tuple[str, str, str]:
    """What makes two addresses lead to the same database: host, port, name."""
    parts = _parts(url)
    return parts.get("host", ""), parts.get("port", "5432"), parts["dbname"]


def _kept_path(home: Path) -> Path:
    return home / "app-database-url"


def _kept(home: Path, database_url: str) -> str | None:
    """The kept address of the application's role, if it is for the server and database of `database_url`."""
    try:
        kept = _kept_path(home).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return kept if _server(kept) == _server(database_url) else None


def _role_name(database: str) -> str:
    """`tiendo_app_<database>`, shortened with a hash where that is too long for PostgreSQL."""
    name = f"tiendo_app_{database}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return f"tiendo_app_{hashlib.sha256(database.encode()).hexdigest()[:16]}"


def _may_create_roles(connection: Connection) -> bool:
    row = connection.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _set_role(connection: Connection, role: str, password: str) -> None:
    """Create the role, or give an idle one a new password; only the SCRAM verifier leaves this process."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    at_work = connection.execute("SELECT 1 FROM pg_stat_activity WHERE usename = %s", [role]).fetchone()
    if exists and at_work:
        raise AddressError(
            f"The role {role} is at work from another machine or folder. Copy app-database-url from the "
            "TIENDO_HOME there to this one, or give the application's address by hand."
        )
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    verb = sql.SQL("ALTER" if exists else "CREATE")
    try:
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), sql.Literal(verifier.decode()))
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise AddressError(
            f"The role {role} exists and can't be given a new password: {error.diag.message_primary}. "
            "Remove the role, or give the application's address by hand."
        ) from error


def _works(url: str) -> bool:
    """Whether one can log in by an address; a server that is away is an error, not a no."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_PATIENCE):
            return True
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error) or "does not exist" in str(error):
            return False
        raise _unreachable(url, error) from error


def _connected(url: str) -> Connection:
    _parts(url)
    try:
        return psycopg.connect(url, connect_timeout=CONNECT_PATIENCE, autocommit=True)
    except psycopg.OperationalError as error:
        raise _unreachable(url, error) from error


def _unreachable(url: str, error: psycopg.OperationalError) -> AddressError:
    return AddressError(f"The database {_spoken(url)} can't be reached: {error}")


def _spoken(url: str) -> str:
    return _spoken_parts(_parts(url))


def _spoken_parts(parts: dict[str, str]) -> str:
    """An address as one may show it: without the password."""
    place = f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"
    return f"{parts['user']}@{place}" if "user" in parts else place
