"""Writing standings: the only place where the columns of a standing are set."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from tiendo.rules.progress import Event, Standing, Trace, trace
from tiendo.tasks.models import FOREVER, Assignment, ProgressEvent, StandingSpan
from tiendo.tasks.models.standing import STANDING_COLUMNS

CHUNK = 5000
_COLUMNS = ", ".join(STANDING_COLUMNS)
_TYPES = {
    "state": "text",
    "due_date": "date",
    "percent": "numeric",
    "reported_at": "timestamptz",
    "reported_date": "date",
    "completed_date": "date",
    "verified_at": "timestamptz",
    "last_event_at": "timestamptz",
}

Root = tuple[datetime, date | None]


def roots(assignment_ids: Iterable[int], *, lock: bool = False) -> dict[int, Root]:
    """When each assignment was made, and its original due date; optionally locked, in order, until commit."""
    found = Assignment.objects.filter(pk__in=list(assignment_ids)).order_by("pk")
    if lock:
        found = found.select_for_update(no_key=True)
    return {pk: (at, due) for pk, at, due in found.values_list("pk", "assigned_at", "original_due_date")}


def facts_of(assignment_ids: Sequence[int]) -> dict[int, list[Event]]:
    """All events of the assignments, as the rules know them."""
    facts: dict[int, list[Event]] = defaultdict(list)
    for start in range(0, len(assignment_ids), CHUNK):
        for event in ProgressEvent.objects.filter(assignment_id__in=assignment_ids[start : start + CHUNK]):
            facts[event.assignment_id].append(event.fact)
    return facts


def refold(assignment_ids: Sequence[int]) -> None:
    """Fold the events of assignments anew and write what follows."""
    facts = facts_of(assignment_ids)
    known = roots(assignment_ids, lock=True)
    write_traces({pk: trace(facts.get(pk, []), due_date=due, since=at) for pk, (at, due) in known.items()})


def write_traces(traces: dict[int, Trace], *, fresh: bool = False) -> None:
    """Write the standing of now to the assignments, and all spans. `fresh`: there are no spans yet."""
    ids = list(traces)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        if not fresh:
            StandingSpan.objects.filter(assignment_id__in=some)._raw_delete("default")
            _update_now([(pk, traces[pk].standing) for pk in some])
    _copy_spans((pk, traces[pk]) for pk in ids)


def _update_now(rows: Sequence[tuple[int, Standing]]) -> None:
    columns = [[pk for pk, _ in rows]]
    columns += [[getattr(standing, name) for _, standing in rows] for name in STANDING_COLUMNS]
    types = ["bigint[]", *(f"{_TYPES[name]}[]" for name in STANDING_COLUMNS)]
    sets = ", ".join(f"{name} = n.{name}" for name in STANDING_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tasks_assignment a SET {sets} "  # noqa: S608 - names are constants of this module
            f"FROM unnest({', '.join(f'%s::{type_}' for type_ in types)}) AS n(id, {_COLUMNS}) WHERE a.id = n.id",
            columns,
        )


def _copy_spans(traces: Iterator[tuple[int, Trace]] | Iterable[tuple[int, Trace]]) -> None:
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
