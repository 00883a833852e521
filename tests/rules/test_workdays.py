from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table, yes

from tiendo.gateways.holidays_vn import FIRST_YEAR, LAST_YEAR, public_days
from tiendo.rules.workdays import Calendar

DAYS = date.fromisoformat
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def published(overrides: dict[date, bool] | None = None) -> Calendar:
    """The calendar of 2025 to 2027 as the package of holidays has it, with some overrides."""
    working = {public.day: public.working for year in (2025, 2026, 2027) for public in public_days(year)}
    working |= overrides or {}
    return Calendar(
        first=date(2025, 1, 1),
        last=date(2027, 12, 31),
        days_off=frozenset(day for day, worked in working.items() if not worked),
        days_worked=frozenset(day for day, worked in working.items() if worked),
    )


@pytest.mark.parametrize("row", table("workdays", "Which day is what"), ids=str)
def test_a_day_is_what_the_page_says(row: Row) -> None:
    day = DAYS(row["day"])
    overrides = {} if row["override"] == "–" else {day: row["override"] == "worked"}
    assert published(overrides).is_working(day) is yes(row["working"])


@pytest.mark.parametrize("row", table("workdays", "The n-th working day after a day"), ids=str)
def test_the_nth_working_day_is_the_one_on_the_page(row: Row) -> None:
    assert published().add(DAYS(row["from"]), int(row["working days"])) == DAYS(row["the day"])


@pytest.mark.parametrize("row", table("workdays", "Working days between"), ids=str)
def test_working_days_between_are_those_on_the_page(row: Row) -> None:
    assert published().between(DAYS(row["first"]), DAYS(row["last"])) == int(row["working days"])


@few
@given(days_of_2026, st.integers(1, 200))
def test_between_a_day_and_its_nth_working_day_lie_n(day: date, count: int) -> None:
    calendar = published()
    found = calendar.add(day, count)
    assert calendar.is_working(found)
    assert calendar.between(day, found) == count
    assert calendar.between(found, day) == -count


def test_a_period_of_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        published().add(date(2026, 1, 1), 0)


def test_beyond_the_known_days_nothing_is_guessed() -> None:
    with pytest.raises(ValueError, match="outside"):
        published().is_working(date(2028, 1, 1))
    with pytest.raises(ValueError, match="outside"):
        published().add(date(2027, 12, 31), 1)


def test_a_day_both_off_and_worked_is_worked() -> None:
    day = date(2026, 3, 2)
    calendar = Calendar(first=day, last=day, days_off=frozenset({day}), days_worked=frozenset({day}))
    assert calendar.is_working(day)


def test_every_swap_names_the_other_day() -> None:
    swapped = {public.day: public.swapped_with for public in public_days(2026) if public.swapped_with}
    assert swapped == {date(2026, 8, 31): date(2026, 8, 22), date(2026, 8, 22): date(2026, 8, 31)}


def test_holidays_of_a_year_that_is_not_known_are_refused() -> None:
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        with pytest.raises(ValueError, match="known from"):
            public_days(year)


def test_the_last_known_year_has_its_tet() -> None:
    assert sum("Tết" in public.name for public in public_days(LAST_YEAR)) >= 5
    assert all(public.day - timedelta(days=400) < date(LAST_YEAR, 12, 31) for public in public_days(LAST_YEAR))
