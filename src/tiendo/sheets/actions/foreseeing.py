"""What one more event does to an assignment, from its standing alone: the ledger need not be read for every row.

A test holds that what is foreseen is the one that the whole ledger gives.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tiendo.rules.progress import Event, Kind, Refusal, Standing, State, trace

_JUDGED = "judged"  # stands for the content hash of the event that is judged
_AT = datetime(2000, 1, 1, tzinfo=UTC)  # any moment: only the order of the events counts
_INSTANT = timedelta(microseconds=1)


class Foreseen(NamedTuple):
    """The standing after an event; or why the event has no effect."""

    standing: Standing
    why: Refusal | None


def foreseen(standing: Standing, event: Event) -> Foreseen:
    """What an event of now does to a standing of now. Not for annulments: those ask what came before.

    The moments of the standing are left out of what is returned.
    """
    return _foreseen(
        standing._replace(reported_at=None, verified_at=None, last_event_at=None),
        event._replace(recorded_at=_AT, content_hash=_JUDGED),
    )


def foreseen_of(facts: list[Event], event: Event, *, due_date: date | None, since: datetime) -> Foreseen:
    """What an event does to an assignment of which all events are known."""
    judged = event._replace(content_hash=_JUDGED)
    found = trace([*facts, judged], due_date=due_date, since=since)
    return Foreseen(found.standing, next((why for idle, why in found.without_effect if idle == judged), None))


@lru_cache(maxsize=16_384)  # thousands of assignments stand alike
def _foreseen(standing: Standing, event: Event) -> Foreseen:
    due, facts = _led_to(standing)
    return foreseen_of(facts, event, due_date=due, since=_AT - 4 * _INSTANT)


def _led_to(standing: Standing) -> tuple[date | None, list[Event]]:
    """An original due date and the fewest events that leave an assignment in a standing."""
    due, reported = standing.due_date, standing.reported_date
    report = Event(Kind.REPORTED, _AT - 3 * _INSTANT, "report", percent=standing.percent, happened_date=reported)
    match standing.state:
        case State.NOT_STARTED:
            return due, [report] if standing.percent is not None else []
        case State.IN_PROGRESS:
            started = report._replace(content_hash="start", percent=Decimal(1), recorded_at=_AT - 4 * _INSTANT)
            complete = standing.percent is not None and standing.percent >= 100
            returned = Event(Kind.RETURNED, _AT - 2 * _INSTANT, "return")
            return due, [report, returned] if complete else [started, report]
        case State.WAITING:
            return due, [report]
        case State.WITHDRAWN:
            return due, [Event(Kind.WITHDRAWN, _AT - _INSTANT, "withdrawal")]
    done = [report, Event(Kind.VERIFIED, _AT - 2 * _INSTANT, "verification")]
    if due is None or reported is None:
        return due, done
    # The due date of the verification decides; it may have moved since.
    then = reported - timedelta(days=1) if standing.state is State.DONE_LATE else reported
    return then, [*done, Event(Kind.EXTENDED, _AT - _INSTANT, "extension", new_due_date=due)]
