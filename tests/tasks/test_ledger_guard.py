"""The database itself refuses to change a fact, for the application's role and for the owner."""

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from ledger_rows import load, small_programme

from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db
APPEND_ONLY = sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False))


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_cannot_change_append_only_rows(table: str, statement: str) -> None:
    small_programme()
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=r"permission denied|append-only"):
        cursor.execute(statement.format(table))


def test_the_owner_is_refused_as_well(tiendo, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    owner = tiendo("database-url", "--owner").stdout.strip()
    with psycopg.connect(owner) as own, pytest.raises(psycopg.Error, match="append-only"):
        own.execute("TRUNCATE tasks_progressevent CASCADE")


def test_every_ledger_table_has_the_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
            "WHERE tgname IN ('append_only_rows', 'append_only_table') GROUP BY relname HAVING count(*) = 2"
        )
        assert sorted(name for (name,) in cursor.fetchall()) == APPEND_ONLY


def test_tables_hold_what_the_role_may_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'DELETE')", [ProgressEvent._meta.db_table])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)
