"""Bars begin at zero, lines keep their scale, and the country is whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiendo.ui.drawing import HEIGHT, MARGIN, bar_width, spark
from tiendo.ui.geography import country_map, tile_grid


@pytest.mark.parametrize(
    ("numerator", "denominator", "width"),
    [(0, 130, "0"), (69, 130, "53.1"), (130, 130, "100"), (0, 0, "0"), (9, 3, "100")],
)
def test_a_bar_is_as_long_as_its_share(numerator: int, denominator: int, width: str) -> None:
    assert bar_width(numerator, denominator) == width


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_bar_never_leaves_its_track(numerator: int, denominator: int) -> None:
    assert 0 <= Decimal(bar_width(numerator, denominator)) <= 100


def test_the_best_place_is_on_top_and_the_worst_at_the_bottom() -> None:
    drawn = spark([1, 34], best=1, worst=34)
    (first, last) = drawn.lines[0].split()
    assert first.endswith(f",{MARGIN:.1f}")
    assert last.endswith(f",{HEIGHT - MARGIN:.1f}")
    assert drawn.last is not None


def test_a_line_breaks_where_a_place_is_missing() -> None:
    drawn = spark([3, 4, None, 5], best=1, worst=34)
    assert len(drawn.lines) == 2


def test_a_line_that_ends_without_a_place_has_no_last_point() -> None:
    assert spark([3, None], best=1, worst=34).last is None
    assert spark([], best=1, worst=34).lines == ()


def test_the_tile_grid_has_34_provinces_each_in_its_own_cell_and_both_archipelagos() -> None:
    tiles = tile_grid()
    assert len({tile.code for tile in tiles if not tile.archipelago}) == 34
    assert len({(tile.column, tile.row) for tile in tiles}) == len(tiles)
    isles = {(tile.name, tile.code) for tile in tiles if tile.archipelago}
    assert isles == {("Hoàng Sa", "48"), ("Trường Sa", "56")}


def test_the_map_has_34_provinces_and_both_archipelagos_inside_the_drawing() -> None:
    drawn = country_map()
    assert {outline.code for outline in drawn.outlines} == {tile.code for tile in tile_grid()}
    isles = {(name, outline.code) for outline in drawn.outlines for name, _x, _y in outline.islands}
    assert isles == {("Hoàng Sa", "48"), ("Trường Sa", "56")}
    points = [(o.x, o.y) for o in drawn.outlines] + [(x, y) for o in drawn.outlines for _n, x, y in o.islands]
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in points)
