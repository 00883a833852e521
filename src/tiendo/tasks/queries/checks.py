"""The check that stored standings are what the ledger says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tiendo.rules.progress import Event, Span, trace
from tiendo.tasks.models import FOREVER, Assignment, ProgressEvent, StandingSpan

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Difference:
    """An assignment whose stored standing (or whose spans) are not what refolding its events gives."""

    assignment_id: int
    name: str
    stored: str
    refolded: str


def differing_standings() -> Iterator[Difference]:
    """Refold every assignment from its events and compare with what is stored, now and at every moment."""
    last = 0
    while True:
        chunk = list(
            Assignment.objects.filter(pk__gt=last).select_related("task__programme", "unit").order_by("pk")[:CHUNK]
        )
        if not chunk:
            return
        yield from _differences(chunk)
        last = chunk[-1].pk


def _differences(chunk: list[Assignment]) -> Iterator[Difference]:
    first, last = chunk[0].pk, chunk[-1].pk
    facts: dict[int, list[Event]] = defaultdict(list)
    for event in ProgressEvent.objects.filter(assignment_id__gte=first, assignment_id__lte=last):
        facts[event.assignment_id].append(event.fact)
    spans: dict[int, list[Span]] = defaultdict(list)
    for row in StandingSpan.objects.filter(assignment_id__gte=first, assignment_id__lte=last).order_by("since_at"):
        until = None if row.until_at == FOREVER else row.until_at
        spans[row.assignment_id].append(Span(row.since_at, until, row.standing))
    for assignment in chunk:
        made = trace(facts[assignment.pk], due_date=assignment.original_due_date, since=assignment.assigned_at)
        name = f"{assignment.task.programme.code}/{assignment.task.code}/{assignment.unit.key}"
        if assignment.standing != made.standing:
            yield Difference(assignment.pk, name, str(assignment.standing), str(made.standing))
        elif tuple(spans[assignment.pk]) != made.spans:
            yield Difference(assignment.pk, name, str(spans[assignment.pk]), str(made.spans))
