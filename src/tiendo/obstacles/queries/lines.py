"""An obstacle as a line of a list: where it is, who must act until when, how old it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from tiendo.gateways.clock import day_of
from tiendo.obstacles.models import Obstacle, ObstacleBlock
from tiendo.obstacles.queries.policies import allowance, group_name
from tiendo.org.queries_succession import last_versions, successors_on
from tiendo.rules.obstacles import OPEN, Allowance, Side, Situation, State, Step, due_date
from tiendo.rules.workdays import Calendar
from tiendo.workdays.queries import calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleLine:
    """One obstacle on a day. Days are working days; `holder` is the unit that must act, "" where nobody has to."""

    number: int
    title: str
    group: str
    group_name: str
    unit_id: int
    unit_code: str
    unit_name: str
    state: State
    side: Side | None
    step: Step | None
    holder: str
    holder_id: int | None
    raised_date: date
    age_days: int
    due_date: date | None
    late_days: int
    into: int | None
    blocks: int

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way."""
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether the day for the next step has passed."""
        return self.late_days > 0


class Clockwork:
    """Due days and ages for many obstacles: each pair of days is counted once. Two queries.

    `first` is the earliest day that will be asked for, `on` the day of the page.
    """

    def __init__(self, first: date, on: date) -> None:
        self.on = on
        self.allowance: Allowance = allowance()
        self.calendar: Calendar = calendar(min(first, on), on)
        self._due: dict[tuple[Step, date, int], date | None] = {}
        self._ages: dict[date, int] = {}

    def due_date(self, situation: Situation) -> date | None:
        """The last day for the next step, None where no days run."""
        if situation.step is None:
            return None
        begin = situation.answered_date if situation.step is Step.PUBLISH else situation.arrived_date
        key = (situation.step, begin or situation.arrived_date, situation.waited_days)
        if key not in self._due:
            self._due[key] = due_date(situation, self.allowance, self.calendar)
        return self._due[key]

    def since(self, day: date) -> int:
        """Working days from a day until the day of the page; 0 for later days."""
        if day not in self._ages:
            self._ages[day] = max(0, self.calendar.between(day, self.on)) if day < self.on else 0
        return self._ages[day]

    def late_days(self, due: date | None) -> int:
        """By how many working days a due day has passed."""
        if due is None or due >= self.on:
            return 0
        # A due day is a working day, so that the day after it is late even where it is none.
        return max(1, self.since(due))


def lines_of(pairs: Sequence[tuple[Obstacle, Situation]], on: date) -> list[ObstacleLine]:
    """The lines of obstacles (with their groups) and their situations, in the same order. Constant queries."""
    if not pairs:
        return []
    first = min(min(day_of(obstacle.raised_at), situation.arrived_date) for obstacle, situation in pairs)
    works = Clockwork(first, on)
    unit_ids = {obstacle.unit_id for obstacle, _situation in pairs} | {situation.unit for _o, situation in pairs}
    units, now = last_versions(unit_ids, on), successors_on(unit_ids, on)
    blocked = _blocked(obstacle.pk for obstacle, _situation in pairs)
    lines = []
    for obstacle, situation in pairs:
        raiser, raised = units[obstacle.unit_id], day_of(obstacle.raised_at)
        holder_id = holder_of(obstacle, situation)
        due = works.due_date(situation)
        lines.append(
            ObstacleLine(
                number=obstacle.pk,
                title=obstacle.title,
                group=obstacle.group.code,
                group_name=group_name(obstacle.group),
                unit_id=obstacle.unit_id,
                unit_code=now[raiser.unit_id][0].code if len(now[raiser.unit_id]) == 1 else "",
                unit_name=raiser.full_name,
                state=situation.state,
                side=situation.side,
                step=situation.step,
                holder="; ".join(unit.full_name for unit in now[holder_id] or (units[holder_id],)) if holder_id else "",
                holder_id=holder_id,
                raised_date=raised,
                age_days=works.since(raised),
                due_date=due,
                late_days=works.late_days(due),
                into=situation.into,
                blocks=blocked.get(obstacle.pk, 0),
            )
        )
    return lines


def holder_of(obstacle: Obstacle, situation: Situation) -> int | None:
    """The unit that must act; None where nobody has to."""
    if situation.side is None:
        return None
    return situation.unit if situation.side is Side.ANSWERER else obstacle.unit_id


def _blocked(obstacle_ids: Iterable[int]) -> dict[int, int]:
    """How many assignments each obstacle holds up."""
    rows = (
        ObstacleBlock.objects.filter(obstacle_id__in=list(obstacle_ids)).values("obstacle_id").annotate(n=Count("id"))
    )
    return {row["obstacle_id"]: row["n"] for row in rows}
