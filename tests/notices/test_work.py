"""`tiendo work`: does what waits as the application's role, takes up what a dead worker left, stops when told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.django_db
WORK = [sys.executable, "-m", "tiendo.config", "work"]
JOB = (
    "insert into procrastinate_jobs (queue_name, task_name, status, worker_id) "
    "values ('default', 'notices.send', %s, %s)"
)


def environment() -> dict[str, str]:
    """As a user's, with a short time after which a silent worker counts as dead."""
    kept = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
    return kept | {"TIENDO_STALLED_SECONDS": "2"}


@pytest.fixture
def database() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the application's role that keeps what it does; the queue is empty before and after."""
    with psycopg.connect(os.environ["TIENDO_DATABASE"], autocommit=True) as connection:
        connection.execute("delete from procrastinate_jobs")
        yield connection
        connection.execute("delete from procrastinate_periodic_defers")
        connection.execute("delete from procrastinate_jobs")


def waiting(database: psycopg.Connection[Any]) -> int:
    """How many sendings are still to be done."""
    row = database.execute("select count(*) from procrastinate_jobs where task_name = 'notices.send'").fetchone()
    assert row is not None
    return int(row[0])


def until_done(database: psycopg.Connection[Any], seconds: float = 60) -> None:
    """Wait until nothing waits."""
    limit = time.monotonic() + seconds
    while waiting(database) and time.monotonic() < limit:
        time.sleep(0.1)
    assert waiting(database) == 0


def test_it_does_what_waits_and_leaves_when_told_to_do_it_once(tiendo: Run, database: psycopg.Connection[Any]) -> None:
    database.execute(JOB, ["todo", None])
    tiendo("work", "--once")
    assert waiting(database) == 0


def test_what_a_dead_worker_left_is_taken_up_again(tiendo: Run, database: psycopg.Connection[Any]) -> None:
    old = database.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now() - %s) returning id", [timedelta(hours=1)]
    ).fetchone()
    assert old is not None
    database.execute(JOB, ["doing", old[0]])
    worker = subprocess.Popen(WORK, env=environment(), stderr=subprocess.DEVNULL)
    try:
        until_done(database)
    finally:
        worker.terminate()
        worker.wait(20)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_hears_of_new_work_at_once_and_stops_when_told(
    told: signal.Signals, database: psycopg.Connection[Any]
) -> None:
    worker = subprocess.Popen(WORK, env=environment(), stderr=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 60
        while not database.execute("select 1 from procrastinate_workers").fetchone() and time.monotonic() < limit:
            time.sleep(0.1)
        database.execute(JOB, ["todo", None])
        until_done(database)
    finally:
        worker.send_signal(told)
        assert worker.wait(20) == 0
    assert database.execute("select count(*) from procrastinate_workers").fetchone() == (0,)


def test_it_ends_with_the_process_that_started_it(database: psycopg.Connection[Any]) -> None:
    starter = "import subprocess, sys, time; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); time.sleep(60)"
    words = [sys.executable, "-c", starter, *WORK, "--with-parent"]
    parent = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    limit = time.monotonic() + 60
    while not database.execute("select 1 from procrastinate_workers").fetchone() and time.monotonic() < limit:
        time.sleep(0.1)
    parent.kill()
    parent.wait(10)
    limit = time.monotonic() + 20
    while database.execute("select 1 from procrastinate_workers").fetchone() and time.monotonic() < limit:
        time.sleep(0.2)
    assert database.execute("select count(*) from procrastinate_workers").fetchone() == (0,)
    assert child > 0 and settings.STALLED_AFTER == 60
