"""The fold: docs/rules/progress.md holds the cases, these tests read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_tables import table

from tiendo.rules.progress import (
    Event,
    Kind,
    Refusal,
    Standing,
    State,
    fold,
    is_overdue,
    is_verifiers_delay,
    trace,
)

START = datetime(2025, 7, 1, 1, tzinfo=UTC)
DUE = date(2025, 7, 10)


def event(kind: Kind, hour: int, **values: object) -> Event:
    """An event so many hours after the start; its hash is its number."""
    return Event(kind=kind, recorded_at=START + timedelta(hours=hour), content_hash=f"{hour:04d}{kind}", **values)  # type: ignore[arg-type]


def read(text: str) -> list[Event]:
    """ "reported 100 (9/7), verified" → events a day apart; a day in brackets is what the report is about."""
    events: list[Event] = []
    for place, part in enumerate(filter(None, (piece.strip() for piece in text.split(",")))):
        words = part.replace("(", "").replace(")", "").split()
        kind = Kind(words[0])
        day = next((word for word in words[1:] if "/" in word), None)
        happened = date(2025, int(day.split("/")[1]), int(day.split("/")[0])) if day else date(2025, 7, 2)
        number = next((word for word in words[1:] if word.isdigit()), None)
        events.append(
            event(
                kind,
                24 * (place + 1),
                percent=Decimal(number) if kind is Kind.REPORTED and number else None,
                happened_date=happened if kind is Kind.REPORTED else None,
                new_due_date=happened if kind is Kind.EXTENDED else None,
                annuls=events[int(number) - 1].content_hash if kind is Kind.ANNULLED and number else None,
            )
        )
    return events


@pytest.mark.parametrize("case", table("progress", "Cases"), ids=lambda case: case["events"] or "none")
def test_fold_gives_the_standing_of_the_table(case: dict[str, str]) -> None:
    events = read(case["events"])
    made = trace(events, due_date=DUE, since=START)
    assert made.standing.state == case["state"]
    assert [why.value for _event, why in made.without_effect] == [w for w in case["without effect"].split(", ") if w]
    assert fold(reversed(events), due_date=DUE) == made.standing


def test_a_task_due_today_is_in_time_until_midnight() -> None:
    standing = Standing(State.IN_PROGRESS, DUE)
    assert not is_overdue(standing, DUE)
    assert is_overdue(standing, DUE + timedelta(days=1))


def test_waiting_past_the_due_date_though_reported_in_time_is_the_verifiers_delay() -> None:
    standing = fold(read("reported 100 (9/7)"), due_date=DUE)
    assert is_overdue(standing, date(2025, 7, 11))
    assert is_verifiers_delay(standing, date(2025, 7, 11))
    late = fold(read("reported 100 (11/7)"), due_date=DUE)
    assert is_overdue(late, date(2025, 7, 12)) and not is_verifiers_delay(late, date(2025, 7, 12))


def test_an_annulment_changes_nothing_that_was_known_before_it() -> None:
    events = read("reported 100 (9/7), verified, annulled 2")
    assert fold(events, due_date=DUE, at=events[1].recorded_at).state is State.DONE_ON_TIME
    assert fold(events, due_date=DUE, at=events[2].recorded_at).state is State.WAITING


def test_events_of_one_moment_are_folded_in_the_order_of_the_table_of_kinds() -> None:
    reported = event(Kind.REPORTED, 5, percent=Decimal(100), happened_date=date(2025, 7, 2))
    verified = Event(kind=Kind.VERIFIED, recorded_at=reported.recorded_at, content_hash="0")
    assert fold([verified, reported], due_date=DUE).state is State.DONE_ON_TIME


def test_the_due_date_in_force_at_the_verification_decides() -> None:
    late_extension = read("reported 100 (12/7), verified, extended (20/7)")
    assert fold(late_extension, due_date=DUE).state is State.DONE_LATE
    in_time = read("reported 100 (12/7), extended (20/7), verified")
    assert fold(in_time, due_date=DUE).state is State.DONE_ON_TIME


days = st.dates(date(2025, 7, 1), date(2025, 7, 20))
percents = st.sampled_from([Decimal(0), Decimal(30), Decimal("99.99"), Decimal(100)])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Event]:
    """Any events at all, also ones that do not apply and annulments of annulments."""
    events: list[Event] = []
    for number in range(draw(st.integers(0, 9))):
        kind = draw(st.sampled_from(list(Kind)))
        known = [other.content_hash for other in events] or ["none"]
        events.append(
            Event(
                kind=kind,
                recorded_at=START + timedelta(hours=draw(st.integers(0, 6))),
                content_hash=f"{number}",
                percent=draw(percents) if kind is Kind.REPORTED else None,
                happened_date=draw(days) if kind is Kind.REPORTED else None,
                new_due_date=draw(days) if kind is Kind.EXTENDED else None,
                annuls=draw(st.sampled_from(known)) if kind is Kind.ANNULLED else None,
            )
        )
    return events


@settings(max_examples=300, deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_folding_in_any_order_gives_the_same_standing(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled, due_date=DUE) == fold(events, due_date=DUE)
    assert trace(shuffled, due_date=DUE, since=START) == trace(events, due_date=DUE, since=START)


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_every_span_is_the_refold_at_its_moments(events: list[Event]) -> None:
    made = trace(events, due_date=DUE, since=START)
    assert made.standing == fold(events, due_date=DUE)
    for span in made.spans:
        last_instant = span.until_at - timedelta(microseconds=1) if span.until_at else START + timedelta(days=9)
        assert fold(events, due_date=DUE, at=span.since_at) == span.standing
        assert fold(events, due_date=DUE, at=last_instant) == span.standing
    starts = [span.since_at for span in made.spans]
    assert starts == sorted(set(starts)) and made.spans[0].since_at == START


def test_an_annulment_of_an_unknown_event_has_no_effect() -> None:
    stray = event(Kind.ANNULLED, 3, annuls="nothing")
    made = trace([stray], due_date=DUE, since=START)
    assert made.without_effect == ((stray, Refusal.NO_SUCH_EVENT),)
