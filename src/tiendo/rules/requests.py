"""Requests for more time and for an explanation: what has become of them, and who was late.

Everything is derived from entries that are only added. docs/rules/requests.md has the sources and the cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tiendo.rules.numbers import HANOI
from tiendo.rules.progress import Event, Kind, in_order


class Outcome(StrEnum):
    """What has become of a request for more time."""

    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Step(StrEnum):
    """What happens to a request for an explanation."""

    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of a request for an explanation. `due_date`: of a question, the last day for its answer."""

    number: int  # of the round, from 1
    step: Step
    recorded_at: datetime
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A question and its answer, if it has come."""

    number: int
    asked_at: datetime
    due_date: date
    answered_at: datetime | None = None

    @property
    def came_late(self) -> bool:
        """Whether an answer is there that came after its last day."""
        return self.answered_at is not None and self.is_late(self.due_date)

    def is_late(self, on: date) -> bool:
        """Whether the answer came, or as of `on` is still to come, after its last day."""
        answered = self.answered_at.astimezone(HANOI).date() if self.answered_at else on
        return answered > self.due_date


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rounds of a request for an explanation, and when it was closed."""

    rounds: tuple[Round, ...]
    closed_at: datetime | None = None

    @property
    def last(self) -> Round:
        """The round that counts now."""
        return self.rounds[-1]

    @property
    def step(self) -> Step:
        """The last step: asked waits for the unit, answered for who asked."""
        if self.closed_at:
            return Step.CLOSED
        return Step.ANSWERED if self.last.answered_at else Step.ASKED

    def is_late(self, on: date) -> bool:
        """Whether the answer of the last round came late, or is late as of `on`; not when it was closed unanswered."""
        return self.last.is_late(on) if self.last.answered_at or not self.closed_at else False


def explanation(entries: Iterable[Entry]) -> Explanation:
    """What entries, in whatever order they come, make of a request. ValueError where nothing was asked."""
    rounds: dict[int, Round] = {}
    closed_at = None
    for entry in sorted(entries, key=lambda entry: (entry.number, list(Step).index(entry.step))):
        if entry.step is Step.ASKED and entry.due_date:
            rounds[entry.number] = Round(entry.number, entry.recorded_at, entry.due_date)
        elif entry.step is Step.ANSWERED:
            asked = rounds[entry.number]
            rounds[entry.number] = Round(asked.number, asked.asked_at, asked.due_date, entry.recorded_at)
        elif entry.step is Step.CLOSED:
            closed_at = entry.recorded_at
    if not rounds:
        raise ValueError("a request for an explanation begins with a question that has a due date")
    return Explanation(tuple(rounds.values()), closed_at)


@dataclass(frozen=True, slots=True)
class DueMove:
    """A due date that was moved: the day of the record, from which day to which."""

    recorded_date: date
    from_date: date
    to_date: date | None


def moves_after_due(events: Iterable[Event], *, due_date: date | None) -> tuple[DueMove, ...]:
    """The extensions that were recorded after the due date in force then, in order. Annulled ones don't count.

    `due_date` is the original one. On the due date itself a task is still in time, so moving it then is in time too.
    """
    moves: list[DueMove] = []
    in_force = due_date
    for event in _in_effect(events):
        if event.kind is not Kind.EXTENDED:
            continue
        recorded = event.recorded_at.astimezone(HANOI).date()
        if in_force is not None and recorded > in_force:
            moves.append(DueMove(recorded, in_force, event.new_due_date))
        in_force = event.new_due_date
    return tuple(moves)


def _in_effect(events: Iterable[Event]) -> list[Event]:
    """Events in order without those that an annulment leaves out; an annulment can itself be annulled."""
    ordered = in_order(events)
    left_out: set[str] = set()
    for event in reversed(ordered):
        if event.kind is Kind.ANNULLED and event.content_hash not in left_out and event.annuls:
            left_out.add(event.annuls)
    return [event for event in ordered if event.content_hash not in left_out]
