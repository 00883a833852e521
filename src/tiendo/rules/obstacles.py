"""The fold of an obstacle: from its entries to where it is, which side must act, and until which day.

The table of kinds, the days and the cases are explained in docs/rules/obstacles.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from tiendo.rules.numbers import HANOI
from tiendo.rules.workdays import Calendar


class Kind(StrEnum):
    """What an entry says."""

    RAISED = "raised"
    TAKEN_UP = "taken_up"
    ASKED = "asked"
    GIVEN = "given"
    PASSED_UP = "passed_up"
    ANSWERED = "answered"
    REFUSED = "refused"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    PUBLISHED = "published"


class State(StrEnum):
    """Where an obstacle is. Late is no state: it depends on the day."""

    NEW = "new"
    TAKEN_UP = "taken_up"
    WAITING = "waiting"
    ANSWERED = "answered"
    REFUSED = "refused"
    CLOSED = "closed"
    MERGED = "merged"


class Step(StrEnum):
    """What the answering side has days for."""

    REFUSE = "refuse"
    ASK = "ask"
    ANSWER = "answer"
    PUBLISH = "publish"


class Side(StrEnum):
    """Who acts: the unit that raised it, or the unit above that has it."""

    RAISER = "raiser"
    ANSWERER = "answerer"


class Count(StrEnum):
    """What an obstacle counts as at a moment."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN = frozenset({State.NEW, State.TAKEN_UP, State.WAITING})
# From which states each kind applies, and whose it is. RAISED begins every obstacle and comes once.
FITS: dict[Kind, frozenset[State]] = {
    Kind.RAISED: frozenset(),
    Kind.TAKEN_UP: frozenset({State.NEW}),
    Kind.ASKED: frozenset({State.NEW, State.TAKEN_UP}),
    Kind.GIVEN: OPEN,
    Kind.PASSED_UP: frozenset({State.NEW, State.TAKEN_UP}),
    Kind.ANSWERED: OPEN | {State.ANSWERED},
    Kind.REFUSED: frozenset({State.NEW, State.TAKEN_UP}),
    Kind.REOPENED: frozenset({State.ANSWERED, State.REFUSED, State.CLOSED, State.MERGED}),
    Kind.CLOSED: OPEN | {State.ANSWERED, State.MERGED},
    Kind.MERGED: OPEN | {State.MERGED},
    Kind.PUBLISHED: frozenset({State.ANSWERED, State.CLOSED}),
}
RAISERS = frozenset({Kind.RAISED, Kind.GIVEN, Kind.REOPENED, Kind.CLOSED})
# What an obstacle counts as after an entry; a merged one counts as the one into which it was merged.
COUNTED: dict[Kind, Count] = {
    **dict.fromkeys((Kind.RAISED, Kind.TAKEN_UP, Kind.ASKED, Kind.GIVEN, Kind.PASSED_UP, Kind.REOPENED), Count.OPEN),
    Kind.ANSWERED: Count.ANSWERED,
    Kind.REFUSED: Count.CLOSED,
    Kind.CLOSED: Count.CLOSED,
}
COUNT_OF: dict[State, Count] = {
    **dict.fromkeys(OPEN, Count.OPEN),
    State.ANSWERED: Count.ANSWERED,
    State.REFUSED: Count.CLOSED,
    State.CLOSED: Count.CLOSED,
}
# By which step an act of the answering side is judged.
JUDGED: dict[Kind, Step] = {
    Kind.TAKEN_UP: Step.REFUSE,
    Kind.REFUSED: Step.REFUSE,
    Kind.PASSED_UP: Step.REFUSE,
    Kind.ASKED: Step.ASK,
    Kind.ANSWERED: Step.ANSWER,
    Kind.PUBLISHED: Step.PUBLISH,
}


class Event(NamedTuple):
    """One entry as the fold needs it. `unit`: who must act from then on; `into`: the other obstacle, when merged."""

    kind: Kind
    recorded_at: datetime
    number: int
    unit: int | None = None
    into: int | None = None

    @property
    def day(self) -> date:
        """The calendar day of the entry in Asia/Ho_Chi_Minh."""
        return self.recorded_at.astimezone(HANOI).date()


class Situation(NamedTuple):
    """Where an obstacle is. `unit` has it, or had it last; `waited_days` are working days spent on the raiser."""

    state: State
    unit: int
    arrived_date: date
    waited_days: int = 0
    asked_date: date | None = None
    answered_date: date | None = None
    published: bool = False
    into: int | None = None

    @property
    def step(self) -> Step | None:
        """What the unit has to do next within days; None where no days run."""
        if self.state is State.NEW:
            return Step.REFUSE
        if self.state is State.TAKEN_UP:
            return Step.ANSWER
        return Step.PUBLISH if self.state is State.ANSWERED and not self.published else None

    @property
    def side(self) -> Side | None:
        """Which side must act; None where nobody has to."""
        if self.step is not None:
            return Side.ANSWERER
        return Side.RAISER if self.state in (State.WAITING, State.ANSWERED) else None


class Turn(NamedTuple):
    """An entry, the situation before it (None before the first), and whether it applied."""

    event: Event
    before: Situation | None
    applied: bool


class Terms(NamedTuple):
    """The working days of a step, from a day on. Of two for the same day the higher number counts."""

    step: Step
    days: int
    valid_from: date
    number: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """All versions of the days allowed."""

    terms: tuple[Terms, ...]

    def days(self, step: Step, on: date) -> int | None:
        """The working days of a step that begins on a day; None where none are set."""
        fitting = [term for term in self.terms if term.step is step and term.valid_from <= on]
        return max(fitting, key=lambda term: (term.valid_from, term.number)).days if fitting else None


def trace(events: Iterable[Event], calendar: Calendar) -> tuple[Situation, tuple[Turn, ...]]:
    """The situation after all entries, and each entry's turn. ValueError where the first one raises nothing."""
    ordered = sorted(events, key=lambda event: (event.recorded_at, event.number))
    if not ordered or ordered[0].kind is not Kind.RAISED or ordered[0].unit is None:
        raise ValueError("an obstacle begins with the entry that raises it and names the unit that must act")
    situation = Situation(State.NEW, ordered[0].unit, ordered[0].day)
    turns = [Turn(ordered[0], None, applied=True)]
    for event in ordered[1:]:
        applied = applies(event.kind, situation)
        turns.append(Turn(event, situation, applied))
        situation = _step(situation, event, calendar) if applied else situation
    return situation, tuple(turns)


def fold(events: Iterable[Event], calendar: Calendar, at: datetime | None = None) -> Situation:
    """The situation from all entries recorded at or before `at` (None: all)."""
    return trace((event for event in events if at is None or event.recorded_at <= at), calendar)[0]


def follow(own: Situation, lead: Situation) -> Situation:
    """The situation of a merged obstacle: the lead's, with the number of the lead kept."""
    return lead._replace(into=own.into) if own.state is State.MERGED else own


def applies(kind: Kind, situation: Situation) -> bool:
    """Whether an entry of this kind applies now. A situation that follows another obstacle's counts as merged."""
    state = State.MERGED if situation.into is not None else situation.state
    if kind is Kind.PUBLISHED and (situation.answered_date is None or situation.published):
        return False
    return state in FITS[kind]


def due_date(situation: Situation, allowance: Allowance, calendar: Calendar) -> date | None:
    """The last day for the next step; None where no days run. The days spent on the raiser are added."""
    return None if situation.step is None else last_day(situation.step, situation, allowance, calendar)


def last_day(step: Step, situation: Situation, allowance: Allowance, calendar: Calendar) -> date | None:
    """The last day on which a step is in time in a situation; None where no days are set for it."""
    begin = situation.answered_date if step is Step.PUBLISH else situation.arrived_date
    days = None if begin is None else allowance.days(step, begin)
    if begin is None or days is None:
        return None
    return calendar.add(begin, days + (0 if step is Step.PUBLISH else situation.waited_days))


def late_days(turn: Turn, allowance: Allowance, calendar: Calendar) -> int:
    """By how many working days an entry of the answering side came late; 0 where it was in time or has no days."""
    step = JUDGED.get(turn.event.kind)
    if step is None or turn.before is None or not turn.applied:
        return 0
    if step is Step.ANSWER and turn.before.state not in OPEN:
        return 0  # a better answer to what was answered before
    last = last_day(step, turn.before, allowance, calendar)
    return 0 if last is None else max(0, calendar.between(last, turn.event.day))


def _step(situation: Situation, event: Event, calendar: Calendar) -> Situation:
    """The situation after an entry that applies."""
    match event.kind:
        case Kind.TAKEN_UP:
            return situation._replace(state=State.TAKEN_UP)
        case Kind.ASKED:
            return situation._replace(state=State.WAITING, asked_date=event.day)
        case Kind.GIVEN if situation.asked_date is not None:
            waited = situation.waited_days + calendar.between(situation.asked_date, event.day)
            return situation._replace(state=State.TAKEN_UP, asked_date=None, waited_days=waited)
        case Kind.PASSED_UP | Kind.REOPENED:
            return Situation(State.NEW, event.unit or situation.unit, event.day)
        case Kind.ANSWERED:
            return situation._replace(state=State.ANSWERED, asked_date=None, answered_date=event.day, published=False)
        case Kind.REFUSED:
            return situation._replace(state=State.REFUSED)
        case Kind.CLOSED:
            return situation._replace(state=State.CLOSED, asked_date=None, into=None)
        case Kind.MERGED:
            return situation._replace(state=State.MERGED, asked_date=None, into=event.into)
        case Kind.PUBLISHED:
            return situation._replace(published=True)
        case _:
            return situation
