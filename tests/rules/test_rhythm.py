from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table, yes

from tiendo.rules.rhythm import Rhythm, meets, parse, period_of

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
periodic = st.sampled_from([rhythm for rhythm in Rhythm if rhythm is not Rhythm.CONTINUOUS])


@pytest.mark.parametrize("row", table("rhythm", "How a rhythm is written"), ids=lambda row: row["text"])
def test_a_rhythm_is_read_as_the_page_says(row: Row) -> None:
    text = "" if row["text"] == "(empty)" else row["text"]
    if row["rhythm"] == "refused":
        with pytest.raises(ValueError, match="accepted") as refusal:
            parse(text)
        assert repr(text) in str(refusal.value)
    else:
        assert parse(text) == Rhythm(row["rhythm"])


def test_a_refused_word_is_answered_with_the_words_that_are_accepted() -> None:
    with pytest.raises(ValueError, match="hằng quý") as refusal:
        parse("đôi khi")
    for word in ("daily", "thường xuyên", "FREQ=MONTHLY"):
        assert word in str(refusal.value)


@pytest.mark.parametrize("row", table("rhythm", "Periods"), ids=str)
def test_periods_are_those_on_the_page(row: Row) -> None:
    found = period_of(date.fromisoformat(row["day"]), Rhythm(row["rhythm"]))
    assert found == (date.fromisoformat(row["first day"]), date.fromisoformat(row["last day"]))


@pytest.mark.parametrize("row", table("rhythm", "Is it kept?"), ids=str)
def test_a_rhythm_is_kept_where_the_page_says_so(row: Row) -> None:
    kept = meets(
        Rhythm(row["rhythm"]),
        last_report_date=None if row["last report"] == "never" else date.fromisoformat(row["last report"]),
        on=date.fromisoformat(row["on"]),
        started_date=date.fromisoformat(row["started"]),
    )
    assert kept is yes(row["kept"])


def test_a_continuous_task_has_no_periods() -> None:
    with pytest.raises(ValueError, match="continuous"):
        period_of(date(2025, 8, 6), Rhythm.CONTINUOUS)


@few
@given(days, periodic)
def test_periods_follow_each_other_without_gap_or_overlap(day: date, rhythm: Rhythm) -> None:
    first, last = period_of(day, rhythm)
    assert first <= day <= last
    assert period_of(first, rhythm) == period_of(last, rhythm) == (first, last)
    assert period_of(last + timedelta(days=1), rhythm)[0] == last + timedelta(days=1)


@few
@given(days, periodic)
def test_a_report_keeps_the_rhythm_until_the_next_period_ends(day: date, rhythm: Rhythm) -> None:
    _, last = period_of(day, rhythm)
    _, next_last = period_of(last + timedelta(days=1), rhythm)
    started = date(1990, 1, 1)
    assert meets(rhythm, last_report_date=day, on=next_last, started_date=started)
    assert not meets(rhythm, last_report_date=day, on=next_last + timedelta(days=1), started_date=started)


@few
@given(days, days, days, days, periodic)
def test_a_later_report_never_breaks_what_an_earlier_one_kept(
    one: date, other: date, on: date, started: date, rhythm: Rhythm
) -> None:
    earlier, later = sorted((one, other))
    if meets(rhythm, last_report_date=earlier, on=on, started_date=started):
        assert meets(rhythm, last_report_date=later, on=on, started_date=started)
