"""A few events read in two statements and written in one, with the standings: what a page or a phone sends.

COPY is the fast way for thousands of rows; for one it costs six messages to the database instead of one. The rows
travel as JSON, so that the text of the statement, which PostgreSQL keeps prepared, is always the same.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tiendo.gateways.statements import rows
from tiendo.rules.progress import Event, Kind, Trace
from tiendo.tasks.actions.standings import Root
from tiendo.tasks.models import FOREVER
from tiendo.tasks.models.ledger import LEDGER_LOCK
from tiendo.tasks.models.standing import STANDING_COLUMNS

FEW = 64  # events; from more on COPY is faster
_EVENT = {
    "assignment_id": "bigint",
    "kind": "text",
    "percent": "numeric",
    "happened_date": "date",
    "new_due_date": "date",
    "recorded_at": "timestamptz",
    "actor": "text",
    "actor_user": "bigint",
    "actor_unit": "text",
    "note": "text",
    "decision": "text",
    "source": "text",
    "annuls": "text",
    "content_hash": "text",
    "written_at": "timestamptz",
    "key": "uuid",
}
EVENT_COLUMNS = tuple(_EVENT)
_STANDING_TYPES = ("text", "date", "numeric", "timestamptz", "date", "date", "timestamptz", "timestamptz")
_STANDING = dict(zip(STANDING_COLUMNS, _STANDING_TYPES, strict=True))
_SPAN = {"assignment_id": "bigint", "since_at": "timestamptz", "until_at": "timestamptz", **_STANDING}


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


_ROOTS = """
SELECT id, assigned_at, original_due_date FROM tasks_assignment
WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
# The shared lock is taken here and not while waiting for a row: who waits must not hold up the reading of a bound.
_THERE = """
WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%(lock)s::bigint))
SELECT e.assignment_id, e.key, e.kind, e.recorded_at, e.content_hash, e.percent, e.happened_date, e.new_due_date,
       e.annuls
FROM held LEFT JOIN tasks_progressevent e
  ON e.assignment_id = ANY(%(ids)s::bigint[]) OR e.key = ANY(%(keys)s::uuid[])
"""
_KINDS = {kind.value: kind for kind in Kind}
# The last span of an assignment is its standing of now.
_WRITE = f"""
WITH made AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(spans)s::json) AS s({_typed(_SPAN)})
), gone AS (
    DELETE FROM tasks_standingspan WHERE assignment_id = ANY(%(ids)s::bigint[])
), spans AS (
    INSERT INTO tasks_standingspan ({", ".join(_SPAN)}) SELECT {", ".join(_SPAN)} FROM made
), standings AS (
    UPDATE tasks_assignment a SET {", ".join(f"{name} = made.{name}" for name in STANDING_COLUMNS)}
    FROM made WHERE a.id = made.assignment_id AND made.until_at = %(forever)s::timestamptz
)
INSERT INTO tasks_progressevent ({", ".join(EVENT_COLUMNS)})
SELECT {", ".join(EVENT_COLUMNS)}
FROM json_to_recordset(%(events)s::json) AS e(place integer, {_typed(_EVENT)})
ORDER BY e.place
RETURNING content_hash, id
"""  # noqa: S608 - names are constants of this package; every value is a parameter


def lock_few(ids: Sequence[int]) -> dict[int, Root]:
    """When each assignment was made, and its original due date; locked, in order, until the transaction ends."""
    return {pk: (at, due) for pk, at, due in rows(_ROOTS, {"ids": list(ids)})}


def read_few(ids: Sequence[int], keys: Sequence[UUID]) -> tuple[dict[int, list[Event]], set[UUID]]:
    """All events of assignments, and which senders' numbers are recorded; from now on rows are being added."""
    facts: dict[int, list[Event]] = defaultdict(list)
    wanted, asked, there = set(ids), set(keys), set()
    params = {"lock": LEDGER_LOCK, "ids": list(ids), "keys": list(keys)}
    for pk, key, kind, at, content_hash, percent, happened_date, new_due_date, annuls in rows(_THERE, params):
        if pk in wanted:
            fact = Event(_KINDS[kind], at, content_hash, percent, happened_date, new_due_date, annuls or None)
            facts[pk].append(fact)
        if key in asked:
            there.add(key)
    return facts, there


def write_few(traces: Mapping[int, Trace], events: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    """Write the standings and spans of assignments and their new events (rows of EVENT_COLUMNS, in their order).

    The ledger's shared lock must be held. Returns the number of each event by its content hash.
    """
    spans = [
        {"assignment_id": pk, "since_at": span.since_at, "until_at": span.until_at or FOREVER}
        | {name: getattr(span.standing, name) for name in STANDING_COLUMNS}
        for pk, made in traces.items()
        for span in made.spans
    ]
    numbered = [{"place": place, **dict(zip(EVENT_COLUMNS, event, strict=True))} for place, event in enumerate(events)]
    params = {"ids": list(traces), "forever": FOREVER, "spans": _json(spans), "events": _json(numbered)}
    return dict(rows(_WRITE, params))


def _json(records: Sequence[Mapping[str, Any]]) -> str:
    """Days, moments, numbers and keys as PostgreSQL reads them."""
    return json.dumps(records, default=str, ensure_ascii=False)
