"""The reminders are those of the tables on docs/rules/notices.md."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table, yes

from tiendo.rules.progress import State
from tiendo.rules.reminders import (
    AUDIENCES,
    Audience,
    Facts,
    Rule,
    RuleKind,
    is_to_remind,
    reminders,
    rules_for,
)
from tiendo.rules.rhythm import Rhythm
from tiendo.rules.workdays import Calendar

BEGIN, END = date(1900, 1, 1), date(9999, 12, 31)
# The week of the page: 1 and 2 September 2025 are days off.
CALENDAR = Calendar(
    first=date(2024, 1, 1), last=date(2027, 12, 31), days_off=frozenset({date(2025, 9, 1), date(2025, 9, 2)})
)


def rule(kind: RuleKind, days: int, *, programme: int | None = None, duty: bool = True) -> Rule:
    """A rule in force always."""
    return Rule(kind=kind, days=days, duty=duty, valid_from=BEGIN, valid_to=END, programme=programme)


def day(cell: str) -> date | None:
    """A day, or nothing."""
    return date.fromisoformat(cell) if cell else None


@pytest.mark.parametrize("row", table("notices", "Cases"), ids=str)
def test_a_rule_reminds_where_the_page_says_so(row: Row) -> None:
    kind = RuleKind(row["rule"])
    facts = Facts(
        state=State(row["state"]),
        assigned_date=date(2025, 7, 1),
        due_date=day(row["due"]),
        rhythm=Rhythm(row["rhythm"]) if row["rhythm"] else None,
        reported_date=day(row["reported"]),
        recorded_date=day(row["reported"]),
        returned_date=day(row["returned"]),
    )
    on = date.fromisoformat(row["on"])
    found = reminders(facts, rules=[rule(kind, int(row["days"]))], calendar=CALENDAR, on=on)
    assert [str(reminder.days) for reminder in found] == ([row["reminds"]] if row["reminds"] != "no" else [])
    assert all(reminder.audience is AUDIENCES.get(kind, Audience.UNIT) for reminder in found)


@pytest.mark.parametrize("row", table("notices", "Something to answer"), ids=str)
def test_something_to_answer_is_reminded_of_where_the_page_says_so(row: Row) -> None:
    reminded = is_to_remind(
        rule(RuleKind.TO_ANSWER, int(row["days"])),
        since=date.fromisoformat(row["since"]),
        calendar=CALENDAR,
        on=date.fromisoformat(row["on"]),
    )
    assert reminded is yes(row["reminds"])


def test_rules_of_a_programme_take_the_place_of_the_general_ones_of_their_kind() -> None:
    general = [rule(RuleKind.BEFORE_DUE, 5), rule(RuleKind.BEFORE_DUE, 1), rule(RuleKind.AFTER_DUE, 5)]
    own = rule(RuleKind.BEFORE_DUE, 10, programme=7)
    assert rules_for([*general, own], programme=7, on=date(2025, 8, 6)) == (own, general[2])
    assert rules_for([*general, own], programme=8, on=date(2025, 8, 6)) == tuple(general)


def test_a_rule_counts_from_its_first_day_until_the_day_before_its_last() -> None:
    made = Rule(kind=RuleKind.AFTER_DUE, days=5, duty=True, valid_from=date(2025, 8, 6), valid_to=date(2025, 8, 8))
    days = [date(2025, 8, number) for number in range(5, 10)]
    assert [bool(rules_for([made], programme=1, on=on)) for on in days] == [False, True, True, False, False]


@few
@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.integers(1, 20))
def test_before_a_due_date_exactly_one_day_reminds(due: date, days: int) -> None:
    facts = Facts(state=State.NOT_STARTED, assigned_date=date(2024, 6, 1), due_date=due)
    rules = [rule(RuleKind.BEFORE_DUE, days)]
    on = [due - timedelta(days=back) for back in range(3 * days + 20)]
    assert sum(bool(reminders(facts, rules=rules, calendar=CALENDAR, on=one)) for one in on) == 1


@few
@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.sampled_from(State))
def test_nobody_is_reminded_on_a_day_off_or_of_what_is_done(on: date, state: State) -> None:
    facts = Facts(state=state, assigned_date=date(2024, 6, 1), due_date=date(2025, 6, 30), recorded_date=on)
    found = reminders(facts, rules=[rule(kind, 1) for kind in RuleKind], calendar=CALENDAR, on=on)
    if not CALENDAR.is_working(on) or state in (State.DONE_ON_TIME, State.DONE_LATE, State.WITHDRAWN):
        assert found == ()
