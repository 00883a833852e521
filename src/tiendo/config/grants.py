"""Least rights in the database: what the application's role may do with each table."""

from django.apps import apps
from django.db import connection
from psycopg import sql

from tiendo.gateways import address
from tiendo.tasks.models.standing import STANDING_COLUMNS

# Rows of others' tables that daily work removes: expired sessions, finished jobs. Our own models say it themselves.
DELETABLE = {
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
}
READ_ONLY = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


# Rights to some columns only. An event's number and its day of arrival are the database's to give; of an assignment
# only the standing and the responsible position ever change.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "tasks_progressevent": {
        "INSERT": (
            *("assignment_id", "kind", "percent", "happened_date", "new_due_date", "recorded_at", "actor"),
            *("actor_user", "actor_unit", "note", "decision", "source", "annuls", "content_hash"),
            *("written_at", "key"),
        )
    },
    "tasks_assignment": {"UPDATE": (*STANDING_COLUMNS, "responsible_id")},
}


def privileges(table: str) -> list[str]:
    """The privileges of the application's role on a table as a whole, or on the columns named in COLUMNS.

    A model says `APPEND_ONLY = True` where rows are only added, `DELETABLE = True` where daily work removes them.
    """
    if table in READ_ONLY:
        return ["SELECT"]
    if table in tables_marked("APPEND_ONLY"):
        return ["SELECT", "INSERT"]
    return ["SELECT", "INSERT", "UPDATE", *(["DELETE"] if table in DELETABLE | tables_marked("DELETABLE") else [])]


def tables_marked(mark: str) -> set[str]:
    """The tables whose model bears a mark."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, mark, False)}


def _rights(table: str) -> sql.Composed:
    """The privileges as a GRANT statement lists them."""
    parts: list[sql.Composable] = []
    for right in privileges(table):
        columns = COLUMNS.get(table, {}).get(right)
        part: sql.Composable = sql.SQL(right)
        if columns:
            part = sql.SQL("{} ({})").format(part, sql.SQL(", ").join(map(sql.Identifier, columns)))
        parts.append(part)
    return sql.SQL(", ").join(parts)


def grant_application(application_address: str) -> None:
    """Give the application's role its privileges, and take away any other; nothing where it is the owner itself."""
    role = address.parse(application_address)["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            return
        for table in connection.introspection.table_names(cursor):
            names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
            rights = _rights(table)
            cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**names))
            cursor.execute(sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=rights, **names))
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}").format(role=sql.Identifier(role))
        )
