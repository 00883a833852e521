"""Due dates that were moved after they had passed."""

from collections import defaultdict
from collections.abc import Iterable

from tiendo.rules.progress import Event, Kind
from tiendo.rules.requests import DueMove, moves_after_due
from tiendo.tasks.models import Assignment, ProgressEvent


def moved_after_due(assignment_ids: Iterable[int]) -> dict[int, tuple[DueMove, ...]]:
    """The moves of due dates that were recorded after the due date in force, by assignment; others are left out.

    Two queries, however many assignments.
    """
    ids = list(assignment_ids)
    facts: dict[int, list[Event]] = defaultdict(list)
    kinds = [Kind.EXTENDED, Kind.ANNULLED]
    for event in ProgressEvent.objects.filter(assignment_id__in=ids, kind__in=kinds):
        facts[event.assignment_id].append(event.fact)
    original = Assignment.objects.filter(pk__in=ids).values_list("pk", "original_due_date")
    moves = {pk: moves_after_due(facts[pk], due_date=due) for pk, due in original if pk in facts}
    return {pk: found for pk, found in moves.items() if found}
