"""The fold of obstacles: docs/rules/obstacles.md holds the cases, these tests read them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_tables import table

from tiendo.rules.numbers import HANOI
from tiendo.rules.obstacles import (
    COUNT_OF,
    COUNTED,
    FITS,
    RAISERS,
    Allowance,
    Event,
    Kind,
    Side,
    Situation,
    State,
    Step,
    Terms,
    applies,
    due_date,
    fold,
    follow,
    late_days,
    trace,
)
from tiendo.rules.workdays import Calendar

NUMBERS = {"P": 40, "C": 1, "X": 900, "Y": 901}
UNITS = {40: "P", 1: "C"}
EVER = date(1900, 1, 1)
DAYS = Allowance(
    (
        Terms(Step.REFUSE, 2, EVER),
        Terms(Step.ASK, 5, EVER),
        Terms(Step.ANSWER, 15, EVER),
        Terms(Step.PUBLISH, 2, EVER),
    )
)
CALENDAR = Calendar(first=date(2025, 1, 1), last=date(2026, 12, 31), days_off=frozenset({date(2025, 9, 2)}))


def read(text: str) -> list[Event]:
    """ "raised 1 P, taken_up 2" → entries at nine in the morning of these days of July 2025."""
    events = []
    for number, part in enumerate(text.split(","), start=1):
        kind, day, *letter = part.split()
        named = NUMBERS[letter[0]] if letter else None
        merged = kind == Kind.MERGED
        at = datetime(2025, 7, int(day), 9, tzinfo=HANOI)
        events.append(Event(Kind(kind), at, number, None if merged else named, named if merged else None))
    return events


def shown_day(day: date | None) -> str:
    """A day as the page writes it."""
    if day is None:
        return "–"
    return str(day.day) if day.month == 7 else f"{day.day}/{day.month}"


@pytest.mark.parametrize("case", table("obstacles", "Cases"), ids=lambda case: case["entries"])
def test_the_fold_gives_what_the_table_says(case: dict[str, str]) -> None:
    situation, turns = trace(read(case["entries"]), CALENDAR)
    acts = {Side.ANSWERER: UNITS[situation.unit], Side.RAISER: "R", None: "–"}[situation.side]
    late = [f"{turn.event.kind} {days}" for turn in turns if (days := late_days(turn, DAYS, CALENDAR))]
    assert situation.state == case["state"]
    assert acts == case["must act"]
    assert (situation.step or "–") == case["step"]
    assert shown_day(due_date(situation, DAYS, CALENDAR)) == case["due day"]
    assert ", ".join(late) == case["late"]
    assert ", ".join(turn.event.kind for turn in turns if not turn.applied) == case["without effect"]


@pytest.mark.parametrize("row", table("obstacles", "Entries"), ids=lambda row: row["kind"])
def test_every_kind_applies_from_the_states_of_the_table(row: dict[str, str]) -> None:
    kind = Kind(row["kind"])
    assert {state for state in row["from"].replace(", once per answer", "").split(", ") if state} == set(FITS[kind])
    assert (kind in RAISERS) == (row["whose"] == "raiser")


def test_the_table_names_every_kind() -> None:
    assert [row["kind"] for row in table("obstacles", "Entries")] == list(Kind)


def test_the_version_in_force_on_the_first_day_counts_to_the_end() -> None:
    newer = Allowance((*DAYS.terms, Terms(Step.ANSWER, 5, date(2025, 7, 8), 9), Terms(Step.ANSWER, 3, EVER, -1)))
    before, after = fold(read("raised 7 P, taken_up 9"), CALENDAR), fold(read("raised 8 P, taken_up 9"), CALENDAR)
    assert due_date(before, newer, CALENDAR) == date(2025, 7, 28)
    assert due_date(after, newer, CALENDAR) == date(2025, 7, 15)


def test_no_days_run_where_none_are_set() -> None:
    situation, turns = trace(read("raised 1 P, refused 31"), CALENDAR)
    assert late_days(turns[1], Allowance(()), CALENDAR) == 0
    assert due_date(fold(read("raised 1 P"), CALENDAR), Allowance(()), CALENDAR) is None
    assert situation.state is State.REFUSED


def test_a_past_moment_is_folded_from_the_entries_until_then() -> None:
    events = read("raised 1 P, taken_up 2, answered 10")
    assert fold(events, CALENDAR, datetime(2025, 7, 9, 9, tzinfo=HANOI)).state is State.TAKEN_UP
    assert fold(events, CALENDAR, datetime(2025, 7, 10, 9, tzinfo=HANOI)).state is State.ANSWERED


def test_a_merged_obstacle_follows_the_other_one() -> None:
    own, lead = fold(read("raised 1 P, merged 2 X"), CALENDAR), fold(read("raised 1 P, answered 3"), CALENDAR)
    followed = follow(own, lead)
    assert (followed.state, followed.into, followed.answered_date) == (State.ANSWERED, 900, date(2025, 7, 3))
    assert not applies(Kind.PUBLISHED, followed) and applies(Kind.REOPENED, followed)
    assert follow(lead, own) == lead


@pytest.mark.parametrize("text", ["taken_up 1", "raised 1", "answered 1 P"])
def test_what_nobody_raised_is_no_obstacle(text: str) -> None:
    with pytest.raises(ValueError, match="begins with"):
        fold(read(text), CALENDAR)


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """Any entries at all, in the order of days, also ones that do not apply."""
    events = [Event(Kind.RAISED, datetime(2025, 7, 1, 9, tzinfo=HANOI), 0, 40)]
    for number in range(1, draw(st.integers(1, 9))):
        kind = draw(st.sampled_from(list(Kind)))
        at = events[-1].recorded_at + timedelta(hours=draw(st.integers(0, 80)))
        unit = draw(st.sampled_from([40, 1]))
        events.append(Event(kind, at, number, unit, draw(st.sampled_from([900, 901])) if kind is Kind.MERGED else None))
    return events


@settings(max_examples=300, deadline=None)
@given(lives(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_says_nothing(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled, CALENDAR) == fold(events, CALENDAR)


@settings(max_examples=300, deadline=None)
@given(lives())
def test_an_obstacle_counts_as_its_last_entry_that_applies_says(events: list[Event]) -> None:
    situation, turns = trace(events, CALENDAR)
    last = [turn.event.kind for turn in turns if turn.applied and turn.event.kind is not Kind.PUBLISHED][-1]
    if situation.state is State.MERGED:
        assert last is Kind.MERGED and situation.into is not None
    else:
        assert COUNTED[last] is COUNT_OF[situation.state] and situation.into is None


@settings(max_examples=300, deadline=None)
@given(lives())
def test_somebody_must_act_exactly_while_it_is_open_or_answered(events: list[Event]) -> None:
    situation: Situation = fold(events, CALENDAR)
    quiet = situation.state in (State.REFUSED, State.CLOSED, State.MERGED)
    assert (situation.side is None) == quiet
    due = due_date(situation, DAYS, CALENDAR)
    assert (due is None) == (situation.side is not Side.ANSWERER)
    assert due is None or CALENDAR.is_working(due)
