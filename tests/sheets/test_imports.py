"""Imports: every row with what would change, all or nothing, exactly once, and back again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ledger_rows import assignment_of, load, small_programme
from sheet_files import HEADER, NOW, A, B, Cells, acting, csv_of, recorded, row, sent, xlsx_of

from people_made import person, position
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.sheets import actions
from tiendo.sheets.models import Effect, Import, ImportState
from tiendo.sheets.queries import events_of, import_for
from tiendo.tasks.models import ProgressEvent
from tiendo.tasks.queries import differing_standings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme() -> None:
    small_programme()


@pytest.fixture
def officer() -> User:
    return person("can-bo", Role.REPORTER, "40")


def state(task: str = "A", unit: str = A) -> str:
    return assignment_of(task, unit).state


def problems(whole: Import) -> dict[int, list[str]]:
    return {found.line: [column for column, _why in found.problems] for found in whole.rows.order_by("line")}


def test_a_preview_says_what_would_change_and_changes_nothing(officer: User) -> None:
    load("TEST,B,16681,reported,10,,2025-07-05 09:00,2025-07-04")
    whole = sent(csv_of(row(), row("B", percent="50%", day="05/08/2025")), officer)
    assert (whole.state, whole.rows_new, whole.rows_wrong) == (ImportState.PREVIEWED, 2, 0)
    first, second = whole.rows.order_by("line")
    assert first.before == {"state": "not_started", "percent": None, "due": "2025-08-31"}
    assert first.after == {"state": "in_progress", "percent": "40.00", "due": "2025-08-31"}
    assert second.before is not None and second.before["percent"] == "10.00"
    assert (second.percent, second.happened_date) == (Decimal(50), date(2025, 8, 5))
    assert state() == "not_started"


@pytest.mark.parametrize("write", [csv_of, xlsx_of], ids=["csv", "xlsx"])
def test_both_kinds_of_file_record_the_same(officer: User, write: object) -> None:
    rows = (row(day=date(2025, 8, 5), note="đã xong một phần"), row("A", B, Decimal(100)))
    whole = recorded(sent(write(*rows), officer, name="x.xlsx" if write is xlsx_of else "x.csv"), officer)  # type: ignore[operator]
    assert (whole.state, whole.events) == (ImportState.APPLIED, 2)
    assert [state(unit=A), state(unit=B)] == ["in_progress", "waiting"]
    event = events_of(whole).get(assignment__unit__key=f"c{A}")
    assert (event.recorded_at, event.happened_date, event.note) == (NOW, date(2025, 8, 5), "đã xong một phần")
    assert event.actor_user == officer.pk
    assert not list(differing_standings())


BAD = [
    (("TEST", "Z", *row()[2:]), "task"),
    (("NONE", *row()[1:]), "programme"),
    (("", *row()[1:]), "programme"),
    (row(unit="99999"), "unit"),
    (row(unit="38"), "unit"),
    (row(percent="101"), "percent"),
    (row(percent=""), "percent"),
    (row(percent="một nửa"), "percent"),
    (row(day="31/02/2025"), "happened_date"),
    (row(day="07/08/2025"), "happened_date"),
    (row(note="x" * 10_001), "note"),
    ((*row(), "thừa"), ""),
]


@pytest.mark.parametrize(("bad", "column"), BAD, ids=[column or "beyond" for _bad, column in BAD])
def test_what_is_wrong_is_said_at_its_cell_and_no_row_is_recorded(officer: User, bad: Cells, column: str) -> None:
    whole = sent(csv_of(row("B"), bad), officer)
    assert problems(whole) == {2: [], 3: [column]}
    recorded(whole, officer)
    assert whole.state == ImportState.PREVIEWED
    assert "1" in whole.message
    assert not ProgressEvent.objects.filter(assignment__task__programme__code="TEST").exists()


def test_the_same_task_and_unit_twice_is_said(officer: User) -> None:
    assert problems(sent(csv_of(row(), row(percent=50)), officer)) == {2: [], 3: ["task"]}


def test_a_row_of_a_unit_that_is_not_ones_own_is_wrong_and_tells_nothing_of_it() -> None:
    load("TEST,A,16690,reported,10,,2025-07-05 09:00")
    whole = sent(csv_of(row(), row(unit=B)), person("xa-mau", Role.REPORTER, A))
    assert problems(whole) == {2: [], 3: ["unit"]}
    assert whole.rows.get(line=3).before is None


def test_recording_twice_records_once(officer: User) -> None:
    whole = recorded(sent(csv_of(row()), officer), officer)
    recorded(whole, officer, now=NOW + timedelta(hours=1))
    assert ProgressEvent.objects.filter(assignment__task__programme__code="TEST").count() == 1


def test_the_same_file_again_changes_nothing_and_says_so(officer: User) -> None:
    content = csv_of(row(day="05/08/2025"))
    first = recorded(sent(content, officer), officer)
    again = sent(content, officer, now=NOW + timedelta(days=1))
    assert (again.rows_new, again.rows_known) == (0, 1)
    assert any(str(first.pk) in note for note in again.notes)


def test_a_report_that_was_returned_can_be_made_again(officer: User) -> None:
    load("TEST,A,16681,reported,100,,2025-08-05 09:00,2025-08-05", "TEST,A,16681,returned,,,2025-08-06 09:00")
    assert sent(csv_of(row(percent=100, day="05/08/2025")), officer).rows_new == 1


def test_what_changed_since_the_preview_is_read_anew_before_anything_is_recorded(officer: User) -> None:
    whole = sent(csv_of(row()), officer)
    load("TEST,A,16681,reported,70,,2025-08-06 15:00")
    recorded(whole, officer)
    assert whole.state == ImportState.PREVIEWED and "changed since the preview" in whole.message
    before = whole.rows.get().before
    assert before is not None and before["percent"] == "70.00"
    assert recorded(whole, officer).state == ImportState.APPLIED


def test_nobody_records_the_file_of_another(officer: User) -> None:
    whole = sent(csv_of(row()), officer)
    other = person("nguoi-khac", Role.REPORTER, "40")
    with pytest.raises(NotAllowed):
        actions.record(whole, chosen=(), actor=acting(other), now=NOW)
    with pytest.raises(NotFound):
        import_for(acting(other), whole.pk, NOW.date())


def test_a_file_of_who_may_record_nothing_is_not_taken() -> None:
    with pytest.raises(NotAllowed):
        sent(csv_of(row()), person("nguoi-xem", Role.VIEWER, "40"))


def test_other_kinds_go_by_their_verbs() -> None:
    load("TEST,A,16681,reported,100,,2025-08-05 09:00,2025-08-05", "TEST,A,16690,reported,100,,2025-08-05 09:00")
    header = ("programme", "task", "unit", "kind", "new_due_date", "decision", "note")
    rows = (
        ("TEST", "A", A, "xác nhận", "", "", ""),
        ("TEST", "A", B, "trả lại", "", "", "thiếu minh chứng"),
        ("TEST", "B", A, "Gia hạn", "31/01/2026", "12/QĐ-UBND", ""),
        ("TEST", "B", B, "báo cáo", "", "", ""),
    )
    body = person("thuong-truc-mau", Role.STANDING_BODY, "40")
    assert problems(sent(csv_of(*rows, header=header), body)) == {2: [], 3: [], 4: [], 5: ["percent", "unit"]}
    whole = recorded(sent(csv_of(*rows[:3], header=header), body), body)
    assert whole.events == 3
    assert [state(), state(unit=B)] == ["done_on_time", "in_progress"]
    assert assignment_of("B").due_date == date(2026, 1, 31)


def test_nobody_confirms_by_a_file_what_they_reported(officer: User) -> None:
    recorded(sent(csv_of(row(percent=100)), officer), officer)
    position(officer, Role.STANDING_BODY, "40")
    whole = sent(csv_of(("TEST", "A", A, "verified"), header=("programme", "task", "unit", "kind")), officer)
    assert problems(whole) == {2: ["kind"]}


def test_spreadsheets_lose_zeros_and_the_unit_is_found_all_the_same(officer: User) -> None:
    small_programme("HN", targets="00004")
    ha_noi = person("ha-noi", Role.REPORTER, "01")
    whole = sent(xlsx_of(("HN", "A", 4, Decimal(40), "", "")), ha_noi, name="x.xlsx")
    assert whole.rows_new == 1, problems(whole)


def test_columns_may_bear_either_name_in_any_order_and_those_not_read_are_named(officer: User) -> None:
    content = csv_of((50, A, "Xã X", "A", "TEST"), header=("PHAN TRAM", "Mã đơn vị", "Tên", "task", " Chương trình "))
    whole = sent(content, officer)
    assert (whole.state, whole.rows_new) == (ImportState.PREVIEWED, 1)
    assert any("Tên" in note for note in whole.notes)


def test_a_missing_column_is_named_with_what_to_call_it(officer: User) -> None:
    whole = sent(csv_of(("TEST", "A"), header=("programme", "task")), officer)
    assert whole.state == ImportState.UNREADABLE
    assert [column for _line, column, _why in whole.problems] == ["unit", "percent"]
    assert "đơn vị" in whole.problems[0][2]
    assert HEADER


def test_taking_back_annuls_every_event_and_needs_a_reason(officer: User) -> None:
    whole = recorded(sent(csv_of(row(), row("B")), officer), officer)
    body = acting(person("thuong-truc-mau", Role.STANDING_BODY, "40"))
    actions.take_back_all(whole, reason=" ", knowing=False, actor=body, now=NOW + timedelta(hours=1))
    assert whole.state == ImportState.APPLIED and whole.message
    actions.take_back_all(whole, reason="nhầm tệp", knowing=False, actor=body, now=NOW + timedelta(hours=1))
    assert whole.state == ImportState.TAKEN_BACK
    assert [state(), state("B")] == ["not_started", "not_started"]
    assert not list(differing_standings())


def test_who_may_not_annul_cannot_take_back(officer: User) -> None:
    whole = recorded(sent(csv_of(row()), officer), officer)
    with pytest.raises(NotAllowed):
        actions.take_back_all(whole, reason="nhầm", knowing=False, actor=acting(officer), now=NOW + timedelta(hours=1))
    whole.refresh_from_db()
    assert whole.state == ImportState.APPLIED and state() == "in_progress"


def test_what_was_built_upon_an_import_is_named_before_it_is_taken_back(officer: User) -> None:
    whole = recorded(sent(csv_of(row(percent=100), row("B")), officer), officer)
    load("TEST,A,16681,verified,,,2025-08-07 09:00,,sở,")
    body = acting(person("thuong-truc-mau", Role.STANDING_BODY, "40"), date(2025, 8, 8))
    later = NOW + timedelta(days=2)
    counting = actions.still_counting(whole, on_day=later)
    assert [(built.task, built.kind) for built in counting.built] == [("A", "verified")]
    assert len(counting.events) == 2
    actions.take_back_all(whole, reason="nhầm", knowing=False, actor=body, now=later)
    assert whole.state == ImportState.APPLIED and state() == "done_on_time"
    actions.take_back_all(whole, reason="nhầm", knowing=True, actor=body, now=later)
    assert whole.state == ImportState.TAKEN_BACK and state() == "not_started"


def test_what_was_annulled_before_is_left_alone(officer: User) -> None:
    whole = recorded(sent(csv_of(row(), row("B")), officer), officer)
    event = events_of(whole).get(assignment__task__code="A")
    load(f"TEST,A,16681,annulled,,,2025-08-07 09:00,,,nhầm,{event.pk}")
    body = acting(person("thuong-truc-mau", Role.STANDING_BODY, "40"), date(2025, 8, 8))
    actions.take_back_all(whole, reason="nhầm", knowing=False, actor=body, now=NOW + timedelta(days=2))
    assert whole.state == ImportState.TAKEN_BACK
    assert ProgressEvent.objects.filter(kind="annulled", assignment__task__programme__code="TEST").count() == 2


def test_after_taking_back_the_same_file_can_be_recorded_again(officer: User) -> None:
    content = csv_of(row(day="05/08/2025"))
    whole = recorded(sent(content, officer), officer)
    body = acting(person("thuong-truc-mau", Role.STANDING_BODY, "40"))
    actions.take_back_all(whole, reason="nhầm", knowing=False, actor=body, now=NOW + timedelta(hours=1))
    again = sent(content, officer, now=NOW + timedelta(hours=2))
    assert again.rows.get().effect == Effect.NEW
    assert recorded(again, officer, now=NOW + timedelta(hours=2)).state == ImportState.APPLIED
    assert state() == "in_progress"
