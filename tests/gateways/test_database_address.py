"""Which database is used, and as whom; on a real server where one is asked."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from tiendo.gateways.address import AddressError, addresses, check_server, make_application_role, parse
from tiendo.gateways.postgres import ensure_running
from tiendo.gateways.postgres_files import read_record

PREPARED = {"prepare_threshold": 0, "options": "-c plan_cache_mode=force_generic_plan"}
OWNER = "postgresql://owner:secret@db.example/tiendo"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://an:m%40t%2Fkh%E1%BA%A9u@127.0.0.1:5433/tien",
            {"NAME": "tien", "USER": "an", "PASSWORD": "m@t/khẩu", "HOST": "127.0.0.1", "PORT": "5433"},
        ),
        ("postgres:///tien", {"NAME": "tien", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}),
        (
            "postgresql://an@/tien?host=/run/postgresql&port=6000",
            {"NAME": "tien", "USER": "an", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "6000"},
        ),
        (
            "postgresql://an:x@[::1]/tien",
            {"NAME": "tien", "USER": "an", "PASSWORD": "x", "HOST": "::1", "PORT": ""},
        ),
    ],
)
def test_a_url_becomes_an_entry_of_djangos_databases(url: str, expected: dict[str, str]) -> None:
    assert parse(url) == expected | {"OPTIONS": PREPARED}


def test_the_rest_of_the_query_becomes_options() -> None:
    entry = parse("postgresql://an:x@db.example/tien?sslmode=verify-full&connect_timeout=3")
    assert entry["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "3", **PREPARED}


def test_options_of_the_server_in_the_query_are_kept() -> None:
    entry = parse("postgresql://an:x@db.example/tien?options=-c%20work_mem%3D8MB")
    assert entry["OPTIONS"]["options"] == "-c work_mem=8MB -c plan_cache_mode=force_generic_plan"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://an:geheim@h/tien", "begins with postgresql://"),
        ("postgresql://an:ge%zzheim@h/tien", "can't be understood"),
        ("postgresql://an:geheim@h", "names no database"),
        ("postgresql://an:geheim@h/tien?colour=red", "can't be understood"),
    ],
)
def test_a_wrong_url_is_refused_without_showing_its_password(url: str, message: str) -> None:
    with pytest.raises(AddressError, match=message) as refusal:
        parse(url)
    assert "heim" not in str(refusal.value)


def test_given_addresses_are_used_as_they_are(tmp_path: Path) -> None:
    app = "postgresql://app:x@db.example/tiendo"
    found = addresses(home=tmp_path, database_url=OWNER, app_url=app)
    assert (found.owner, found.app) == (OWNER, app)


def test_the_owner_does_daily_work_where_there_is_no_other_role(tmp_path: Path) -> None:
    found = addresses(home=tmp_path, database_url=OWNER, app_url=None)
    assert (found.owner, found.app) == (OWNER, OWNER)


def test_an_application_address_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AddressError, match="Set DATABASE_URL too"):
        addresses(home=tmp_path, database_url=None, app_url=OWNER)


@pytest.mark.parametrize(
    ("kept", "used"),
    [
        ("postgresql://app:x@db.example:5432/tiendo", True),
        ("postgresql://app:x@/tiendo?host=db.example", True),
        ("postgresql://app:x@other.example/tiendo", False),
        ("postgresql://app:x@db.example/other", False),
        ("postgresql://app:x@db.example:5433/tiendo", False),
    ],
)
def test_a_kept_address_is_used_for_its_own_server_and_database_only(tmp_path: Path, kept: str, *, used: bool) -> None:
    (tmp_path / "app-database-url").write_text(kept + "\n")
    found = addresses(home=tmp_path, database_url=OWNER, app_url=None)
    assert found.app == (kept if used else OWNER)


def test_without_a_url_the_embedded_database_is_used(home: Path) -> None:
    assert addresses(home=home, database_url=None, app_url=None) == ensure_running(home)


@pytest.fixture
def superuser_url(home: Path) -> Iterator[str]:
    """The embedded server taken as somebody's own, where the owner may create roles."""
    port = urlsplit(ensure_running(home).owner).port
    record = read_record(home)
    assert record is not None
    url = f"postgresql://postgres:{quote(record.superuser_password)}@127.0.0.1:{port}/tiendo"
    yield url
    with psycopg.connect(url) as connection:
        connection.execute("DROP OWNED BY tiendo_app_tiendo")
        connection.execute("DROP ROLE tiendo_app_tiendo")


def test_the_applications_role_is_made_once_and_kept(tmp_path: Path, superuser_url: str) -> None:
    made = make_application_role(home=tmp_path, database_url=superuser_url)
    assert made is not None
    assert (tmp_path / "app-database-url").stat().st_mode & 0o777 == 0o600
    assert addresses(home=tmp_path, database_url=superuser_url, app_url=None).app == made
    assert make_application_role(home=tmp_path, database_url=superuser_url) == made
    with psycopg.connect(made) as connection:
        assert connection.info.user == "tiendo_app_tiendo"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.own (a int)")


def test_a_lost_address_is_replaced_only_while_nobody_works_with_it(tmp_path: Path, superuser_url: str) -> None:
    made = make_application_role(home=tmp_path, database_url=superuser_url)
    assert made is not None
    elsewhere = tmp_path / "elsewhere"
    with psycopg.connect(made), pytest.raises(AddressError, match="at work from another machine"):
        make_application_role(home=elsewhere, database_url=superuser_url)
    again = make_application_role(home=elsewhere, database_url=superuser_url)
    assert again not in (None, made)


def test_an_owner_who_may_not_create_roles_gets_none(tmp_path: Path, home: Path) -> None:
    assert make_application_role(home=tmp_path, database_url=ensure_running(home).owner) is None
    assert not (tmp_path / "app-database-url").exists()


def test_a_present_server_passes_and_a_missing_one_is_told_without_its_password(home: Path) -> None:
    check_server(ensure_running(home).owner)
    with pytest.raises(AddressError, match="can't be reached") as refusal:
        check_server("postgresql://an:geheim@127.0.0.1:1/tien")
    assert "geheim" not in str(refusal.value)


def test_a_server_older_than_15_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=greet_as_version_14, args=(listener,))
        serving.start()
        port = listener.getsockname()[1]
        with pytest.raises(AddressError, match=r"is PostgreSQL 14\. Tiến Độ needs 15 or later"):
            check_server(f"postgresql://an@127.0.0.1:{port}/tien?sslmode=disable&gssencmode=disable")
        serving.join(timeout=10)


def greet_as_version_14(listener: socket.socket) -> None:
    """Speak as much of PostgreSQL's protocol as a login without a password needs."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        version = b"server_version\x0014.9\x00"
        connection.sendall(b"R" + struct.pack("!ii", 8, 0))
        connection.sendall(b"S" + struct.pack("!i", 4 + len(version)) + version)
        connection.sendall(b"Z" + struct.pack("!i", 5) + b"I")
        connection.recv(4096)
