"""The journal: read as a whole, by those who may read it for the whole country."""

import pytest

from people_made import AUTHOR, logged_in, person
from tiendo.journal.actions import Details, record_act
from tiendo.rules.permissions import Role, Verb, allows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("unit", ["VN", "40"])
def test_the_journal_opens_to_national_readers_only(role: Role, unit: str) -> None:
    expected = 200 if allows(role, Verb.READ_JOURNAL) and unit == "VN" else 403
    assert logged_in(person("lan", role, unit)).get("/journal/").status_code == expected


def test_entries_come_newest_first_and_page_by_their_numbers() -> None:
    for number in range(105):
        record_act(code="people.test.made", author=AUTHOR, subject=f"act {number:03d}")
    client = logged_in(person("lan", Role.INSPECTOR))
    first = client.get("/journal/", {"code": "people.test"})
    assert [entry.subject for entry in first.context["entries"]][:2] == ["act 104", "act 103"]
    assert len(first.context["entries"]) == 100
    older = client.get("/journal/", {"code": "people.test", "before": first.context["older"]})
    assert [entry.subject for entry in older.context["entries"]] == [f"act {n:03d}" for n in range(4, -1, -1)]
    assert older.context["older"] is None


def test_a_number_that_is_none_is_passed_over() -> None:
    client = logged_in(person("lan", Role.INSPECTOR))
    for before in ("x", "-1", "9" * 30, "١٢"):
        assert client.get("/journal/", {"before": before}).status_code == 200, before


def test_what_was_recorded_is_shown_as_text() -> None:
    record_act(code="people.test.made", author=AUTHOR, subject="<script>alert(1)</script>")
    page = logged_in(person("lan", Role.INSPECTOR)).get("/journal/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_act_stands_in_words_with_its_code_below() -> None:
    details: Details = {"events": 2, "role": "reporter", "until": "2025-08-06", "kinds": ["reported"], "seen": "x"}
    record_act(code="sheets.import.applied", author=AUTHOR, subject="import 5: xa.xlsx", details=details)
    record_act(code="workdays.day.set", author=AUTHOR, subject="2025-09-01: off")
    record_act(code="people.test.made", author=AUTHOR, subject="12 units")
    record_act(code="figures.cutoff.published", author=AUTHOR, subject="cut-off 2025-10-15 16:00")
    client = logged_in(person("lan", Role.INSPECTOR))
    client.cookies["tiendo_language"] = "vi"
    page = client.get("/journal/").content.decode()
    for shown in (
        "Ghi nhận báo cáo từ tệp",
        "sheets.import.applied",
        "lần nhập 5: xa.xlsx",
        *("số bản ghi: 2", "vai trò: Người cập nhật", "đến trước ngày: 06/08/2025", "loại tin: Báo cáo", "seen: x"),
        "01/09/2025: ngày nghỉ",
        "Số đơn vị: 12",
        "16h00 ngày 15/10/2025",
    ):
        assert shown in page, shown
    assert '<code class="muted small nowrap">people.test.made' not in page, "a code without words stands there once"
