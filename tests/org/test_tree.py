"""The tree as of any day, search, and the one verb that changes it."""

from datetime import date, datetime

import pytest

from tiendo.gateways.clock import ZONE
from tiendo.org import queries
from tiendo.org.actions import NewUnit, UnitChange, close_tree
from tiendo.org.models import Succession, UnitKind, UnitVersion
from tiendo.restructuring.actions import restructure
from tiendo.rules.refusal import NotFound, Refused

pytestmark = pytest.mark.django_db
NOW_TREE, OLD_TREE = date(2025, 7, 1), date(2025, 6, 30)


class Author:
    """Who decides in these tests."""

    name = "a test"
    unit_name = ""


def test_counts_of_the_trees_of_two_days() -> None:
    def kinds(day: date) -> dict[str, int]:
        return {kind: queries.in_force(day).filter(kind=kind).count() for kind in ("province", "district", "commune")}

    assert kinds(NOW_TREE) == {"province": 34, "district": 0, "commune": 3321}
    assert kinds(OLD_TREE)["province"] == 63
    assert kinds(OLD_TREE)["district"] == 696


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dak lak", "66"),
        ("nghe an", "40"),
        ("Đắk Lắk", "66"),
        ("NGHỆ AN", "40"),
        ("hue", "46"),
        ("40.skhcn", "40.SKHCN"),
    ],
)
def test_search_without_tones_finds_the_unit_first(text: str, code: str) -> None:
    assert queries.search(text, NOW_TREE)[0].code == code


def test_provinces_are_in_vietnamese_order() -> None:
    names = [province.name for province in queries.provinces(NOW_TREE)]
    assert names[:4] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng"]
    assert names.index("Đà Nẵng") > names.index("Cao Bằng") and names.index("Đắk Lắk") < names.index("Hà Nội")


def test_every_province_has_its_bodies() -> None:
    for suffix in ("UBND", "TU", "SKHCN", "VPTU"):
        assert (
            UnitVersion.objects.filter(code__endswith=f".{suffix}", code__regex=r"^\d\d\.")
            .values("unit")
            .distinct()
            .count()
            == 34
        )


def test_a_code_says_when_it_is_in_force() -> None:
    with pytest.raises(NotFound, match="99"):
        queries.version_of("99999", NOW_TREE)
    former = UnitVersion.objects.filter(valid_to=NOW_TREE, kind=UnitKind.DISTRICT).first()
    assert former is not None
    with pytest.raises(NotFound, match="01/07/2025"):
        queries.version_of(former.code, NOW_TREE)


def test_former_units_know_their_successors() -> None:
    hagiang = queries.version_of("02", OLD_TREE)
    assert [unit.name for unit in queries.successors(hagiang, NOW_TREE)] == ["Tuyên Quang"]


def test_a_merger_ends_two_communes_and_history_stays() -> None:
    day = date(2027, 1, 1)
    before = queries.in_force(day).filter(kind=UnitKind.COMMUNE).count()
    restructure(
        UnitChange(
            verb="merged",  # type: ignore[arg-type]
            from_date=day,
            decision="01/NQ",
            sources=["16681", "16690"],
            targets=[NewUnit(code="16681", name="Mới", designation="phường")],
        ),
        author=Author(),
    )
    assert queries.in_force(day).filter(kind=UnitKind.COMMUNE).count() == before - 1
    assert queries.version_of("16681", day).full_name == "Phường Mới"
    assert queries.version_of("16681", date(2026, 12, 31)).full_name != "Phường Mới"
    origins = Succession.objects.filter(successor_id=queries.version_of("16681", day).unit_id)
    assert set(origins.values_list("predecessor__versions__code", flat=True)) == {"16681", "16690"}


def test_moving_a_unit_moves_what_is_below_it() -> None:
    day = date(2027, 1, 1)
    province = queries.version_of("40.UBND", day)
    below = queries.in_force(day).filter(path__startswith=province.path).count()
    restructure(
        UnitChange(verb="moved", from_date=day, decision="02/NQ", sources=["40.UBND"], parent="38"),  # type: ignore[arg-type]
        author=Author(),
    )
    moved = queries.version_of("40.UBND", day)
    assert moved.province_id == queries.version_of("38", day).unit_id
    assert queries.in_force(day).filter(path__startswith=moved.path).count() == below
    assert queries.version_of("40.UBND", date(2026, 1, 1)).path == province.path


def test_the_tree_cannot_change_on_a_day_on_which_figures_were_published() -> None:
    close_tree(date(2026, 6, 1), reason="test")
    with pytest.raises(Refused, match="01/06/2026"):
        restructure(
            UnitChange(verb="moved", from_date=date(2026, 5, 1), decision="x", sources=["16681"], parent="38"),  # type: ignore[arg-type]
            author=Author(),
        )


def test_successors_get_the_tasks_and_carry_on_what_all_had_done() -> None:
    from ledger_rows import load, small_programme

    from tiendo.tasks.models import Assignment
    from tiendo.tasks.queries import differing_standings

    small_programme()
    for unit in ("16681", "16690"):
        load(
            f"TEST,A,{unit},reported,100,,2025-07-09 09:00",
            f"TEST,A,{unit},verified,,,2025-07-10 09:00",
        )
    load("TEST,B,16681,reported,100,,2025-07-09 09:00", "TEST,B,16681,verified,,,2025-07-10 09:00")
    day = date(2026, 11, 1)
    restructure(
        UnitChange(
            verb="merged",  # type: ignore[arg-type]
            from_date=day,
            decision="03/NQ",
            sources=["16681", "16690"],
            targets=[NewUnit(code="99681", name="Mới", designation="phường")],
        ),
        author=Author(),
    )
    new = queries.version_of("99681", day)
    states = dict(Assignment.objects.filter(unit_id=new.unit_id).values_list("task__code", "state"))
    assert states == {"A": "done_on_time", "B": "not_started"}
    assert Assignment.objects.filter(unit_id=new.unit_id, assigned_at=datetime(2026, 11, 1, tzinfo=ZONE)).count() == 2
    assert not list(differing_standings())


def test_units_loaded_after_a_publication_cannot_change_its_tree() -> None:
    from ledger_rows import Tester, rows

    from tiendo.org.actions import load_units
    from tiendo.rules.refusal import BadRows

    close_tree(date(2026, 6, 1), reason="test")
    header = "code,name,kind,parent,valid_from"
    with pytest.raises(BadRows) as refused:
        load_units(rows(header, "98,Tỉnh Mới,province,,2025-07-01"), author=Tester())
    assert [(p.line, p.column) for p in refused.value.problems] == [(2, "valid_from")]
    load_units(rows(header, "40.MOI,Sở Mới,department,40.UBND,"), author=Tester())
    assert queries.version_of("40.MOI", date(2026, 6, 2)).valid_from == date(2026, 6, 2)
