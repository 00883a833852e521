from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table

from tiendo.rules.numbers import (
    at_text,
    day_text,
    moment_text,
    number,
    official_day_text,
    percent,
    percent_text,
    share_text,
    two_digits,
)

BOTH = (("vi", "Vietnamese"), ("en", "English"))


@pytest.mark.parametrize("row", table("vietnamese", "Percentages"), ids=str)
def test_percentages_are_those_on_the_page(row: Row) -> None:
    value = percent(int(row["numerator"]), int(row["denominator"]))
    assert str(value).lower() == row["percent"]
    for language, column in BOTH:
        assert percent_text(value, language) == row[column]


@pytest.mark.parametrize("row", table("vietnamese", "Numbers"), ids=str)
def test_numbers_are_those_on_the_page(row: Row) -> None:
    value = Decimal(row["value"]) if "." in row["value"] else int(row["value"])
    for language, column in BOTH:
        assert number(value, language) == row[column]


@pytest.mark.parametrize("row", table("vietnamese", "Shares"), ids=str)
def test_shares_are_those_on_the_page(row: Row) -> None:
    for language, column in BOTH:
        assert share_text(int(row["numerator"]), int(row["denominator"]), language) == row[column]


@pytest.mark.parametrize("row", table("vietnamese", "Counts in official text"), ids=str)
def test_counts_are_those_on_the_page(row: Row) -> None:
    assert two_digits(int(row["count"])) == row["text"]


@pytest.mark.parametrize("row", table("vietnamese", "Days and moments"), ids=str)
def test_days_and_moments_are_those_on_the_page(row: Row) -> None:
    moment = datetime.fromisoformat(row["moment"]).replace(tzinfo=UTC)
    day, month, year = map(int, row["day in a column"].split("/"))
    for language, _ in BOTH:
        assert day_text(date(year, month, day), language) == row["day in a column"]
    assert official_day_text(date(year, month, day)) == row["official day"]
    assert moment_text(moment) == row["moment in text"]
    assert at_text(moment, "vi") == row["in a Vietnamese sentence"]
    assert at_text(moment, "en") == row["in an English sentence"]


def test_a_moment_in_an_english_column_has_the_hour_first() -> None:
    assert moment_text(datetime(2025, 8, 6, 9, 0, tzinfo=UTC), "en") == "16:00, 06/08/2025"


def test_a_regional_english_is_english() -> None:
    assert number(1234, "en-gb") == "1,234"


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2025, 8, 6, 9, 0))  # noqa: DTZ001  the missing zone is what is tested
    with pytest.raises(ValueError, match="'fr'"):
        number(1, "fr")
    with pytest.raises(ValueError, match="'fr'"):
        day_text(date(2025, 8, 6), "fr")
    with pytest.raises(ValueError, match="not negative"):
        two_digits(-1)


@few
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_further_than_half_a_hundredth_from_the_share(numerator: int, denominator: int) -> None:
    value = percent(numerator, denominator)
    assert value is not None
    assert value.as_tuple().exponent == -2
    assert abs(Fraction(value) - Fraction(numerator, denominator) * 100) <= Fraction(1, 200)


@few
@given(st.integers(0, 10**12))
def test_both_languages_write_the_same_digits(value: int) -> None:
    assert number(value, "vi").replace(".", "") == number(value, "en").replace(",", "") == str(value)
