"""The one function that writes standings: entries are folded, for the obstacles themselves and for their followers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tiendo.obstacles.models import ObstacleEntry, ObstacleStanding
from tiendo.obstacles.queries import fold_all
from tiendo.rules.obstacles import Event, Situation

_COLUMNS = ("state", "unit_id", "arrived_date", "waited_days", "asked_date", "answered_date", "published", "into_id")


def write_standings(obstacle_ids: Iterable[int], now: datetime) -> None:
    """Fold all entries of these obstacles and of those merged into them, and write where they are."""
    ids = set(obstacle_ids)
    merged = ObstacleStanding.objects.filter(Q(into_id__in=ids)).values_list("obstacle_id", flat=True)
    ids |= set(merged)
    events = _events(ids)
    leads = {event.into for found in events.values() for event in found if event.into} - ids
    situations = fold_all(events | _events({lead for lead in leads if lead}), now)
    last = {number: max(event.recorded_at for event in found) for number, found in events.items()}
    ObstacleStanding.objects.bulk_create(
        [_standing(number, situations[number], last[number]) for number in sorted(events)],
        update_conflicts=True,
        unique_fields=["obstacle"],
        update_fields=[*(name.removesuffix("_id") for name in _COLUMNS), "last_entry_at"],
    )


def _standing(number: int, situation: Situation, last_entry_at: datetime) -> ObstacleStanding:
    columns = dict(zip(_COLUMNS, situation, strict=True))
    return ObstacleStanding(obstacle_id=number, last_entry_at=last_entry_at, **columns)


def _events(obstacle_ids: set[int]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for entry in ObstacleEntry.objects.filter(obstacle_id__in=obstacle_ids):
        found[entry.obstacle_id].append(entry.fact)
    return dict(found)
