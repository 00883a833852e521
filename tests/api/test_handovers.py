"""Files for other trackers: their columns, their words, and what changed since the last one."""

import csv
import io
import json

import pytest
from api_client_of import actor_with, unit_named
from django.test import Client as Browser
from django.utils.translation import override
from ledger_rows import load, small_programme
from python_calamine import load_workbook

from tiendo.api.actions.handovers import MappingDraft, file_of, keep_mapping, make_handover
from tiendo.api.columns import compare
from tiendo.api.mapping_files import parsed, table_of
from tiendo.api.models import Format, Handover, Mapping
from tiendo.api.queries.handovers import Asked, difference, prepared
from tiendo.api.showing import in_words
from tiendo.documents.queries import content_of
from tiendo.gateways.clock import now
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.models import Programme

pytestmark = pytest.mark.django_db
TABLE = """part,theirs,ours,days
column,Mã nhiệm vụ,task.code,
column,Đơn vị,unit.name,
column,Tình trạng,state,
column,Hạn,due_date,dd/mm/yyyy
column,Tỷ lệ,percent,
column,Nguồn,=Tiến Độ,
task,NV-01,A,
task,NV-02,B,
state,Chưa làm,not_started,
state,Đang làm,in_progress,
state,Quá hạn,overdue,
state,Chờ,waiting,
state,Xong,done_on_time,
"""
OWNER, CENTRE = Role.ADMINISTRATOR, Role.COMMAND_CENTRE


@pytest.fixture(autouse=True)
def tasks_given() -> None:
    """TEST: the tasks A and B for 16681 and 16690."""
    small_programme()


def mapping(text: str = TABLE, kind: Format = Format.CSV, name: str = "Mẫu A") -> Mapping:
    """A version of a form, kept by the country's administrator."""
    draft = MappingDraft(name=name, target="Hệ thống khác", format=kind, text=text)
    return keep_mapping(draft, actor=actor_with(OWNER))


def asked(form: Mapping, unit: str = "40") -> Asked:
    """TEST for a unit, now."""
    return Asked(mapping=form, programme=Programme.objects.get(code="TEST"), unit=unit_named(unit))


def make(form: Mapping) -> Handover:
    """A file for Nghệ An."""
    return make_handover(asked(form), actor=actor_with(CENTRE), now=now())


def test_a_file_has_their_columns_and_their_words() -> None:
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    made = make(mapping())
    rows = list(csv.reader(io.StringIO(content_of(made.document).decode("utf-8-sig"))))
    assert rows[0] == ["Mã nhiệm vụ", "Đơn vị", "Tình trạng", "Hạn", "Tỷ lệ", "Nguồn"]
    assert [row[3:] for row in rows if row[0] == "NV-01" and row[4]] == [["31/08/2025", "40", "Tiến Độ"]]
    assert {row[1] for row in rows[1:]} == {unit_named("16681").full_name, unit_named("16690").full_name}
    assert (len(rows), made.count) == (5, 4)


def test_the_three_kinds_of_files_say_the_same() -> None:
    contents = {}
    for kind in Format:
        ready = prepared(actor_with(CENTRE), asked(mapping(kind=kind, name=f"Mẫu {kind}")), now())
        contents[kind] = file_of(ready)
    from_csv = list(csv.reader(io.StringIO(contents[Format.CSV].decode("utf-8-sig"))))
    from_json = json.loads(contents[Format.JSON])["rows"]
    sheet = load_workbook(io.BytesIO(contents[Format.XLSX])).get_sheet_by_index(0)
    from_xlsx = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert from_csv == from_xlsx
    assert from_csv == [list(from_json[0]), *[list(row.values()) for row in from_json]]


def test_what_changed_since_the_last_file_is_named_cell_by_cell_before_and_after() -> None:
    form = mapping()
    first = make(form)
    assert difference(first) is None
    load("TEST,A,16681,reported,55.5,,2025-07-05 09:00")
    before = prepared(actor_with(CENTRE), asked(form), now()).comparison
    assert before is not None
    assert {(one.row, one.column, one.before, one.after) for one in before.changed} >= {
        ("TEST/A/16681", "Tỷ lệ", "", "55.5")
    }
    assert difference(make(form)) == before


def test_a_code_for_which_the_form_has_no_list_is_compared_in_words() -> None:
    form = mapping("part,theirs,ours\ncolumn,Tình trạng,state\ncolumn,Mã,task.code\n")
    make(form)
    load("TEST,A,16681,reported,100,,2025-08-20 09:00", "TEST,A,16681,verified,,,2025-08-21 09:00")
    raw = difference(make(form))
    shown = in_words(raw, form)
    assert raw is not None and shown is not None
    assert [one.after for one in raw.changed] == ["done_on_time"]
    with override("vi"):
        assert [one.after for one in in_words(raw, form).changed] == ["hoàn thành đúng hạn"]  # type: ignore[union-attr]
    assert (shown.added, shown.gone) == (raw.added, raw.gone)
    theirs = mapping(name="Mẫu B")
    assert in_words(raw, theirs) == raw, "their own word stays as it is"
    assert in_words(None, form) is None


def test_rows_that_came_and_went_are_named() -> None:
    form = mapping()
    make(form)
    load("TEST,B,16690,withdrawn,,,2025-07-05 09:00,,,thôi")
    comparison = prepared(actor_with(CENTRE), asked(form), now()).comparison
    assert comparison is not None
    assert (comparison.gone, comparison.added) == (("TEST/B/16690",), ())


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([("r", ["1"])], [("r", ["1"])], ((), (), ())),
        ([], [("r", ["1"])], (("r",), (), ())),
        ([("r", ["1"])], [], ((), ("r",), ())),
        ([("r", ["1"])], [("r", ["2"])], ((), (), (("r", "A", "1", "2"),))),
    ],
)
def test_two_files_are_compared(old: list[object], new: list[object], found: tuple[object, ...]) -> None:
    made = compare(["A"], old, ["A"], new)  # type: ignore[arg-type]
    changed = tuple((one.row, one.column, one.before, one.after) for one in made.changed)
    assert (made.added, made.gone, changed) == found


def test_a_column_that_a_new_version_adds_is_a_change_of_every_row() -> None:
    made = compare(["A"], [("r", ["1"])], ["A", "B"], [("r", ["1", "x"])])
    assert [(one.column, one.before, one.after) for one in made.changed] == [("B", "", "x")]


def test_a_code_without_a_word_is_refused_by_name() -> None:
    form = mapping(TABLE.replace("task,NV-02,B,\n", ""))
    with pytest.raises(Refused, match="task: B"):
        make(form)
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "part,theirs,ours\n",
        "part,theirs,ours\ncolumn,A,nothing.here\n",
        "part,theirs,ours\ncolumn,A,state\ncolumn,A,percent\n",
        "part,theirs,ours\ncolumn,,state\n",
        "part,theirs,ours\nbogus,A,state\n",
        "part,theirs,ours,days\ncolumn,A,due_date,yy\n",
        "{",
        '{"columns": 1}',
        '{"columns": [{"column": "A", "field": "state", "constant": "x"}]}',
        '{"columns": [{"column": "A", "field": "state"}], "codes": {"colours": {}}}',
    ],
)
def test_a_form_that_cannot_be_used_is_not_kept(text: str) -> None:
    with pytest.raises(Refused):
        mapping(text)
    assert not Mapping.objects.exists()


def test_a_change_is_a_new_version_and_the_same_again_is_none() -> None:
    first, second = mapping(), mapping(TABLE.replace("Nguồn", "Hệ thống"))
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(Refused):
        mapping(TABLE.replace("Nguồn", "Hệ thống"))


def test_a_form_written_as_a_table_reads_back_the_same() -> None:
    columns, codes = parsed(TABLE)
    assert parsed(table_of(columns, codes)) == (columns, codes)
    assert parsed(json.dumps({"columns": columns, "codes": codes})) == (columns, codes)


@pytest.mark.parametrize(("role", "unit"), [(CENTRE, "38"), (Role.REPORTER, "40"), (OWNER, "40")])
def test_only_who_hands_over_the_unit_makes_a_file(role: Role, unit: str) -> None:
    form = mapping()
    with pytest.raises(NotAllowed):
        make_handover(asked(form), actor=actor_with(role, unit), now=now())


def test_only_an_administrator_of_the_country_keeps_a_form() -> None:
    draft = MappingDraft(name="x", target="y", format=Format.CSV, text=TABLE)
    for role, unit in ((OWNER, "40"), (CENTRE, "VN")):
        with pytest.raises(NotAllowed):
            keep_mapping(draft, actor=actor_with(role, unit))


def test_visitors_are_led_to_the_log_in() -> None:
    assert Browser().get("/handovers/").status_code == 302
