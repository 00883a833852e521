"""Boards are kept while nothing has been recorded since they were counted, and not a moment longer."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import TypeVar

import psycopg
import pytest
from django.db import connection
from ledger_rows import load, small_programme

from tiendo.figures.queries import keeping
from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.board import Question, board
from tiendo.gateways.clock import ZONE
from tiendo.tasks.models import Programme
from tiendo.tasks.models.ledger import LEDGER_LOCK
from tiendo.tasks.queries.marks import Mark, ledger_mark, settled_ledger_mark

pytestmark = pytest.mark.django_db
AT = datetime(2025, 8, 6, 16, 0, tzinfo=ZONE)
Answer = TypeVar("Answer")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Each test begins and ends with nothing kept."""
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture
def nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no transaction were open: a test itself always runs in one."""
    monkeypatch.setattr(keeping, "settled_ledger_mark", ledger_mark)


def question(at: datetime = AT) -> Question:
    """The country's board of the small programme."""
    return Question(programme=Programme.objects.get(code="P"), basis=Basis(at, live=False))


def in_a_connection_of_its_own(call: Callable[[], Answer]) -> Answer:
    """What a call answers outside of the test's transaction."""
    found: list[Answer] = []

    def run() -> None:
        try:
            found.append(call())
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def test_a_board_asked_twice_is_counted_once(nobody_writes: None) -> None:
    small_programme("P", targets="17329;16681")
    first = board(question())
    assert board(question()).members is first.members


def test_a_report_is_in_the_board_at_once(nobody_writes: None) -> None:
    small_programme("P", targets="17329;16681")
    assert board(question()).own.tasks.in_progress == 0
    load("P,A,17329,reported,40,,2025-07-05 09:00")
    assert board(question()).own.tasks.in_progress == 1


def test_another_moment_is_counted_for_itself(nobody_writes: None) -> None:
    small_programme("P", targets="17329;16681")
    load("P,A,17329,reported,40,,2025-07-05 09:00")
    before = datetime(2025, 7, 4, 16, 0, tzinfo=ZONE)
    assert board(question()).own.tasks.in_progress == 1
    assert board(question(before)).own.tasks.in_progress == 0


def test_nothing_is_kept_within_a_transaction() -> None:
    small_programme("P", targets="17329;16681")
    assert settled_ledger_mark(AT) is None
    assert board(question()).members is not board(question()).members


def test_the_mark_is_settled_only_while_nobody_writes() -> None:
    def mark() -> Mark | None:
        return settled_ledger_mark(AT)

    assert in_a_connection_of_its_own(mark) is not None
    with psycopg.connect(os.environ["TIENDO_DATABASE"]) as writer:
        writer.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LEDGER_LOCK])
        assert in_a_connection_of_its_own(mark) is None
    assert in_a_connection_of_its_own(mark) is not None


def test_the_mark_counts_only_tasks_given_by_the_moment() -> None:
    small_programme("P", targets="17329;16681")
    assert ledger_mark(AT) != ledger_mark(AT - timedelta(days=365))
