"""The fold: from the events of one assignment to its standing at a moment.

The table of kinds and the order are explained, with worked examples, in docs/rules/progress.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol


class Kind(StrEnum):
    """What an event says. The order of this table breaks ties between events of one moment."""

    REPORTED = "reported"
    VERIFIED = "verified"
    RETURNED = "returned"
    REOPENED = "reopened"
    EXTENDED = "extended"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


class State(StrEnum):
    """What is stored of a standing. Nothing here depends on today; overdue does, so it is no state."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    WITHDRAWN = "withdrawn"


class Refusal(StrEnum):
    """Why an event does not apply where it stands in the order."""

    NOT_WAITING = "not_waiting"
    NOT_DONE = "not_done"
    ALREADY_WITHDRAWN = "already_withdrawn"
    NO_SUCH_EVENT = "no_such_event"
    ALREADY_ANNULLED = "already_annulled"


DONE = frozenset({State.DONE_ON_TIME, State.DONE_LATE})
OPEN = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.WAITING})
KIND_ORDER = {kind: place for place, kind in enumerate(Kind)}


class Event(NamedTuple):
    """One fact of the ledger, as the fold needs it. `content_hash` names it; `annuls` names another."""

    kind: Kind
    recorded_at: datetime
    content_hash: str
    percent: Decimal | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    annuls: str | None = None

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The place of the event among others: moment, then kind, then content hash."""
        return (self.recorded_at, KIND_ORDER[self.kind], self.content_hash)


class Standing(NamedTuple):
    """How far an assignment is. Days are calendar days in Asia/Ho_Chi_Minh; `percent` is 0 to 100."""

    state: State
    due_date: date | None
    percent: Decimal | None = None
    reported_at: datetime | None = None
    reported_date: date | None = None
    completed_date: date | None = None
    verified_at: datetime | None = None
    last_event_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A standing and the half-open time in which it holds; `until_at` None means: still."""

    since_at: datetime
    until_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Trace:
    """Every standing an assignment ever had, and the events that had no effect where they stand."""

    spans: tuple[Span, ...]
    without_effect: tuple[tuple[Event, Refusal], ...]

    @property
    def standing(self) -> Standing:
        """The standing after the last event."""
        return self.spans[-1].standing


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order in which they are folded."""
    return sorted(events, key=lambda event: event.order)


def fold(events: Iterable[Event], *, due_date: date | None, at: datetime | None = None) -> Standing:
    """The standing from all events recorded at or before `at` (None: all), in whatever order they come."""
    known = [event for event in in_order(events) if at is None or event.recorded_at <= at]
    return _run(known, due_date)[0]


def trace(events: Iterable[Event], *, due_date: date | None, since: datetime) -> Trace:
    """All standings from `since` (when the task was assigned) on; `fold(at=t)` equals the span that holds t.

    An annulment rewrites nothing that was known before it: earlier spans keep the annulled event.
    """
    ordered = in_order(events)
    spans: list[Span] = []
    standing, opened = Standing(State.NOT_STARTED, due_date), since
    refused: tuple[tuple[Event, Refusal], ...] = ()
    for place, event in enumerate(ordered):
        if event.kind is Kind.ANNULLED:
            following, refused_now = _run(ordered[: place + 1], due_date)
        else:
            following, why = _step(standing, event)
            refused_now = (*refused, (event, why)) if why else refused
        moment = max(event.recorded_at, since)
        if moment > opened:
            spans.append(Span(opened, moment, standing))
            opened = moment
        standing, refused = following, refused_now
    spans.append(Span(opened, None, standing))
    return Trace(tuple(spans), tuple(refused))


class Dated(Protocol):
    """What says how something stands to its due date: a standing, or the facts of a judgement."""

    @property
    def state(self) -> State: ...

    @property
    def due_date(self) -> date | None: ...

    @property
    def reported_date(self) -> date | None: ...


def is_overdue(standing: Dated, on: date) -> bool:
    """Not done and due before `on`: a task due today is in time until midnight."""
    return standing.state in OPEN and standing.due_date is not None and standing.due_date < on


def is_verifiers_delay(standing: Dated, on: date) -> bool:
    """Overdue although reported complete in time: it waits for the verifier, whose delay it is."""
    return (
        standing.state is State.WAITING
        and is_overdue(standing, on)
        and standing.reported_date is not None
        and standing.due_date is not None
        and standing.reported_date <= standing.due_date
    )


def _run(ordered: Sequence[Event], due_date: date | None) -> tuple[Standing, tuple[tuple[Event, Refusal], ...]]:
    """Fold events that are in order already, leaving out those that a later one annuls."""
    left_out, refused = _left_out(ordered)
    standing = Standing(State.NOT_STARTED, due_date)
    for event in ordered:
        if event.content_hash in left_out or event.kind is Kind.ANNULLED:
            # The annulment itself shows in the data age, not in the standing.
            if event.kind is Kind.ANNULLED:
                standing = standing._replace(last_event_at=event.recorded_at)
            continue
        standing, why = _step(standing, event)
        if why:
            refused.append((event, why))
    return standing, tuple(refused)


def _left_out(ordered: Sequence[Event]) -> tuple[set[str], list[tuple[Event, Refusal]]]:
    """The hashes that annulments leave out. The latest is read first: an annulment can itself be annulled."""
    places = {event.content_hash: place for place, event in enumerate(ordered)}
    left_out: set[str] = set()
    refused: list[tuple[Event, Refusal]] = []
    for place in range(len(ordered) - 1, -1, -1):
        event = ordered[place]
        if event.kind is not Kind.ANNULLED or event.content_hash in left_out:
            continue
        target = places.get(event.annuls or "")
        if target is None or target >= place:
            refused.append((event, Refusal.NO_SUCH_EVENT))
        elif ordered[target].content_hash in left_out:
            refused.append((event, Refusal.ALREADY_ANNULLED))
        else:
            left_out.add(ordered[target].content_hash)
    return left_out, refused


def _step(standing: Standing, event: Event) -> tuple[Standing, Refusal | None]:
    """The standing after one event, or the same standing and why the event does not apply."""
    if standing.state is State.WITHDRAWN:
        return standing, Refusal.ALREADY_WITHDRAWN
    moved = standing._replace(last_event_at=event.recorded_at)
    match event.kind:
        case Kind.REPORTED:
            return _reported(moved, event), None
        case Kind.VERIFIED if standing.state is State.WAITING:
            return _verified(moved, event), None
        case Kind.RETURNED if standing.state is State.WAITING:
            return moved._replace(state=State.IN_PROGRESS), None
        case Kind.REOPENED if standing.state in DONE:
            return moved._replace(state=State.IN_PROGRESS, completed_date=None, verified_at=None), None
        case Kind.EXTENDED:
            return moved._replace(due_date=event.new_due_date), None
        case Kind.WITHDRAWN:
            return moved._replace(state=State.WITHDRAWN), None
        case Kind.REOPENED:
            return standing, Refusal.NOT_DONE
        case _:
            return standing, Refusal.NOT_WAITING


def _reported(standing: Standing, event: Event) -> Standing:
    """100 waits for verification; a report lapses a verification; 0 after progress stays in progress."""
    percent = event.percent or Decimal(0)
    if percent >= 100:
        state = State.WAITING
    elif percent > 0 or standing.state is not State.NOT_STARTED:
        state = State.IN_PROGRESS
    else:
        state = State.NOT_STARTED
    return standing._replace(
        state=state,
        percent=percent,
        reported_at=event.recorded_at,
        reported_date=event.happened_date,
        completed_date=None,
        verified_at=None,
    )


def _verified(standing: Standing, event: Event) -> Standing:
    """On time when the verified report's day is not after the due date in force at the verification."""
    done, due = standing.reported_date, standing.due_date
    late = done is not None and due is not None and done > due
    return standing._replace(
        state=State.DONE_LATE if late else State.DONE_ON_TIME,
        completed_date=done,
        verified_at=event.recorded_at,
    )
