"""The embedded PostgreSQL, each test on a real cluster."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tiendo.gateways import postgres
from tiendo.gateways.postgres import PostgresError, ensure_running, is_running, stop
from tiendo.gateways.postgres_files import read_record
from tiendo.gateways.postgres_place import directory_of


def data_of(home: Path) -> Path:
    record = read_record(home)
    assert record is not None
    return directory_of(home, outside=record.outside) / "data"


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_both_roles_log_in_and_neither_is_a_superuser(home: Path) -> None:
    addresses = ensure_running(home)
    assert ask(addresses.owner, "SELECT current_user") == "tiendo_owner"
    assert ask(addresses.app, "SELECT current_user") == "tiendo_app"
    powers = "SELECT bool_or(rolsuper OR rolcreaterole OR rolbypassrls) FROM pg_roles WHERE rolname LIKE 'tiendo%'"
    assert ask(addresses.owner, powers) is False


def test_passwords_are_in_a_file_that_only_the_owner_reads(home: Path) -> None:
    assert (home / "postgres.json").stat().st_mode & 0o777 == 0o600


def test_a_running_database_is_found_in_less_than_30_milliseconds(home: Path) -> None:
    first = ensure_running(home)
    took = []
    for _ in range(5):
        started = time.perf_counter()
        assert ensure_running(home) == first
        took.append(time.perf_counter() - started)
    assert min(took) < 0.03


@pytest.mark.parametrize("role", ["tiendo_owner", "tiendo_app", "postgres"])
@pytest.mark.parametrize("password", ["wrong", ""])
def test_nobody_connects_without_the_right_password(home: Path, role: str, password: str) -> None:
    port = urlsplit(ensure_running(home).owner).port
    with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no password supplied"):
        psycopg.connect(host="127.0.0.1", port=port, user=role, password=password, dbname="tiendo")


def test_the_server_listens_on_this_machine_only_and_has_no_socket_file(home: Path) -> None:
    ensure_running(home)
    lines = (data_of(home) / "postmaster.pid").read_text().splitlines()
    socket_folder, address = lines[4].strip(), lines[5].strip()
    assert (socket_folder, address) == ("", "127.0.0.1")


def test_the_application_cannot_create_tables_or_schemas(home: Path) -> None:
    addresses = ensure_running(home)
    for statement in (
        "CREATE TABLE public.own (a int)",
        "CREATE SCHEMA own",
        "CREATE TEMPORARY TABLE own (a int)",
    ):
        with (
            psycopg.connect(addresses.app) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("CREATE TABLE public.own (a int)")
        connection.rollback()


def test_the_application_cannot_enter_other_databases(home: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(ensure_running(home).app.removesuffix("tiendo") + "postgres")


def test_vietnamese_text_folds_case_and_loses_its_tones(home: Path) -> None:
    with psycopg.connect(ensure_running(home).owner) as connection:
        connection.execute("CREATE EXTENSION unaccent")
        row = connection.execute("SELECT lower('ĐIỆN BIÊN'), unaccent('Đắk Lắk')").fetchone()
        connection.rollback()
    assert row == ("điện biên", "Dak Lak")


def test_rows_survive_a_stop(home: Path) -> None:
    owner = ensure_running(home).owner
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE kept_over_stop AS SELECT 57 AS number")
    assert stop(home)
    assert not is_running(home)
    assert not stop(home)
    assert ensure_running(home).owner == owner
    assert ask(owner, "SELECT number FROM kept_over_stop") == 57


def test_committed_rows_survive_a_killed_server_with_a_busy_connection(empty_home: Path) -> None:
    owner = ensure_running(empty_home).owner
    pid_file = data_of(empty_home) / "postmaster.pid"
    with psycopg.connect(owner, autocommit=True) as busy:
        busy.execute("CREATE TABLE kept_over_kill AS SELECT generate_series(1, 1000) AS number")
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
        again = ensure_running(empty_home).owner
    assert ask(again, "SELECT count(*) FROM kept_over_kill") == 1000
    assert int(pid_file.read_text().split()[0]) != pid


def test_another_port_is_taken_when_the_old_one_is_in_use(home: Path) -> None:
    port = urlsplit(ensure_running(home).owner).port
    assert port is not None
    stop(home)
    with socket.create_server(("127.0.0.1", port), reuse_port=False):
        moved = ensure_running(home)
    assert urlsplit(moved.owner).port != port
    assert ask(moved.app, "SELECT 1") == 1


def test_a_pid_file_that_names_a_stranger_does_not_hinder_a_start(home: Path) -> None:
    ensure_running(home)
    pid_file = data_of(home) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stop(home)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert not is_running(home)
    assert ask(ensure_running(home).app, "SELECT 1") == 1


def test_processes_that_start_at_once_share_one_server(empty_home: Path) -> None:
    code = (
        "import sys, pathlib; from tiendo.gateways.postgres import ensure_running;"
        "print(ensure_running(pathlib.Path(sys.argv[1]), fast=True).owner)"
    )
    command = [sys.executable, "-c", code, str(empty_home)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(said) == 1


def test_a_cluster_is_durable_unless_asked_otherwise(empty_home: Path, home: Path) -> None:
    settings = "SELECT string_agg(current_setting(name), ' ') FROM pg_settings WHERE name IN {}"
    durability = settings.format("('fsync', 'full_page_writes', 'synchronous_commit')")
    assert ask(ensure_running(empty_home).owner, durability) == "on on on"
    stop(home)
    assert ask(ensure_running(home, fast=True).owner, durability) == "off off off"


def test_an_interrupted_creation_is_begun_anew(empty_home: Path) -> None:
    ensure_running(empty_home, fast=True)
    stop(empty_home)
    data = data_of(empty_home)
    (empty_home / "postgres.json").unlink()
    (data.parent / "unfinished").touch()
    (data / "PG_VERSION").unlink()
    assert ask(ensure_running(empty_home, fast=True).app, "SELECT 1") == 1
    assert not (data.parent / "unfinished").exists()


def test_a_database_whose_passwords_are_lost_is_not_overwritten(empty_home: Path) -> None:
    ensure_running(empty_home, fast=True)
    stop(empty_home)
    passwords = empty_home / "postgres.json"
    kept = passwords.read_text()
    passwords.unlink()
    with pytest.raises(PostgresError, match=r"passwords .* are missing"):
        ensure_running(empty_home, fast=True)
    passwords.write_text(kept)
    assert ask(ensure_running(empty_home, fast=True).app, "SELECT 1") == 1


def test_a_start_that_fails_tells_why_with_the_end_of_the_log(empty_home: Path) -> None:
    ensure_running(empty_home, fast=True)
    stop(empty_home)
    configuration = data_of(empty_home) / "postgresql.conf"
    right = configuration.read_text()
    configuration.write_text(right + "\nwork_mem = 'very much'\n")
    with pytest.raises(PostgresError, match=r"(?s)did not start.*What to do.*work_mem"):
        ensure_running(empty_home, fast=True)
    configuration.write_text(right)


def test_a_missing_cluster_is_told_and_not_replaced(empty_home: Path) -> None:
    ensure_running(empty_home, fast=True)
    stop(empty_home)
    shutil.rmtree(data_of(empty_home))
    with pytest.raises(PostgresError, match="no database in"):
        ensure_running(empty_home, fast=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root serves its database as another user")
def test_a_home_that_the_servers_user_cannot_enter_gets_its_cluster_elsewhere(empty_home: Path) -> None:
    closed = empty_home / "closed"
    closed.mkdir()
    closed.chmod(0o700)
    addresses = ensure_running(closed, fast=True)
    data = data_of(closed)
    try:
        assert closed not in data.parents
        assert data.parent.stat().st_mode & 0o777 == 0o700
        assert data.stat().st_uid != 0
        assert ask(addresses.app, "SELECT 1") == 1
        assert stop(closed)
        assert ensure_running(closed, fast=True) == addresses
    finally:
        postgres.stop(closed)
        shutil.rmtree(data.parent)
