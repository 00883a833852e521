"""Statements that PostgreSQL keeps prepared: for the few that stand in the way of every page and every report.

Django writes the values into the text of a statement, so the server parses and plans it anew each time. Here they
travel beside the text (`%(name)s`), and from the second time on only the values are sent.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


def rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. Types that PostgreSQL can't guess are named in the text (`%(ids)s::bigint[]`).

    Within the transaction of the connection, counted and refused like every other statement of Django's.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    bound: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg] # as psycopg makes it
    logged = connection.queries_logged
    with connection.make_debug_cursor(bound) if logged else connection.make_cursor(bound) as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    if logged and connection.queries_log[-1]["sql"] is None:
        connection.queries_log[-1]["sql"] = sql  # of a prepared one the driver keeps its number only
    return found
