"""Forms: filled in without a line, sealed, sent back by anybody, counted once."""

import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_rows import assignment_of, load, small_programme
from python_calamine import CalamineWorkbook
from sheet_files import DAY, NOW, A, B, acting, recorded, sent

from people_made import logged_in, person
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets_out import PLAIN
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.sheets import actions
from tiendo.sheets.form_book import FILLED, FILLED_ON, SEAL, SHEET, form_bytes
from tiendo.sheets.models import Effect, ImportState, IssuedForm
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme() -> None:
    small_programme()


@pytest.fixture
def officer() -> User:
    return person("can-bo", Role.REPORTER, A)


def issued(user: User, unit: str = A, *, now: datetime = NOW) -> IssuedForm:
    """A form given out for one unit."""
    who = acting(user, now.date())
    bundle = actions.issue_forms(unit=version_of(unit, DAY), communes=False, actor=who, now=now)
    return IssuedForm.objects.get(bundle=bundle)


def cells_of(form: IssuedForm) -> dict[str, list[list[Any]]]:
    """The sheets of a form, cell by cell."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(form_bytes(actions.sheets_of([form])[0])))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def written(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Sheets saved again, as Excel does."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out, {**PLAIN, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
            if name == SEAL:
                page.very_hidden()
    return out.getvalue()


def filled(form: IssuedForm, **by_task: tuple[object, ...]) -> bytes:
    """A form in which percent, day and note of some tasks were written; `on` is the day of filling in."""
    sheets = cells_of(form)
    for cells in sheets[SHEET]:
        if cells[2] in by_task:
            values = by_task[cells[2]]
            cells[FILLED : FILLED + len(values)] = values
    if "on" in by_task:
        _row_of_day(sheets)[FILLED_ON] = by_task["on"][0]
    return written(sheets)


def _row_of_day(sheets: dict[str, list[list[Any]]]) -> list[Any]:
    line = next(int(cells[1]) for cells in sheets[SEAL] if cells[0] == "filled_on")
    return sheets[SHEET][line - 1]


def percent(task: str = "A") -> object:
    return assignment_of(task).percent


def test_a_form_lists_the_tasks_and_how_they_stand(officer: User) -> None:
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    sheets = cells_of(issued(officer))
    assert any("Báo cáo tiến độ" in str(cell) for cell in sheets[SHEET][0])
    lines = [cells for cells in sheets[SHEET] if cells[1] == "TEST"]
    assert [cells[2] for cells in lines] == ["A", "B"]
    assert lines[0][5:7] == ["đang thực hiện", 40.0]
    assert str(lines[0][4]) == "2025-08-31"


def test_only_the_cells_to_fill_in_are_open_and_the_seal_is_hidden(officer: User) -> None:
    form = issued(officer)
    with zipfile.ZipFile(io.BytesIO(form_bytes(actions.sheets_of([form])[0]))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<sheetProtection" in page
        assert page.count("<dataValidation ") == 3
        assert "<f>" not in page
        assert 'state="veryHidden"' in archive.read("xl/workbook.xml").decode()
        assert 'locked="0"' in archive.read("xl/styles.xml").decode()


def test_a_form_comes_back_and_is_recorded(officer: User) -> None:
    form = issued(officer)
    content = filled(form, A=(60, date(2025, 8, 6), "đã họp"), on=(date(2025, 8, 6),))
    later = NOW + timedelta(days=2)
    whole = sent(content, officer, name="bm.xlsx", now=later)
    assert (whole.state, whole.rows_new, whole.form_id) == (ImportState.PREVIEWED, 1, form.pk), whole.message
    assert recorded(whole, officer, now=later).events == 1
    event = ProgressEvent.objects.get(source="form")
    assert (event.percent, event.note, event.written_at, event.recorded_at) == (60, "đã họp", NOW, later)
    assert event.happened_date == DAY


def test_a_day_left_empty_is_the_day_on_which_the_form_was_filled_in(officer: User) -> None:
    content = filled(issued(officer), A=(60,), on=("07/08/2025",))
    later = NOW + timedelta(days=2)
    recorded(sent(content, officer, name="bm.xlsx", now=later), officer, now=later)
    event = ProgressEvent.objects.get(source="form")
    assert str(event.happened_date) == "2025-08-07"
    assert event.written_at == datetime(2025, 8, 7, tzinfo=ZONE)


@pytest.mark.parametrize(("day", "said"), [("09/08/2025", "future"), ("05/08/2025", "before"), ("hôm qua", "Filled")])
def test_a_day_of_filling_in_that_cannot_be_is_refused(officer: User, day: str, said: str) -> None:
    whole = sent(filled(issued(officer), A=(60,), on=(day,)), officer, name="bm.xlsx")
    assert whole.state == ImportState.UNREADABLE and said in whole.message


def test_the_same_form_twice_counts_once_and_a_later_edition_counts_what_changed(officer: User) -> None:
    form = issued(officer)
    first = filled(form, A=(60,), B=(20,))
    later = NOW + timedelta(days=1)
    recorded(sent(first, officer, name="bm.xlsx", now=later), officer, now=later)
    again = sent(first, officer, name="bm.xlsx", now=later + timedelta(days=1))
    assert (again.rows_new, again.rows_known) == (0, 2)
    edition = sent(filled(form, A=(70,), B=(20,)), officer, name="bm.xlsx", now=later + timedelta(days=1))
    assert (edition.rows_new, edition.rows_known, edition.rows_conflict) == (1, 1, 0)
    recorded(edition, officer, now=later + timedelta(days=1))
    assert (percent(), percent("B")) == (70, 20)
    assert ProgressEvent.objects.filter(source="form").count() == 3


def test_the_level_above_loads_a_form_of_a_commune(officer: User) -> None:
    content = filled(issued(officer), A=(60,))
    above = person("tinh-mau", Role.REPORTER, "40")
    assert recorded(sent(content, above, name="bm.xlsx"), above).events == 1
    assert ProgressEvent.objects.get(source="form").actor_user == above.pk


def test_a_form_of_another_unit_is_not_recorded_by_who_may_not(officer: User) -> None:
    content = filled(issued(person("xa-khac", Role.REPORTER, B), B), A=(60,))
    whole = sent(content, officer, name="bm.xlsx")
    assert [column for column, _why in whole.rows.get().problems] == ["unit"]
    with pytest.raises(NotAllowed):
        issued(officer, B)


def test_who_reported_meanwhile_is_shown_and_the_row_is_left_out_unless_chosen(officer: User) -> None:
    form = issued(officer)
    load("TEST,A,16681,reported,80,,2025-08-07 09:00,,người khác,")
    content, later = filled(form, A=(60,), B=(20,)), NOW + timedelta(days=2)
    whole = sent(content, officer, name="bm.xlsx", now=later)
    assert (whole.rows_new, whole.rows_conflict) == (1, 1)
    against = whole.rows.get(effect=Effect.CONFLICT)
    assert against.before is not None and (against.before["by"], against.before["said"]) == ("người khác", "80.00")
    recorded(whole, officer, now=later)
    assert (percent(), percent("B")) == (80, 20)
    again = sent(content, officer, name="bm.xlsx", now=later + timedelta(days=1))
    recorded(again, officer, chosen=(again.rows.get(effect=Effect.CONFLICT).line,), now=later + timedelta(days=1))
    assert percent() == 60


def test_an_older_form_is_taken_and_told(officer: User) -> None:
    form = issued(officer)
    newer = issued(officer, now=NOW + timedelta(days=1))
    whole = sent(filled(form, A=(60,)), officer, name="bm.xlsx", now=NOW + timedelta(days=2))
    assert whole.rows_new == 1 and any(newer.number in note for note in whole.notes)


def tampered(form: IssuedForm) -> dict[str, bytes]:
    """The same form, changed in ways that no clerk changes it by accident."""
    made: dict[str, bytes] = {}
    for name in (
        "another code",
        "a row gone",
        "a row twice",
        "seal and row",
        "checksum",
        "unit",
        "form",
    ):
        sheets = cells_of(form)
        lines = [place for place, cells in enumerate(sheets[SHEET]) if cells[1] == "TEST"]
        sheets[SHEET][lines[1]][FILLED] = 50
        if name == "another code":
            sheets[SHEET][lines[0]][2] = "Z"
        elif name == "a row gone":
            del sheets[SHEET][lines[0]]
        elif name == "a row twice":
            sheets[SHEET].append(list(sheets[SHEET][lines[0]]))
        elif name == "seal and row":
            sheets[SHEET][lines[0]][2] = "Z"
            next(cells for cells in sheets[SEAL] if cells[1] == "TEST/A")[1] = "TEST/Z"
        else:
            found = next(cells for cells in sheets[SEAL] if cells[0] == name)
            found[1] = {"checksum": "0" * 64, "unit": B, "form": "BM-999999"}[name]
        made[name] = written(sheets)
    return made


def test_a_changed_list_of_tasks_is_noticed_however_it_was_changed(officer: User) -> None:
    for name, content in tampered(issued(officer)).items():
        whole = sent(content, officer, name="bm.xlsx")
        assert whole.state == ImportState.UNREADABLE, name
        assert "list of tasks" in whole.message or "not given out here" in whole.message, name


def test_the_key_of_the_checksum_is_the_installations_own(officer: User, settings: Any) -> None:
    content = filled(issued(officer), A=(60,))
    settings.SECRET_KEY = "another installation's secret"
    assert sent(content, officer, name="bm.xlsx").state == ImportState.UNREADABLE


def test_sorted_rows_and_other_titles_do_no_harm(officer: User) -> None:
    sheets = cells_of(issued(officer))
    first, second = (place for place, cells in enumerate(sheets[SHEET]) if cells[1] == "TEST")
    rows = sheets[SHEET]
    rows[first], rows[second] = rows[second], rows[first]
    rows[first][3] = "Tên viết lại"
    rows[first][FILLED] = "55,5"
    whole = sent(written(sheets), officer, name="bm.xlsx")
    assert whole.rows_new == 1 and str(whole.rows.get().percent) == "55.50"


def test_an_empty_form_and_a_form_half_filled_say_what_to_do(officer: User) -> None:
    form = issued(officer)
    assert "filled in" in sent(filled(form), officer, name="bm.xlsx").message
    whole = sent(filled(form, A=("", "", "chỉ có ghi chú")), officer, name="bm.xlsx")
    assert [column for column, _why in whole.rows.get().problems] == ["percent"]


def test_a_unit_without_tasks_has_no_form() -> None:
    above = person("tinh-mau", Role.REPORTER, "40")
    with pytest.raises(Refused, match="no task"):
        issued(above, "17329")


def test_all_communes_of_a_province_come_in_one_zip(tmp_path: Path) -> None:
    above = person("tinh-mau", Role.STANDING_BODY, "40")
    client = logged_in(above)
    answer = client.post("/forms/", {"unit": "40", "communes": "on"}, follow=True)
    assert answer.status_code == 200
    address = answer.redirect_chain[-1][0]
    content = b"".join(client.get(f"{address}forms.zip").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(name.split("-")[-1] for name in archive.namelist()) == [f"{A}.xlsx", f"{B}.xlsx"]
        assert archive.testzip() is None
