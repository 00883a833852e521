"""Which open obstacles hold up which assignments, as of any moment. Figures never change through this."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from tiendo.gateways.clock import day_of
from tiendo.obstacles.models import Obstacle, ObstacleBlock, ObstacleEntry
from tiendo.obstacles.queries.lines import ObstacleLine, lines_of
from tiendo.rules.obstacles import OPEN, Event, Situation, fold, follow
from tiendo.workdays.queries import calendar


def blocking_for(assignment_ids: Iterable[int], at: datetime) -> dict[int, list[ObstacleLine]]:
    """The obstacles open at a moment by the assignment that they hold up, oldest first; nothing for the others.

    No door of its own: whoever may read an assignment may read what holds it up. Constant queries.
    """
    blocks = list(
        ObstacleBlock.objects.filter(assignment_id__in=list(assignment_ids), obstacle__raised_at__lte=at)
        .select_related("obstacle__group")
        .defer("obstacle__description", "obstacle__proposal")
        .order_by("obstacle__raised_at", "obstacle_id")
    )
    situations = situations_at({block.obstacle_id for block in blocks}, at)
    obstacles = {block.obstacle_id: block.obstacle for block in blocks}
    blocking: list[tuple[Obstacle, Situation]] = [
        (obstacles[number], situation) for number, situation in situations.items() if situation.state in OPEN
    ]
    lines = {line.number: line for line in lines_of(blocking, day_of(at))}
    found: dict[int, list[ObstacleLine]] = defaultdict(list)
    for block in blocks:
        if block.obstacle_id in lines:
            found[block.assignment_id].append(lines[block.obstacle_id])
    return dict(found)


def situations_at(obstacle_ids: Iterable[int], at: datetime) -> dict[int, Situation]:
    """Where obstacles were at a moment, from their entries until then; merged ones as the one they follow."""
    own = _events(set(obstacle_ids), at)
    wanted = {event.into for events in own.values() for event in events if event.into} - own.keys()
    leads = _events(wanted, at)
    folded = fold_all(leads | own, at)
    return {number: folded[number] for number in own}


def fold_all(events: dict[int, list[Event]], at: datetime) -> dict[int, Situation]:
    """The situation of each obstacle from these entries; merged ones as the one they follow, where it is there."""
    days = [event.day for found in events.values() for event in found]
    if not days:
        return {}
    known = calendar(min(days), max(day_of(at), max(days)))
    folded = {number: fold(found, known) for number, found in events.items()}
    return {number: _followed(number, folded) for number in folded}


def _followed(number: int, folded: dict[int, Situation]) -> Situation:
    own = folded[number]
    return follow(own, folded[own.into]) if own.into in folded else own


def _events(obstacle_ids: set[int], at: datetime) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    if obstacle_ids:
        for entry in ObstacleEntry.objects.filter(obstacle_id__in=obstacle_ids, recorded_at__lte=at):
            found[entry.obstacle_id].append(entry.fact)
    return dict(found)
