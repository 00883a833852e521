"""The application's role may do what config.grants says, and nothing else."""

import pytest
from django.db import connection

from tiendo.config import grants

pytestmark = pytest.mark.django_db


def ask(statement: str) -> list[tuple[object, ...]]:
    """The rows of a statement, asked as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def held() -> dict[str, set[str]]:
    """The privileges of the application's role on each table of the schema."""
    found: dict[str, set[str]] = {
        str(table): set()
        for (table,) in ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    }
    rows = ask(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public' AND grantee IN (current_user, 'PUBLIC')"
    )
    for table, privilege in rows:
        found[str(table)].add(str(privilege))
    return found


def test_the_role_holds_exactly_what_is_written_for_each_table() -> None:
    found = held()
    assert "tasks_progressevent" in found
    written = {table: set(grants.privileges(table)) - grants.COLUMNS.get(table, {}).keys() for table in found}
    assert found == written


def test_the_role_writes_only_the_columns_that_are_named() -> None:
    for table, rights in grants.COLUMNS.items():
        for right, columns in rights.items():
            rows = ask(
                "SELECT column_name FROM information_schema.column_privileges "
                f"WHERE table_name = '{table}' AND privilege_type = '{right}' AND grantee = current_user"
            )
            assert {column for (column,) in rows} == set(columns), (table, right)


def test_no_ledger_can_be_changed_or_emptied_by_the_role() -> None:
    found = held()
    append_only = grants.tables_marked("APPEND_ONLY")
    assert append_only >= {"tasks_progressevent", "tasks_seal", "journal_entry"}
    assert [table for table in append_only if not found[table] <= {"SELECT", "INSERT"}] == []


def test_the_names_in_the_lists_are_tables() -> None:
    assert held().keys() >= grants.DELETABLE | grants.READ_ONLY


def test_the_role_owns_nothing_and_makes_nothing() -> None:
    assert ask("SELECT tablename FROM pg_tables WHERE tableowner = current_user") == []
    assert ask(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False, False)]
    assert ask(
        "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"
    ) == [(False, False)]
