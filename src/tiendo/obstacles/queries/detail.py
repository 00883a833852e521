"""One obstacle as its page shows it: the line, what happened in order, what it holds up, what may be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tiendo.gateways.clock import day_of
from tiendo.obstacles.models import Obstacle, ObstacleBlock, ObstacleEntry
from tiendo.obstacles.queries.doors import Places, acts_for, may, obstacles_for, places_of, raised_by
from tiendo.obstacles.queries.lines import Clockwork, ObstacleLine, lines_of
from tiendo.obstacles.queries.units import standing_for, with_ended
from tiendo.org.queries_succession import last_versions
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import OPEN, Kind, State, Turn, late_days, trace
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Assignment

SHOWN_CANDIDATES = 50
SHOWN_FOLLOWERS = 200


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry with the name of the unit that must act from then on, and by how many working days it came late."""

    entry: ObstacleEntry
    unit_name: str
    late_days: int

    @property
    def goes_on(self) -> bool:
        """Whether it went to another desk with this entry."""
        return bool(self.unit_name) and self.entry.kind in (Kind.RAISED, Kind.PASSED_UP, Kind.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleDetail:
    """Everything of the page. `answer` is the last answer or refusal, of the lead where it was merged.

    `own`: the actor could answer, were it not the actor's own obstacle.
    """

    obstacle: Obstacle
    line: ObstacleLine
    entries: tuple[EntryLine, ...]
    answer: ObstacleEntry | None
    lead: Obstacle | None
    lead_readable: bool
    followers: tuple[ObstacleLine, ...]
    follower_count: int
    blocked: tuple[Assignment, ...]
    blocked_readable: bool
    remover_name: str
    acts: tuple[Kind, ...]
    may_merge: bool
    own: bool
    candidates: tuple[ObstacleLine, ...]
    places: Places

    @property
    def question(self) -> ObstacleEntry | None:
        """What the raiser is being asked; None where nothing is asked."""
        if self.line.state is not State.WAITING:
            return None
        return next((line.entry for line in self.entries if line.entry.kind == Kind.ASKED), None)


def obstacle_detail(actor: Actor, obstacle: Obstacle, on: date) -> ObstacleDetail:
    """The page of an obstacle that came through `obstacle_for`. Constant queries."""
    situation = obstacle.standing.situation
    places = places_of(obstacle, situation, on)
    lead = Obstacle.objects.filter(pk=situation.into).first() if situation.into else None
    acts = acts_for(actor, obstacle, on)
    followers = obstacles_for(actor, on).filter(standing__into=obstacle)
    return ObstacleDetail(
        obstacle=obstacle,
        line=lines_of([(obstacle, situation)], on)[0],
        entries=entry_lines(obstacle, on),
        answer=last_answer(lead or obstacle),
        lead=lead,
        lead_readable=lead is not None and obstacles_for(actor, on).filter(pk=lead.pk).exists(),
        followers=tuple(_lines(followers.order_by("pk")[:SHOWN_FOLLOWERS], on)),
        follower_count=obstacle.followers.count(),
        blocked=blocked_by(obstacle),
        blocked_readable=any(actor.can(Verb.VIEW, unit.path) for unit in places.raisers),
        remover_name=_remover_name(obstacle, on),
        acts=tuple(act for act in acts if act is not Kind.MERGED),
        may_merge=Kind.MERGED in acts and situation.into is None,
        own=situation.state in OPEN and raised_by(actor, obstacle) and may(actor, Kind.ANSWERED, places),
        candidates=candidates_for(actor, obstacle, on) if Kind.MERGED in acts and situation.into is None else (),
        places=places,
    )


def entry_lines(obstacle: Obstacle, on: date) -> tuple[EntryLine, ...]:
    """What happened, newest first, with what came late."""
    entries = list(
        obstacle.entries.select_related("into").prefetch_related("files__document").order_by("recorded_at", "pk")
    )
    works = Clockwork(day_of(obstacle.raised_at), on)
    _situation, turns = trace((entry.fact for entry in entries), works.calendar)
    late = {turn.event.number: _late(turn, works) for turn in turns}
    units = last_versions({entry.unit_id for entry in entries if entry.unit_id}, on)
    lines = [
        EntryLine(entry, units[entry.unit_id].full_name if entry.unit_id else "", late[entry.pk]) for entry in entries
    ]
    return tuple(reversed(lines))


def last_answer(obstacle: Obstacle) -> ObstacleEntry | None:
    """The last answer or refusal, with its files."""
    return (
        obstacle.entries.filter(kind__in=[Kind.ANSWERED.value, Kind.REFUSED.value])
        .prefetch_related("files__document")
        .order_by("-recorded_at", "-pk")
        .first()
    )


def blocked_by(obstacle: Obstacle) -> tuple[Assignment, ...]:
    """The assignments that it holds up, with task, programme and unit."""
    blocks = ObstacleBlock.objects.filter(obstacle=obstacle).select_related("assignment__task__programme")
    return tuple(block.assignment for block in blocks.order_by("assignment__task__code"))


def candidates_for(actor: Actor, obstacle: Obstacle, on: date) -> tuple[ObstacleLine, ...]:
    """The open obstacles of the same group that the same unit has, which could be the same: newest first."""
    holding = {unit.unit_id for unit in standing_for([obstacle.standing.unit_id], on)[obstacle.standing.unit_id]}
    same = obstacles_for(actor, on).filter(
        group_id=obstacle.group_id,
        standing__unit_id__in=with_ended(holding, on),
        standing__state__in=[state.value for state in OPEN],
        standing__into=None,
    )
    return tuple(_lines(same.exclude(pk=obstacle.pk).order_by("-pk")[:SHOWN_CANDIDATES], on))


def _lines(found: QuerySet[Obstacle] | Sequence[Obstacle], on: date) -> list[ObstacleLine]:
    return lines_of([(obstacle, obstacle.standing.situation) for obstacle in found], on)


def _late(turn: Turn, works: Clockwork) -> int:
    return late_days(turn, works.allowance, works.calendar)


def _remover_name(obstacle: Obstacle, on: date) -> str:
    if obstacle.remover_id is None:
        return ""
    return last_versions({obstacle.remover_id}, on)[obstacle.remover_id].full_name
