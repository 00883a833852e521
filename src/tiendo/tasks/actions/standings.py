"""Writing standings: the only place where the columns of a standing are set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from tiendo.rules.progress import Event, Kind, Trace, trace
from tiendo.tasks.actions.locks import share_ledger
from tiendo.tasks.models import FOREVER, Assignment, StandingSpan
from tiendo.tasks.models.standing import STANDING_COLUMNS

CHUNK = 5000
_COLUMNS = ", ".join(STANDING_COLUMNS)
_NOW_FROM_SPANS = f"""
UPDATE tasks_assignment a SET {", ".join(f"{name} = s.{name}" for name in STANDING_COLUMNS)}
FROM tasks_standingspan s
WHERE a.id = ANY(%(ids)s) AND s.assignment_id = a.id AND s.until_at = %(forever)s
"""  # noqa: S608 - names are constants of this package
_FIRST_SPANS = f"""
INSERT INTO tasks_standingspan (assignment_id, since_at, until_at, {_COLUMNS})
SELECT id, assigned_at, %(forever)s, {_COLUMNS} FROM tasks_assignment WHERE id = ANY(%(ids)s)
"""  # noqa: S608 - names are constants of this package

# By hand, since they stand in the way of every report that comes in.
_ROOTS = "SELECT id, assigned_at, original_due_date FROM tasks_assignment WHERE id = ANY(%s) ORDER BY id"
_FACTS = """
SELECT assignment_id, kind, recorded_at, content_hash, percent, happened_date, new_due_date, annuls
FROM tasks_progressevent WHERE assignment_id = ANY(%s)
"""
_KINDS = {kind.value: kind for kind in Kind}

Root = tuple[datetime, date | None]


def roots(assignment_ids: Iterable[int], *, lock: bool = False) -> dict[int, Root]:
    """When each assignment was made, and its original due date; optionally locked, in order, until commit."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS + (" FOR NO KEY UPDATE" if lock else ""), [list(assignment_ids)])
        return {pk: (at, due) for pk, at, due in cursor.fetchall()}


def facts_of(assignment_ids: Sequence[int]) -> dict[int, list[Event]]:
    """All events of the assignments, as the rules know them."""
    facts: dict[int, list[Event]] = defaultdict(list)
    with connection.cursor() as cursor:
        for start in range(0, len(assignment_ids), CHUNK):
            cursor.execute(_FACTS, [list(assignment_ids[start : start + CHUNK])])
            for pk, kind, recorded_at, content_hash, percent, happened_date, new_due_date, annuls in cursor.fetchall():
                fact = Event(
                    _KINDS[kind], recorded_at, content_hash, percent, happened_date, new_due_date, annuls or None
                )
                facts[pk].append(fact)
    return facts


def refold(assignment_ids: Sequence[int]) -> None:
    """Fold the events of assignments anew and write what follows."""
    facts = facts_of(assignment_ids)
    known = roots(assignment_ids, lock=True)
    write_traces({pk: trace(facts.get(pk, []), due_date=due, since=at) for pk, (at, due) in known.items()})


def write_traces(traces: dict[int, Trace]) -> None:
    """Write all spans of assignments, and from the last of them the standing of now."""
    ids = list(traces)
    for start in range(0, len(ids), CHUNK):
        StandingSpan.objects.filter(assignment_id__in=ids[start : start + CHUNK])._raw_delete("default")
    _copy_spans((pk, traces[pk]) for pk in ids)
    with connection.cursor() as cursor:
        cursor.execute(_NOW_FROM_SPANS, {"ids": ids, "forever": FOREVER})


def create_assignments(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Give tasks to units: the assignments, and the first span of each (before anything was recorded)."""
    share_ledger()
    made = Assignment.objects.bulk_create(assignments, batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_SPANS, {"ids": [assignment.pk for assignment in made], "forever": FOREVER})
    return made


def _copy_spans(traces: Iterable[tuple[int, Trace]]) -> None:
    statement = f"COPY tasks_standingspan (assignment_id, since_at, until_at, {_COLUMNS}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for pk, made in traces:
            for span in made.spans:
                standing = span.standing
                copy.write_row(
                    (
                        pk,
                        span.since_at,
                        span.until_at or FOREVER,
                        *(getattr(standing, name) for name in STANDING_COLUMNS),
                    )
                )
