import pytest
from hypothesis import given
from rule_properties import few
from rule_tables import Row, table
from rule_worlds import contenders_of, criteria_of, rules, worlds

from tiendo.rules.movement import Movement, split_change
from tiendo.rules.rank import Contender, Criterion, places

BY_SHARE = [Criterion.SHARE_COMPLETE]


@pytest.mark.parametrize("row", table("rank", "Movement"), ids=str)
def test_movement_is_the_one_on_the_page(row: Row) -> None:
    corrected = row["before"] if row["corrected"] == "same" else row["corrected"]
    found = split_change(
        key=row["key"],
        before=contenders_of(row["before"]),
        before_corrected=contenders_of(corrected),
        after=contenders_of(row["after"]),
        criteria_before=BY_SHARE,
        criteria_after=BY_SHARE if row["rule then"] == "same" else criteria_of(row["rule then"]),
    )
    assert found == Movement(**{name: int(row[name]) for name in ("total", "own", "others", "rule", "correction")})


@few
@given(worlds(), worlds(), worlds(), rules, rules)
def test_the_parts_of_a_movement_add_up_to_the_change_of_place(
    before: list[Contender],
    corrected: list[Contender],
    after: list[Contender],
    rule: list[Criterion],
    new_rule: list[Criterion],
) -> None:
    found = split_change(
        key="p0",
        before=before,
        before_corrected=corrected,
        after=after,
        criteria_before=rule,
        criteria_after=new_rule,
    )
    assert found is not None
    assert found.total == places(before, rule)["p0"].place - places(after, new_rule)["p0"].place
    assert found.own + found.others + found.rule + found.correction == found.total


@few
@given(worlds(), rules)
def test_nothing_moves_where_nothing_changed(world: list[Contender], rule: list[Criterion]) -> None:
    found = split_change(
        key="p1",
        before=world,
        before_corrected=world,
        after=world,
        criteria_before=rule,
        criteria_after=rule,
    )
    assert found == Movement(total=0, own=0, others=0, rule=0, correction=0)


@pytest.mark.parametrize(
    "then, now",
    [
        ("A 1/2 0/0 0, B 1/2 0/0 0", "B 1/2 0/0 0, C 1/2 0/0 0"),
        ("B 1/2 0/0 0, C 1/2 0/0 0", "A 1/2 0/0 0, B 1/2 0/0 0"),
        ("A 0/0 0/0 0, B 1/2 0/0 0, C 1/2 0/0 0", "A 1/2 0/0 0, B 1/2 0/0 0"),
        ("A 1/2 0/0 0", "A 1/2 0/0 0, B 1/2 0/0 0"),
    ],
)
def test_one_without_a_place_at_one_end_has_no_movement(then: str, now: str) -> None:
    before = contenders_of(then)
    found = split_change(
        key="A",
        before=before,
        before_corrected=before,
        after=contenders_of(now),
        criteria_before=BY_SHARE,
        criteria_after=BY_SHARE,
    )
    assert found is None
