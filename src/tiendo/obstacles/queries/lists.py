"""Lists of obstacles: filtered, most urgent first, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from tiendo.gateways.clock import day_of
from tiendo.obstacles.models import Obstacle
from tiendo.obstacles.queries.doors import obstacles_for
from tiendo.obstacles.queries.lines import Clockwork, ObstacleLine, lines_of
from tiendo.obstacles.queries.units import answers_for, raises_for, units_below
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import OPEN, Situation, State

_OPEN = [state.value for state in OPEN]
_ANSWERERS = Q(standing__state__in=[State.NEW.value, State.TAKEN_UP.value]) | Q(
    standing__state=State.ANSWERED.value, standing__published=False
)
_RAISERS = Q(standing__state=State.WAITING.value) | Q(standing__state=State.ANSWERED.value, standing__published=True)
# The number, the moment, and the situation in the order of its parts.
_COLUMNS = (
    *("pk", "raised_at", "standing__state", "standing__unit_id", "standing__arrived_date", "standing__waited_days"),
    *("standing__asked_date", "standing__answered_date", "standing__published", "standing__into_id"),
)
# Urgent first: where days run by their last day, then what waits for the raiser, then the rest, newest first.
_RUNS, _WAITS, _RESTS = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to. `state`: a state, "open" (the usual one), "merged" or "all"."""

    group: str = ""
    state: str = "open"
    unit: UnitVersion | None = None
    late: bool = False
    mine: bool = False


class _Rank(NamedTuple):
    kind: int
    due: date
    raised: float
    number: int


def obstacle_list(actor: Actor, filters: Filters, on: date) -> list[int]:
    """The numbers of the obstacles that fit, most urgent first. Constant queries."""
    return _ordered(_narrowed(obstacles_for(actor, on), actor, filters, on), on, late=filters.late)


def obstacle_lines(actor: Actor, numbers: Sequence[int], on: date) -> list[ObstacleLine]:
    """The lines of some of a list, in its order."""
    if not numbers:
        return []
    found = {obstacle.pk: obstacle for obstacle in obstacles_for(actor, on).filter(pk__in=numbers)}
    known = [found[number] for number in numbers if number in found]
    return lines_of([(obstacle, obstacle.standing.situation) for obstacle in known], on)


def obstacles_to_answer_for(actor: Actor, on: date) -> list[ObstacleLine]:
    """What waits for a unit in whose name the actor answers (taking up, answering, publishing), most urgent first."""
    waiting = obstacles_for(actor, on).filter(
        _ANSWERERS, standing__unit_id__in=answers_for(actor, on), standing__into=None
    )
    return obstacle_lines(actor, _ordered(waiting, on), on)


def obstacles_to_raise_again_for(actor: Actor, on: date) -> list[ObstacleLine]:
    """What waits for a unit in whose name the actor raises: questions to it, and answers to close or to reopen."""
    waiting = obstacles_for(actor, on).filter(_RAISERS, unit_id__in=raises_for(actor, on))
    return obstacle_lines(actor, _ordered(waiting, on), on)


def late_below(unit: UnitVersion, on: date) -> int:
    """How many open obstacles of a unit and of those below it are late. No door: a sum, as boards show them."""
    found = Obstacle.objects.filter(standing__state__in=_OPEN)
    if unit.kind != UnitKind.COUNTRY:
        found = found.filter(unit_id__in=units_below([unit.path], on))
    return sum(rank.kind == _RUNS and rank.due < on for rank in _ranks(found, on))


def _narrowed(found: QuerySet[Obstacle], actor: Actor, filters: Filters, on: date) -> QuerySet[Obstacle]:
    if filters.group:
        found = found.filter(group__code=filters.group)
    if filters.state == State.MERGED:
        found = found.filter(standing__into__isnull=False)
    elif filters.state != "all":
        states = _OPEN if filters.state == "open" else [filters.state]
        found = found.filter(standing__state__in=states)
    if filters.unit is not None:
        found = found.filter(unit_id__in=units_below([filters.unit.path], on))
    if filters.mine:
        answers = _ANSWERERS & Q(standing__unit_id__in=answers_for(actor, on), standing__into=None)
        found = found.filter(answers | Q(unit_id__in=raises_for(actor, on)))
    return found


def _ordered(found: QuerySet[Obstacle], on: date, *, late: bool = False) -> list[int]:
    """The numbers of obstacles, most urgent first; with `late` only those whose day has passed."""
    ranks = sorted(_ranks(found, on))
    return [rank.number for rank in ranks if not late or (rank.kind == _RUNS and rank.due < on)]


def _ranks(found: QuerySet[Obstacle], on: date) -> list[_Rank]:
    """The rank of each. Situations repeat from one obstacle to the next, so each is judged once."""
    rows = list(found.values_list(*_COLUMNS))
    if not rows:
        return []
    works = Clockwork(min(day_of(min(row[1] for row in rows)), min(row[4] for row in rows)), on)
    judged = {parts: _judged(Situation(State(parts[0]), *parts[1:]), works) for parts in {row[2:] for row in rows}}
    return [_rank(row[0], row[1], *judged[row[2:]]) for row in rows]


def _judged(situation: Situation, works: Clockwork) -> tuple[int, date]:
    due = works.due_date(situation)
    if due is not None:
        return _RUNS, due
    return (_WAITS if situation.state is State.WAITING else _RESTS), date.max


def _rank(number: int, raised_at: datetime, kind: int, due: date) -> _Rank:
    raised = raised_at.timestamp()
    return _Rank(kind, due, -raised if kind == _RESTS else raised, number)
