"""Writing a few events and the standings that follow in one statement: what a page or a phone sends.

COPY is the fast way for thousands of rows; for one it costs six messages to the database instead of one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tiendo.rules.progress import Trace
from tiendo.tasks.models import FOREVER
from tiendo.tasks.models.standing import STANDING_COLUMNS

FEW = 64  # events; from more on COPY is faster
EVENT_COLUMNS = (
    *("assignment_id", "kind", "percent", "happened_date", "new_due_date", "recorded_at", "actor", "actor_user"),
    *("actor_unit", "note", "decision", "source", "annuls", "content_hash", "written_at", "key"),
)
_EVENT_TYPES = (
    *("bigint", "text", "numeric", "date", "date", "timestamptz", "text", "bigint"),
    *("text", "text", "text", "text", "text", "text", "timestamptz", "uuid"),
)
_STANDING_TYPES = ("text", "date", "numeric", "timestamptz", "date", "date", "timestamptz", "timestamptz")


def _unnest(prefix: str, types: Sequence[str]) -> str:
    return ", ".join(f"%({prefix}{place})s::{kind}[]" for place, kind in enumerate(types))


_COLUMNS = ", ".join(STANDING_COLUMNS)
_WRITE = f"""
WITH gone AS (
    DELETE FROM tasks_standingspan WHERE assignment_id = ANY(%(ids)s)
), spans AS (
    INSERT INTO tasks_standingspan (assignment_id, since_at, until_at, {_COLUMNS})
    SELECT * FROM unnest({_unnest("s", ("bigint", "timestamptz", "timestamptz", *_STANDING_TYPES))})
), standings AS (
    UPDATE tasks_assignment a SET {", ".join(f"{name} = n.{name}" for name in STANDING_COLUMNS)}
    FROM unnest({_unnest("n", ("bigint", *_STANDING_TYPES))}) AS n(assignment_id, {_COLUMNS})
    WHERE a.id = n.assignment_id
)
INSERT INTO tasks_progressevent ({", ".join(EVENT_COLUMNS)})
SELECT {", ".join(f"e.{name}" for name in EVENT_COLUMNS)}
FROM unnest({_unnest("e", _EVENT_TYPES)}) WITH ORDINALITY AS e({", ".join(EVENT_COLUMNS)}, place)
ORDER BY e.place
RETURNING content_hash, id
"""  # noqa: S608 - names are constants of this package; every value is a parameter


def write_few(traces: dict[int, Trace], events: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    """Write the standings and spans of assignments and their new events (rows of EVENT_COLUMNS, in their order).

    The ledger's shared lock must be held. Returns the number of each event by its content hash.
    """
    spans = [
        (pk, span.since_at, span.until_at or FOREVER, *_values(span.standing))
        for pk, made in traces.items()
        for span in made.spans
    ]
    standings = [(pk, *_values(made.standing)) for pk, made in traces.items()]
    params: dict[str, Any] = {"ids": list(traces)}
    for prefix, rows in (("s", spans), ("n", standings), ("e", events)):
        params |= {f"{prefix}{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, params)
        return dict(cursor.fetchall())


def _values(standing: Any) -> tuple[str | datetime | None, ...]:
    return tuple(_plain(getattr(standing, name)) for name in STANDING_COLUMNS)


def _plain(value: Any) -> Any:
    """A member of an enum as its text: arrays have one type."""
    return str(value) if isinstance(value, str) else value
