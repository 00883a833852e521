"""Cells: what may be written, and that equal values are equal facts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tiendo.gateways.clock import ZONE
from tiendo.tasks.cells import CellError, read_day, read_moment, read_percent

PERCENTS = {
    "0": "0.00",
    "50": "50.00",
    "50%": "50.00",
    "50 %": "50.00",
    "050": "50.00",
    "50.5": "50.50",
    "50,5": "50.50",
    "50,50": "50.50",
    "100.0": "100.00",
    "100.0000": "100.00",
}


@pytest.mark.parametrize(("text", "value"), PERCENTS.items())
def test_a_percentage_is_read_into_hundredths(text: str, value: str) -> None:
    assert str(read_percent(text)) == value


@pytest.mark.parametrize(
    "text",
    ["-0", "+5", "1_0", "1e2", "５０", "٥", "NaN", "Infinity", "101", "100.01", "5.555", ".5", "5.", "%", "5 0", "5\n"],
)
def test_no_other_spelling_of_a_percentage_is_taken(text: str) -> None:
    with pytest.raises(CellError, match="not a percentage"):
        read_percent(text)


@pytest.mark.parametrize("hour", ["9:00", "09:00", "09:00:00", "09:00+07:00", "2:00Z"])
def test_hours_may_have_one_digit(hour: str) -> None:
    assert read_moment(f"2025-07-04 {hour}") == datetime(2025, 7, 4, 9, tzinfo=ZONE)


def test_an_offset_is_kept() -> None:
    assert read_moment("2025-07-04T9:00:30.5-05:00") == datetime(2025, 7, 4, 14, 0, 30, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31 23:59-12:00",
        "0001-01-01 00:00+14:00",
        "9998-12-31 23:59-12:00",
        "1899-12-31 23:59",
        "9999-01-01 00:00",
        "2025-07-04 24:30",
        "2025-07-04",
        "20250704 09:00",
        "2025-07-04 ９:00",
        "2025-02-30 09:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="is not a moment"):
        read_moment(text)


@pytest.mark.parametrize(
    "text",
    ["20250806", "2025-W32-3", "2025-8-6", "06/08/2025", "２０25-08-06", "1899-12-31", "9999-12-31", "2025-02-30"],
)
def test_days_are_written_one_way(text: str) -> None:
    assert read_day("2025-08-06") == date(2025, 8, 6)
    with pytest.raises(CellError, match="is not a day"):
        read_day(text)


def test_equal_percentages_are_equal_to_the_digit() -> None:
    assert {str(read_percent(text)) for text in ("0", "0.0", "0,00", "000", "0%")} == {"0.00"}
    assert read_percent("99,99") == Decimal("99.99")
