from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table, yes

from tiendo.rules.numbers import HANOI
from tiendo.rules.progress import Event, Kind
from tiendo.rules.requests import Entry, Step, explanation, moves_after_due

DUE = date(2025, 8, 31)


def noon(day: str) -> datetime:
    """A moment on a day."""
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=HANOI)


def events(cell: str) -> list[Event]:
    """The events of a cell; an annulment comes an hour after what it leaves out."""
    found: list[Event] = []
    for number, part in enumerate(cell.split(", ") if cell != "–" else []):
        if part == "annulled":
            last = found[-1]
            found.append(Event(Kind.ANNULLED, last.recorded_at.replace(hour=13), str(number), annuls=last.content_hash))
        else:
            on, until = part.split(" → ")
            found.append(Event(Kind.EXTENDED, noon(on), str(number), new_due_date=date.fromisoformat(until)))
    return found


@pytest.mark.parametrize("row", table("requests", "Moved after the due date"), ids=str)
def test_a_due_date_counts_as_moved_after_it_had_passed_as_the_page_says(row: Row) -> None:
    cell = row["moves after the due date"]
    moves = moves_after_due(events(row["events"]), due_date=DUE)
    assert [move.recorded_date.isoformat() for move in moves] == (cell.split(", ") if cell != "–" else [])


def test_events_count_in_their_order_not_in_that_of_their_arrival() -> None:
    made = events("2025-08-20 → 2025-09-30, 2025-10-01 → 2025-10-31")
    assert moves_after_due(reversed(made), due_date=DUE) == moves_after_due(made, due_date=DUE)


def test_an_annulled_annulment_lets_the_extension_count_again() -> None:
    made = events("2025-09-05 → 2025-09-30, annulled")
    made.append(Event(Kind.ANNULLED, made[-1].recorded_at.replace(hour=14), "again", annuls=made[-1].content_hash))
    assert len(moves_after_due(made, due_date=DUE)) == 1


def test_a_task_without_a_due_date_has_none_to_pass() -> None:
    assert moves_after_due(events("2025-09-05 → 2025-09-30"), due_date=None) == ()


def test_a_late_evening_in_hanoi_is_still_the_due_date() -> None:
    late = datetime(2025, 8, 31, 23, 59, tzinfo=HANOI)
    event = Event(Kind.EXTENDED, late, "x", new_due_date=date(2025, 9, 30))
    assert moves_after_due([event], due_date=DUE) == ()


@few
@given(st.lists(st.tuples(st.dates(date(2025, 8, 1), date(2026, 8, 1)), st.integers(1, 90)), max_size=6))
def test_whoever_extends_before_the_day_has_passed_is_never_marked(steps: list[tuple[date, int]]) -> None:
    made = [
        Event(Kind.EXTENDED, noon(on.isoformat()), str(number), new_due_date=date(2027, 1, number + 1))
        for number, (on, _days) in enumerate(sorted(steps))
    ]
    moves = moves_after_due(made, due_date=date(2026, 12, 31))
    assert moves == ()


@pytest.mark.parametrize("row", table("requests", "Late or not"), ids=str)
def test_an_answer_is_late_where_the_page_says_so(row: Row) -> None:
    entries = [Entry(1, Step.ASKED, noon("2025-08-06"), date(2025, 8, 11))]
    if row["answered"] != "–":
        entries.append(Entry(1, Step.ANSWERED, noon(row["answered"])))
    if row["closed"] != "–":
        entries.append(Entry(1, Step.CLOSED, noon(row["closed"])))
    found = explanation(reversed(entries))
    assert found.step == row["step"]
    assert found.is_late(date.fromisoformat(row["as of"])) is yes(row["late"])


def test_the_last_round_decides_and_the_first_keeps_its_mark() -> None:
    found = explanation(
        [
            Entry(1, Step.ASKED, noon("2025-08-06"), date(2025, 8, 11)),
            Entry(1, Step.ANSWERED, noon("2025-08-12")),
            Entry(2, Step.ASKED, noon("2025-08-13"), date(2025, 8, 18)),
        ]
    )
    assert found.step is Step.ASKED
    assert not found.is_late(date(2025, 8, 18))
    assert [asked.came_late for asked in found.rounds] == [True, False]


def test_what_begins_without_a_question_is_a_defect() -> None:
    with pytest.raises(ValueError, match="begins with a question"):
        explanation([])
