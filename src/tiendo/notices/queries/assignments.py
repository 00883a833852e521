"""The section of assignments: due soon, today, overdue, without report, returned, waiting, escalated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import TruncDate

from tiendo.gateways.clock import ZONE, day_of
from tiendo.notices.queries.census import Census, Line, Posting
from tiendo.rules.progress import OPEN, Kind, State
from tiendo.rules.reminders import Audience, Facts, Reminder, reminders, rules_for
from tiendo.rules.rhythm import Rhythm
from tiendo.tasks.models import Assignment, ProgressEvent, Task

# As days already in the database, so that many assignments share their facts and each fact is decided once.
_COLUMNS = (
    *("pk", "task_id", "unit_id", "responsible_id", "state", "due_date", TruncDate("assigned_at", tzinfo=ZONE)),
    *("reported_date", TruncDate("reported_at", tzinfo=ZONE)),
)


class _Task(NamedTuple):
    code: str
    title: str
    programme: str
    programme_id: int
    rhythm: Rhythm | None


class _Row(NamedTuple):
    """An open assignment, as the query gives it."""

    pk: int
    task_id: int
    unit_id: int
    responsible_id: int | None
    state: str
    due_date: date | None
    assigned_date: date
    reported_date: date | None
    recorded_date: date | None


def assignment_postings(census: Census) -> Iterator[Posting]:
    """The lines of all open assignments. Three queries, whatever their number."""
    tasks, returned = _tasks(), _returned()
    decided: dict[tuple[object, ...], tuple[Reminder, ...]] = {}
    escalated: dict[int, list[Reminder]] = defaultdict(list)
    rows = Assignment.objects.filter(state__in=[*OPEN]).order_by("due_date", "task__code", "pk")
    for row in map(_Row._make, rows.values_list(*_COLUMNS).iterator(chunk_size=5000)):
        if row.unit_id not in census.directory.places:
            continue
        task = tasks[row.task_id]
        back = returned.get(row.pk)
        key = (task.programme_id, task.rhythm, back, *row[4:])
        found = decided.get(key)
        if found is None:
            found = decided[key] = _decide(census, task, row, back)
        for reminder in found:
            if reminder.audience is Audience.ABOVE:
                escalated[row.unit_id].append(reminder)
            else:
                yield _posting(census, reminder, row, task)
    yield from _escalations(census, escalated)


def _decide(census: Census, task: _Task, row: _Row, back: date | None) -> tuple[Reminder, ...]:
    facts = Facts(
        state=State(row.state),
        assigned_date=row.assigned_date,
        due_date=row.due_date,
        rhythm=task.rhythm,
        reported_date=row.reported_date,
        recorded_date=row.recorded_date,
        returned_date=back,
    )
    rules = rules_for(census.rules, programme=task.programme_id, on=census.on)
    return reminders(facts, rules=rules, calendar=census.calendar, on=census.on)


def _posting(census: Census, reminder: Reminder, row: _Row, task: _Task) -> Posting:
    place, directory = census.directory.places[row.unit_id], census.directory
    line = Line(
        section=reminder.kind.value,
        unit=place.name,
        unit_code=place.code,
        programme=task.programme,
        task=task.code,
        title=task.title,
        due=row.due_date.isoformat() if row.due_date and task.rhythm is None else "",
        days=reminder.days,
        duty=reminder.duty,
    )
    match reminder.audience:
        case Audience.VERIFIER:
            return Posting(directory.verifiers(row.task_id, row.unit_id), line)
        case Audience.HEAD:
            return Posting(directory.heads(row.unit_id), line)
        case _:
            return Posting(directory.reporters(row.unit_id, row.responsible_id), line, row.unit_id)


def _escalations(census: Census, escalated: dict[int, list[Reminder]]) -> Iterator[Posting]:
    """One line for each unit: the level above follows units, not each of their tasks."""
    places = census.directory.places
    for unit_id, found in escalated.items():
        line = Line(
            section=found[0].kind.value,
            unit=places[unit_id].name,
            unit_code=places[unit_id].code,
            days=max(reminder.days for reminder in found),
            tasks=len(found),
            duty=any(reminder.duty for reminder in found),
        )
        yield Posting(census.directory.above(unit_id), line)


def _tasks() -> dict[int, _Task]:
    rows: Iterable[tuple[int, str, str, str, int, str]] = Task.objects.values_list(
        "pk", "code", "title", "programme__code", "programme_id", "rhythm"
    )
    return {
        pk: _Task(code, title, programme, number, Rhythm(rhythm) if rhythm else None)
        for pk, code, title, programme, number, rhythm in rows
    }


def _returned() -> dict[int, date]:
    """The assignments whose last event is a return, with its day."""
    rows = ProgressEvent.objects.filter(
        kind=Kind.RETURNED, recorded_at=F("assignment__last_event_at"), assignment__state=State.IN_PROGRESS
    )
    return {assignment: day_of(at) for assignment, at in rows.values_list("assignment_id", "recorded_at")}
