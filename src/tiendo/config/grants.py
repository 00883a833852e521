"""Least rights in the database: what the application's role may do with each table."""

from django.apps import apps
from django.db import connection
from psycopg import sql

from tiendo.gateways import address
from tiendo.tasks.models.standing import STANDING_COLUMNS

# Rows that daily work removes: derived ones, expired ones, and named ownerships.
DELETABLE = {"tasks_standingspan", "django_session", "tasks_taskownership", "people_loginthrottle"}
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
        )
    },
    "tasks_assignment": {"UPDATE": (*STANDING_COLUMNS, "responsible_id")},
}


def privileges(table: str, *, append_only: bool) -> list[str]:
    """The privileges of the application's role on a table as a whole, or on the columns named in COLUMNS."""
    if table in READ_ONLY:
        return ["SELECT"]
    if append_only:
        return ["SELECT", "INSERT"]
    return ["SELECT", "INSERT", "UPDATE", *(["DELETE"] if table in DELETABLE else [])]


def _rights(table: str, *, append_only: bool) -> sql.Composed:
    """The privileges as a GRANT statement lists them."""
    parts: list[sql.Composable] = []
    for right in privileges(table, append_only=append_only):
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
        append_only = {model._meta.db_table for model in apps.get_models() if getattr(model, "APPEND_ONLY", False)}
        for table in connection.introspection.table_names(cursor):
            names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
            rights = _rights(table, append_only=table in append_only)
            cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**names))
            cursor.execute(sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=rights, **names))
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}").format(role=sql.Identifier(role))
        )
