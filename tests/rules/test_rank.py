from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table
from rule_worlds import contenders_of, criteria_of, rules, worlds

from tiendo.rules.rank import Climb, Contender, Criterion, Gain, Slip, climb, places, slip

FORWARD: dict[Gain, tuple[str, int]] = {
    Gain.COMPLETE_UNITS: ("complete", 1),
    Gain.TASKS_DONE: ("done", 1),
    Gain.OVERDUE_CLEARED: ("overdue", -1),
}


def with_more(world: list[Contender], key: str, gain: Gain, count: int) -> list[Contender]:
    name, sign = FORWARD[gain]
    return [replace(one, **{name: getattr(one, name) + sign * count}) if one.key == key else one for one in world]


@pytest.mark.parametrize("row", table("rank", "Places"), ids=str)
def test_places_are_those_on_the_page(row: Row) -> None:
    found = places(contenders_of(row["contenders"]), criteria_of(row["criteria"]))
    words = [part.split() for part in row["places"].split(", ")] if row["places"] != "none" else []
    assert {key: place.place for key, place in found.items()} == {key: int(place) for key, place in words}


@pytest.mark.parametrize("row", table("rank", "Climb"), ids=str)
def test_climb_is_the_one_on_the_page(row: Row) -> None:
    found = climb(contenders_of(row["contenders"]), row["key"], criteria_of(row["criteria"]))
    expected = None
    if row["climb"] != "none":
        count, gain, _, place = row["climb"].replace(",", "").split()
        expected = Climb(count=int(count), gain=Gain(gain), place=int(place))
    assert found == expected


@pytest.mark.parametrize("row", table("rank", "Slip"), ids=str)
def test_slip_is_the_one_on_the_page(row: Row) -> None:
    found = slip(contenders_of(row["contenders"]), row["key"], criteria_of(row["criteria"]))
    expected = None
    if row["slip"] != "none":
        rival, _, count, gain, _, place = row["slip"].replace(",", "").split()
        expected = Slip(by=rival, count=int(count), gain=Gain(gain), place=int(place))
    assert found == expected


def test_a_shared_place_says_with_how_many_and_of_how_many() -> None:
    world = contenders_of("A 1/2 0/0 0, B 1/2 0/0 0, C 2/2 0/0 0, D 0/0 0/0 0")
    found = places(world, [Criterion.SHARE_COMPLETE])
    assert (found["A"].tied_with, found["A"].of) == (1, 3)
    assert (found["C"].tied_with, found["C"].of) == (0, 3)


@few
@given(worlds(), rules, st.data())
def test_the_order_of_the_contenders_never_changes_places(
    world: list[Contender], criteria: list[Criterion], data: st.DataObject
) -> None:
    assert places(data.draw(st.permutations(world)), criteria) == places(world, criteria)


@few
@given(worlds(), rules)
def test_places_start_at_one_and_leave_out_as_many_as_are_tied(
    world: list[Contender], criteria: list[Criterion]
) -> None:
    found = places(world, criteria)
    assert found.keys() == {one.key for one in world}
    taken = sorted(place.place for place in found.values())
    assert taken == [taken.index(place) + 1 for place in taken]
    for place in found.values():
        assert taken.count(place.place) == place.tied_with + 1
        assert place.of == len(world)


@few
@given(worlds(), rules, st.integers(0, 6))
def test_a_better_own_share_never_worsens_the_own_place(
    world: list[Contender], criteria: list[Criterion], pick: int
) -> None:
    me = world[pick % len(world)]
    if me.complete < me.units:
        better = with_more(world, me.key, Gain.COMPLETE_UNITS, 1)
        assert places(better, criteria)[me.key].place <= places(world, criteria)[me.key].place


@few
@given(worlds(), rules, st.integers(0, 6))
def test_climb_is_the_smallest_number_that_improves_the_place(
    world: list[Contender], criteria: list[Criterion], pick: int
) -> None:
    key = world[pick % len(world)].key
    now, found = places(world, criteria)[key].place, climb(world, key, criteria)
    if found is None:
        return
    assert found.place < now
    assert places(with_more(world, key, found.gain, found.count), criteria)[key].place == found.place
    assert places(with_more(world, key, found.gain, found.count - 1), criteria)[key].place == now


@few
@given(worlds(), rules, st.integers(0, 6))
def test_slip_names_the_one_who_passes_with_the_fewest_steps(
    world: list[Contender], criteria: list[Criterion], pick: int
) -> None:
    key = world[pick % len(world)].key
    found = slip(world, key, criteria)
    if found is None:
        return
    passed = places(with_more(world, found.by, found.gain, found.count), criteria)
    assert passed[key].place == found.place == places(world, criteria)[key].place + 1
    assert passed[found.by].place < found.place
    short = places(with_more(world, found.by, found.gain, found.count - 1), criteria)
    assert short[found.by].place >= short[key].place


def test_one_who_is_not_ranked_neither_climbs_nor_slips() -> None:
    world = contenders_of("A 1/2 0/0 0, B 0/0 0/0 0")
    for key in ("A", "B", "nobody"):
        assert climb(world, key, [Criterion.SHARE_COMPLETE]) is None
        assert slip(world, key, [Criterion.SHARE_COMPLETE]) is None


def test_a_ranking_without_criteria_or_with_a_double_contender_is_refused() -> None:
    world = contenders_of("A 1/2 0/0 0, B 1/2 0/0 0")
    with pytest.raises(ValueError, match="criterion"):
        places(world, [])
    with pytest.raises(ValueError, match="twice"):
        places([*world, world[0]], [Criterion.SHARE_COMPLETE])
    with pytest.raises(ValueError, match="contradict"):
        replace(world[0], complete=3)
