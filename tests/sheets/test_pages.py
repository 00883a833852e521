"""The pages of the room, through HTTP: small files at once, large ones by the worker, old encodings by a button."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from ledger_rows import small_programme
from sheet_files import HEADER, A, B, acting, csv_of, in_tcvn3, row, xlsx_of

from people_made import logged_in, person
from tiendo.gateways import clock
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.sheets import jobs, sizes
from tiendo.sheets.models import Import, ImportProgress, ImportState
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme() -> None:
    small_programme()


@pytest.fixture
def officer() -> User:
    return person("can-bo", Role.REPORTER, "40")


@pytest.fixture
def client(officer: User) -> Client:
    return logged_in(officer)


def text(answer: object) -> str:
    """What is read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def upload(client: Client, content: bytes, name: str = "bao-cao.csv", address: str = "/imports/") -> Import:
    """A file sent on the page; the browser is led to its import."""
    answer = client.post(address, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, text(answer)
    return Import.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def made(whole: Import) -> int:
    return ProgressEvent.objects.filter(assignment__task__programme__code="TEST", source=f"import {whole.pk}").count()


def test_from_the_file_to_the_entries_and_back(client: Client, officer: User) -> None:
    whole = upload(client, xlsx_of(row(), row("A", B, 100)), "bao-cao.xlsx")
    page = client.get(f"/imports/{whole.pk}/")
    assert "Of 2 rows 2 would be recorded, 0 change nothing, 0 are wrong." in text(page)
    assert "not started" in text(page) and "in progress" in text(page)
    assert made(whole) == 0
    answer = client.post(f"/imports/{whole.pk}/record/", follow=True)
    assert "Recorded: 2 entries." in text(answer)
    again = client.post(f"/imports/{whole.pk}/record/", follow=True)
    assert "nothing more was recorded" in text(again) and made(whole) == 2
    body = logged_in(person("thuong-truc-mau", Role.STANDING_BODY, "40"))
    assert "2 entries of this import still count" in text(body.get(f"/imports/{whole.pk}/taking-back/"))
    assert body.post(f"/imports/{whole.pk}/taking-back/", {"reason": ""}).status_code == 400
    answer = body.post(f"/imports/{whole.pk}/taking-back/", {"reason": "nhầm tệp"}, follow=True)
    assert "Taken back" in text(answer) and "nhầm tệp" in text(answer)


def test_errors_are_marked_at_their_cells_and_can_be_shown_alone(client: Client) -> None:
    whole = upload(client, csv_of(row(), row("B", percent="101"), row("A", B, day="hôm qua")))
    page = client.get(f"/imports/{whole.pk}/")
    assert page.content.decode().count('class="wrong"') == 2
    assert "“101” is not a percentage" in text(page)
    alone = client.get(f"/imports/{whole.pk}/?only=wrong").content.decode()
    assert alone.count('<th scope="row" class="num">') == 2
    client.post(f"/imports/{whole.pk}/record/")
    assert made(whole) == 0


def test_a_file_in_an_old_encoding_is_converted_by_a_button(client: Client) -> None:
    notes = "Phường đã hoàn thành việc niêm yết thủ tục hành chính"
    header = ("programme", "task", "unit", "percent", "happened_date", "note")
    whole = upload(client, in_tcvn3(csv_of(row(note=notes), header=header).decode()))
    assert whole.state == ImportState.UNREADABLE
    page = client.get(f"/imports/{whole.pk}/")
    assert "Convert from TCVN3 (ABC) and show the preview" in text(page)
    page = client.post(f"/imports/{whole.pk}/reading/", {"encoding": "tcvn3"}, follow=True)
    assert notes in text(page) and "converted from TCVN3 (ABC)" in text(page)
    assert Import.objects.get(pk=whole.pk).state == ImportState.PREVIEWED


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("x.pdf", b"%PDF-1.7", "no table"), ("x.csv", b"", "empty"), ("x.exe", b"MZ", "no table")],
)
def test_what_is_no_table_is_refused_on_the_form(client: Client, name: str, content: bytes, said: str) -> None:
    answer = client.post("/imports/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400 and said in text(answer)
    assert not Import.objects.exists()


def test_a_file_above_the_limit_is_not_kept(client: Client, settings: object) -> None:
    settings.MAX_TABLE_BYTES = 1_000  # type: ignore[attr-defined]
    answer = client.post("/imports/", {"file": SimpleUploadedFile("x.csv", b"a,b\n" * 1_000)})
    assert answer.status_code == 400 and "at most" in text(answer)


def test_a_damaged_workbook_says_so_on_its_page(client: Client) -> None:
    whole = upload(client, xlsx_of(row())[:-300], "x.xlsx")
    assert "damaged" in text(client.get(f"/imports/{whole.pk}/"))


def test_formulas_are_read_as_their_value_and_marked(client: Client) -> None:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ("TEST", "A", A))
        page.write_formula(1, 3, "=20+20", None, 40)
        page.write_row(2, 0, ("TEST", "B", A))
        page.write_formula(2, 3, "=20+20", None, "")
    whole = upload(client, out.getvalue(), "x.xlsx")
    answer = text(client.get(f"/imports/{whole.pk}/"))
    assert "Rows with formulas: 2." in answer and "formula has no result" in answer
    assert str(whole.rows.get(line=2).percent) == "40.00"


def test_what_a_file_says_is_text_on_the_page(client: Client) -> None:
    whole = upload(client, csv_of(row(note="<script>alert(1)</script>=1+1")))
    assert b"<script>alert" not in client.get(f"/imports/{whole.pk}/").content


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many."""
    monkeypatch.setattr(sizes, "MANY", 2)


def waiting(name: str) -> list[dict[str, object]]:
    """What waits for the worker, by the task's name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [name])
        found = [args for (args,) in cursor.fetchall()]
    import json

    return [json.loads(args) if isinstance(args, str) else args for args in found]


def test_a_large_file_is_read_recorded_and_taken_back_by_the_worker(client: Client, few: None) -> None:
    whole = upload(client, csv_of(row(), row("B"), row("A", B)))
    page = client.get(f"/imports/{whole.pk}/")
    assert whole.state == ImportState.READING
    assert b'http-equiv="refresh"' in page.content and b"<progress" in page.content
    (args,) = waiting("sheets.read_import")
    jobs.read_import(**args)
    jobs.read_import(**args)
    whole.refresh_from_db()
    assert (whole.state, whole.rows_new) == (ImportState.PREVIEWED, 3)
    assert ImportProgress.objects.get(whole=whole).done == 3
    client.post(f"/imports/{whole.pk}/record/")
    (args,) = waiting("sheets.record_import")
    assert made(whole) == 0
    jobs.record_import(**args)
    jobs.record_import(**args)
    assert made(whole) == 3
    body = logged_in(person("thuong-truc-mau", Role.STANDING_BODY, "40"))
    body.post(f"/imports/{whole.pk}/taking-back/", {"reason": "nhầm"})
    (args,) = waiting("sheets.take_back_import")
    whole.refresh_from_db()
    assert whole.state == ImportState.TAKING_BACK
    jobs.take_back_import(**args)
    whole.refresh_from_db()
    assert whole.state == ImportState.TAKEN_BACK and whole.taken_back_by.startswith("thuong-truc-mau")


def test_a_step_that_stands_still_can_be_started_again(client: Client, few: None) -> None:
    whole = upload(client, csv_of(row(), row("B"), row("A", B)))
    ImportProgress.objects.filter(whole=whole).update(touched_at=clock.now() - timedelta(minutes=3))
    page = client.get(f"/imports/{whole.pk}/")
    assert "Start again" in text(page) and b'http-equiv="refresh"' not in page.content
    client.post(f"/imports/{whole.pk}/reading/")
    assert Import.objects.get(pk=whole.pk).state in (ImportState.READING, ImportState.PREVIEWED)


def test_who_may_no_longer_record_when_the_worker_comes_is_told(client: Client, officer: User, few: None) -> None:
    whole = upload(client, csv_of(row(), row("B"), row("A", B)))
    jobs.read_import(number=whole.pk)
    client.post(f"/imports/{whole.pk}/record/")
    officer.positions.update(valid_to=clock.day_of(clock.now()))
    jobs.record_import(number=whole.pk, chosen=[])
    whole.refresh_from_db()
    assert whole.state == ImportState.PREVIEWED and "no position" in whole.message
    assert made(whole) == 0
    assert not acting(officer, clock.day_of(clock.now())).held


def test_pages_ask_the_database_as_often_for_three_rows_as_for_one(client: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    one, three = upload(client, csv_of(row())), upload(client, csv_of(row(), row("B"), row("A", B)), "ba.csv")
    assert queries(f"/imports/{one.pk}/") == queries(f"/imports/{three.pk}/")
    before = queries("/imports/")
    upload(client, csv_of(row("B")), "bốn.csv")
    assert queries("/imports/") == before
    client.post("/forms/", {"unit": A})
    few_forms = queries("/forms/")
    client.post("/forms/", {"unit": B})
    assert queries("/forms/") == few_forms


def test_a_code_that_no_unit_has_is_said_at_the_field(client: Client) -> None:
    answer = client.post("/forms/", {"unit": "không có"})
    assert answer.status_code == 400 and "No unit has the code" in text(answer)


def test_a_form_is_downloaded_from_its_page(client: Client) -> None:
    answer = client.post("/forms/", {"unit": A}, follow=True)
    assert "Download the form" in text(answer)
    address = re.search(r'href="(/forms/[^"]+\.xlsx)"', answer.content.decode())
    assert address
    file = client.get(address[1])
    assert file["Content-Type"].endswith("sheet") and f"-{A}.xlsx" in file["Content-Disposition"]
    whole = upload(client, file.content, "bm.xlsx", "/forms/return/")
    assert whole.state == ImportState.UNREADABLE and "Nothing is filled in" in whole.message
