"""Who urged, when: for the pages of every room that shows assignments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tiendo.notices.models import Urge


@dataclass(frozen=True, slots=True)
class Urged:
    """The last time a unit was urged to report on a task, and how often so far."""

    urged_at: datetime
    actor: str
    actor_unit: str
    note: str
    count: int


def urged_of(assignment_ids: Iterable[int]) -> dict[int, Urged]:
    """By assignment; those never urged are left out. One query."""
    found: dict[int, Urged] = {}
    for urge in Urge.objects.filter(assignment_id__in=list(assignment_ids)).order_by("id"):
        before = found.get(urge.assignment_id)
        found[urge.assignment_id] = Urged(
            urged_at=urge.urged_at,
            actor=urge.actor,
            actor_unit=urge.actor_unit,
            note=urge.note,
            count=before.count + 1 if before else 1,
        )
    return found
