"""Loading units: every cell that does not fit is named, and nothing is loaded."""

from decimal import Decimal

import pytest
from ledger_rows import Tester, rows

from tiendo.org.actions import load_units
from tiendo.org.models import UnitVersion
from tiendo.rules.refusal import BadRows

pytestmark = pytest.mark.django_db
COLUMNS = "code,name,kind,parent,designation,valid_from,valid_to,e_id,latitude,longitude,area_km2"
GOOD = {"code": "40.MOI", "name": "Sở Mới", "kind": "department", "parent": "40.UBND"}


def load(*changes: dict[str, str]) -> int:
    lines = [",".join({**GOOD, **cells}.get(name, "") for name in COLUMNS.split(",")) for cells in changes]
    return load_units(rows(COLUMNS, *lines), author=Tester())


BAD = [
    ("code", "40;MOI"),
    ("code", "4" * 61),
    ("code", ""),
    ("name", "n" * 301),
    ("name", ""),
    ("kind", "country"),
    ("designation", "d" * 61),
    ("e_id", "e" * 41),
    ("latitude", "NaN"),
    ("latitude", "Infinity"),
    ("latitude", "90.1"),
    ("longitude", "-180.5"),
    ("longitude", "1e2"),
    ("longitude", "１"),
    ("area_km2", "-1"),
    ("area_km2", "1000001"),
    ("area_km2", "99999999999"),
    ("valid_from", "20250701"),
    ("valid_from", "0001-01-01"),
    ("valid_to", "9999-12-31"),
    ("valid_to", "1900-01-01"),
    ("valid_to", "2025-06-01"),
]


@pytest.mark.parametrize(("column", "cell"), BAD, ids=[f"{column}={cell[:12]}" for column, cell in BAD])
def test_a_cell_that_does_not_fit_is_named(column: str, cell: str) -> None:
    with pytest.raises(BadRows) as refused:
        load({"code": "40.MOI2"}, {column: cell, **({"valid_from": "2025-07-01"} if cell == "2025-06-01" else {})})
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(3, column)]
    assert not UnitVersion.objects.filter(code="40.MOI2").exists()


def test_a_unit_that_ends_before_its_parent_begins_is_named() -> None:
    assert UnitVersion.objects.get(code="16681", unit__key="c16681").valid_from.year == 2025
    with pytest.raises(BadRows) as refused:
        load({"parent": "16681", "kind": "department", "valid_to": "2024-01-01"})
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, "valid_to")]


def test_what_fits_is_kept_and_known_the_second_time() -> None:
    cells = {"latitude": "19.123456", "longitude": "-180", "area_km2": "1000000", "e_id": "e" * 40}
    assert load(cells) == 1
    assert load(cells) == 0
    unit = UnitVersion.objects.get(code="40.MOI")
    assert (unit.latitude, unit.longitude, unit.area_km2) == (Decimal("19.12346"), Decimal(-180), Decimal(1_000_000))
