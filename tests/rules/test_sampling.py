"""The draw: docs/rules/checking.md holds the cases, these tests read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_tables import table

from tiendo.rules.sampling import draw, lot

SEEDS = st.text(min_size=1, max_size=64)
IDS = st.lists(st.integers(1, 2**62), max_size=60)
SIZES = st.integers(1, 80)


def numbers(cell: str) -> list[int]:
    """ "3, 1, 2" → [3, 1, 2]"""
    return [int(part) for part in cell.split(",") if part.strip()]


@pytest.mark.parametrize(
    "case", table("checking", "Cases of the draw"), ids=lambda case: f"{case['seed']} {case['ids']}"
)
def test_draw_gives_what_the_table_says(case: dict[str, str]) -> None:
    assert draw(seed=case["seed"], ids=numbers(case["ids"]), size=int(case["size"])) == tuple(numbers(case["drawn"]))


@given(SEEDS, IDS, SIZES, st.randoms())
def test_draw_is_a_part_of_the_ids_whatever_their_order(seed: str, ids: list[int], size: int, shuffle: object) -> None:
    drawn = draw(seed=seed, ids=ids, size=size)
    assert set(drawn) <= set(ids) and len(set(drawn)) == len(drawn) == min(size, len(set(ids)))
    mixed = list(ids)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw(seed=seed, ids=mixed + mixed, size=size) == drawn


@given(SEEDS, IDS, SIZES)
def test_a_larger_draw_begins_with_the_smaller_one(seed: str, ids: list[int], size: int) -> None:
    assert draw(seed=seed, ids=ids, size=size + 1)[:size] == draw(seed=seed, ids=ids, size=size)


@given(SEEDS, st.sets(st.integers(1, 2**62), min_size=1, max_size=40), SIZES)
def test_whoever_is_left_out_has_a_larger_lot_than_whoever_is_drawn(seed: str, ids: set[int], size: int) -> None:
    drawn = draw(seed=seed, ids=ids, size=size)
    assert all(lot(seed, one) < lot(seed, other) for one in drawn for other in ids - set(drawn))


@pytest.mark.parametrize(("seed", "size"), [("", 1), ("x", 0), ("x", -1)])
def test_a_draw_without_seed_or_size_is_none(seed: str, size: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        draw(seed=seed, ids=[1], size=size)
