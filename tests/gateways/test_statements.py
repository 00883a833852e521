"""Prepared statements: of the connection's own transaction, counted and refused like all others."""

from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiendo.gateways.statements import rows

pytestmark = pytest.mark.django_db
DOUBLED = "SELECT n * 2 FROM unnest(%(numbers)s::bigint[]) AS n"


def prepared(text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{text}%"]
        )
        return list(cursor.fetchall())


def test_the_second_time_only_the_values_are_sent() -> None:
    text = "unnest($1::bigint[]) AS n"
    assert rows(DOUBLED, {"numbers": [1, 2]}) == [(2,), (4,)]
    assert rows(DOUBLED, {"numbers": [3]}) == [(6,)]
    assert prepared(text) == [(2, 0)]


def test_they_are_counted_with_their_text() -> None:
    with CaptureQueriesContext(connection) as asked:
        rows(DOUBLED, {"numbers": [1]})
        rows(DOUBLED, {"numbers": [2]})
    assert len(asked) == 2
    assert all("unnest" in query["sql"] for query in asked.captured_queries)


def test_they_see_what_the_transaction_has_written_and_no_more_after_it_was_undone() -> None:
    count = "SELECT count(*) FROM people_loginthrottle WHERE account = %(account)s"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_loginthrottle (account, failures) VALUES ('a', 1)")
        assert rows(count, {"account": "a"}) == [(1,)]
        transaction.set_rollback(True)
    assert rows(count, {"account": "a"}) == [(0,)]


def test_what_the_database_refuses_is_an_error_of_the_framework() -> None:
    with pytest.raises(DataError), transaction.atomic():
        rows("SELECT 1 / %(none)s::integer", {"none": 0})
    assert rows("SELECT %(one)s::integer", {"one": 1}) == [(1,)]
