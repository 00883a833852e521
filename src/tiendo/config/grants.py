"""Least rights in the database: what the application's role may do with each table."""

from django.apps import apps
from django.db import connection
from psycopg import sql

from tiendo.gateways import address

# Rows that daily work removes: derived ones, expired ones, and named ownerships.
DELETABLE = {"tasks_standingspan", "django_session", "tasks_taskownership", "people_loginthrottle"}
READ_ONLY = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


def privileges(table: str, *, append_only: bool) -> str:
    """The privileges of the application's role on a table."""
    if table in READ_ONLY:
        return "SELECT"
    if append_only:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE" if table in DELETABLE else "SELECT, INSERT, UPDATE"


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
            rights = sql.SQL(privileges(table, append_only=table in append_only))
            cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**names))
            cursor.execute(sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=rights, **names))
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}").format(role=sql.Identifier(role))
        )
