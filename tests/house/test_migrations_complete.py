"""The tables are what the models say, and what may never change is guarded by the database itself."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from house_plan import rooms

pytestmark = pytest.mark.django_db

# pg_trigger.tgtype (PostgreSQL manual, "pg_trigger"; the bits are those of catalog/pg_trigger.h)
ROW, BEFORE, DELETE, UPDATE, TRUNCATE = 1, 2, 8, 16, 32
GUARDS = {ROW | BEFORE | DELETE | UPDATE, BEFORE | TRUNCATE}


def guards() -> dict[str, set[int]]:
    """For each table with an enabled append-only trigger: what its triggers refuse."""
    found: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'tiendo_append_only' AND t.tgenabled <> 'D'"
        )
        for table, kind in cursor.fetchall():
            found.setdefault(table, set()).add(kind)
    return found


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_append_only_table_and_no_other_is_guarded() -> None:
    append_only = {model._meta.db_table for model in apps.get_models() if getattr(model, "APPEND_ONLY", False)}
    assert append_only
    assert guards() == dict.fromkeys(append_only, GUARDS)


def test_the_ledgers_are_append_only() -> None:
    known = {"tasks_progressevent", "tasks_seal", "figures_cutoff", "figures_stateconfirmation", "journal_entry"}
    assert known <= guards().keys()


def test_every_table_of_the_house_belongs_to_a_model_of_its_room() -> None:
    tables = set(connection.introspection.table_names())
    own = {table for table in tables if table.split("_", 1)[0] in rooms()}
    declared = {table for table in connection.introspection.django_table_names(only_existing=True) if table in own}
    assert own == declared
