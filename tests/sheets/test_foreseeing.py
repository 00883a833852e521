"""What a row would change is told from the standing alone, and is what the whole ledger gives."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tiendo.rules.progress import Event, Kind, fold
from tiendo.sheets.actions.foreseeing import foreseen, foreseen_of

START = datetime(2025, 7, 1, tzinfo=UTC)
DUE = date(2025, 7, 10)
DAYS = st.dates(date(2025, 7, 1), date(2025, 7, 20))
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.ANNULLED])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Event]:
    """Events a day apart, as people record them; some without effect."""
    events: list[Event] = []
    for place in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(list(Kind)))
        before = [event.content_hash for event in events]
        events.append(
            Event(
                kind=kind,
                recorded_at=START + timedelta(days=place),
                content_hash=f"{place:02d}",
                percent=Decimal(draw(st.sampled_from([0, 40, 100]))) if kind is Kind.REPORTED else None,
                happened_date=draw(DAYS) if kind is Kind.REPORTED else None,
                new_due_date=draw(DAYS) if kind is Kind.EXTENDED else None,
                annuls=draw(st.sampled_from(before)) if kind is Kind.ANNULLED and before else None,
            )
        )
    return events


@given(ledgers(), KINDS, st.sampled_from([0, 40, 100]), DAYS)
@settings(max_examples=300, deadline=None)
def test_what_is_foreseen_is_that_of_the_whole_ledger(facts: list[Event], kind: Kind, percent: int, day: date) -> None:
    reports = kind is Kind.REPORTED
    event = Event(
        kind=kind,
        recorded_at=START + timedelta(days=30),
        content_hash="new",
        percent=Decimal(percent) if reports else None,
        happened_date=day if reports else None,
        new_due_date=day if kind is Kind.EXTENDED else None,
    )
    told = foreseen(fold(facts, due_date=DUE), event)
    true = foreseen_of(facts, event, due_date=DUE, since=START - timedelta(days=1))
    assert told.why == true.why
    if told.why is None and kind is not Kind.WITHDRAWN:
        for name in ("state", "percent", "due_date", "reported_date", "completed_date"):
            assert getattr(told.standing, name) == getattr(true.standing, name), name
    assert told.standing.state == true.standing.state
