from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table, yes

from tiendo.rules.light import (
    Action,
    Change,
    Light,
    LightPolicy,
    Need,
    Reason,
    Tally,
    Verdict,
    light_of,
    light_of_assignment,
    would_change,
)

RANK = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 2}


def policy(*, red_share: str = "0.10", complete_for_green: bool = False) -> LightPolicy:
    return LightPolicy(
        red_share=Decimal(red_share),
        warn_days=7,
        milestone_date=date(2025, 9, 1),
        complete_for_green=complete_for_green,
        version="test",
    )


def tally_of(row: Row) -> Tally:
    return Tally(
        deciding=int(row["deciding"]),
        done=int(row["done"]),
        overdue=int(row["overdue"]),
        due_soon=int(row["due soon"]),
        reported=int(row["reported"]),
        complete=yes(row["complete"]),
        remaining=int(row["remaining"]),
    )


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Possible tallies: the parts of the deciding assignments do not overlap, a verified one was reported."""
    overdue, due_soon, done, in_time = (draw(st.integers(0, 8)) for _ in range(4))
    deciding = overdue + due_soon + done + in_time
    later = draw(st.integers(0, 4))
    remaining = overdue + due_soon + in_time + later
    complete = remaining == 0 and (done > 0 or draw(st.booleans()))
    reported = done + draw(st.integers(0, overdue + in_time))
    return Tally(deciding, done, overdue, due_soon, reported, complete, remaining)


policies = st.builds(
    policy, red_share=st.sampled_from(["0", "0.05", "0.10", "0.3333", "1"]), complete_for_green=st.booleans()
)


@pytest.mark.parametrize("row", table("light", "Cases for a unit"), ids=str)
def test_light_of_a_unit_is_the_one_on_the_page(row: Row) -> None:
    rule = policy(red_share=row["red_share"], complete_for_green=yes(row["complete_for_green"]))
    expected = Verdict(Light(row["light"]), Reason(row["reason"]), int(row["count"]), int(row["deciding"]))
    assert light_of(tally_of(row), rule) == expected


@pytest.mark.parametrize("row", table("light", "Cases for one assignment"), ids=str)
def test_light_of_an_assignment_is_the_one_on_the_page(row: Row) -> None:
    verdict = light_of_assignment(
        done=yes(row["done"]),
        recurring_ok=None if row["rhythm"] == "-" else yes(row["rhythm"]),
        overdue=yes(row["overdue"]),
        due_soon=yes(row["due soon"]),
        counts=yes(row["counts"]),
        reported=yes(row["reported"]),
        decides=yes(row["decides"]),
    )
    assert verdict == Verdict(Light(row["light"]), Reason(row["reason"]))


def changes_of(cell: str) -> tuple[Change, ...]:
    """Reads `yellow: complete_overdue 3; green: complete_overdue 5 + start_due_soon 1`."""
    changes = []
    for part in [] if cell == "none" else cell.split("; "):
        target, _, needs = part.partition(": ")
        words = [need.split() for need in needs.split(" + ")]
        changes.append(Change(Light(target), tuple(Need(Action(what), int(count)) for what, count in words)))
    return tuple(changes)


@pytest.mark.parametrize("row", table("light", "What would change it"), ids=str)
def test_what_would_change_a_light_is_what_the_page_says(row: Row) -> None:
    rule = policy(complete_for_green=yes(row["complete_for_green"]))
    assert light_of(tally_of(row), rule).light == Light(row["now"])
    assert would_change(tally_of(row), rule) == changes_of(row["changes"])


def after(tally: Tally, need: Need) -> Tally:
    """The tally once a need has come about, told apart from the code under test."""
    match need.action:
        case Action.COMPLETE_OVERDUE:
            return replace(
                tally,
                done=tally.done + need.count,
                overdue=tally.overdue - need.count,
                reported=max(tally.reported, tally.done + need.count),
            )
        case Action.START_DUE_SOON:
            due_soon, reported = tally.due_soon - need.count, tally.reported + need.count
            return replace(tally, due_soon=due_soon, reported=min(reported, tally.deciding))
        case Action.REPORT:
            return replace(tally, reported=tally.reported + need.count)
        case Action.VERIFY:
            everything = tally.deciding
            return Tally(everything, everything, 0, 0, everything, True, tally.remaining - need.count)
        case Action.BECOME_OVERDUE:
            overdue = tally.overdue + need.count
            not_started = max(0, tally.due_soon - need.count)
            return replace(tally, overdue=overdue, due_soon=not_started, complete=False)


@few
@given(tallies(), policies)
def test_every_change_named_leads_to_the_light_it_names(tally: Tally, rule: LightPolicy) -> None:
    now = light_of(tally, rule).light
    for change in would_change(tally, rule):
        changed = tally
        for need in change.needs:
            assert need.count > 0
            changed = after(changed, need)
        assert light_of(changed, rule).light is change.target
        assert change.target is not now


@few
@given(tallies(), policies)
def test_no_smaller_number_of_overdue_ones_would_change_the_light_to_red_or_from_it(
    tally: Tally, rule: LightPolicy
) -> None:
    now = light_of(tally, rule).light
    for change in would_change(tally, rule):
        need = change.needs[0]
        crossing = Light.RED in (change.target, now) and Light.YELLOW in (change.target, now)
        if len(change.needs) == 1 and crossing and need.count > 1:
            fewer = after(tally, replace(need, count=need.count - 1))
            assert light_of(fewer, rule).light is not change.target


@few
@given(tallies(), policies)
def test_one_more_overdue_never_makes_a_light_better(tally: Tally, rule: LightPolicy) -> None:
    if tally.deciding > tally.done + tally.overdue:
        worse = after(tally, Need(Action.BECOME_OVERDUE, 1))
        assert RANK[light_of(worse, rule).light] <= RANK[light_of(tally, rule).light]


@few
@given(tallies(), policies)
def test_no_data_is_never_green(tally: Tally, rule: LightPolicy) -> None:
    if tally.deciding and not tally.reported:
        assert light_of(tally, rule).light is not Light.GREEN


def test_a_share_that_no_decimal_holds_is_compared_exactly() -> None:
    third = Tally(3, 1, 1, 0, 3, False, 2)
    assert light_of(third, policy(red_share="0.3333")).light is Light.RED
    assert light_of(third, policy(red_share="0.3334")).light is Light.YELLOW


@pytest.mark.parametrize(
    "numbers",
    [
        (3, 4, 0, 0, 3, False, 0),
        (3, 0, -1, 0, 3, False, 3),
        (3, 3, 0, 0, 3, True, 1),
        (3, 1, 0, 0, 9, False, 2),
    ],
)
def test_a_tally_that_contradicts_itself_is_refused(
    numbers: tuple[int, int, int, int, int, bool, int],
) -> None:
    with pytest.raises(ValueError, match=r"deciding|complete"):
        Tally(*numbers)


def test_a_policy_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="red_share"):
        policy(red_share="10")
    with pytest.raises(ValueError, match="warn_days"):
        replace(policy(), warn_days=-1)
