"""The page of one assignment: what is sent is recorded once, and nothing that was typed is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from ledger_rows import assignment_of, load, small_programme
from reporting_world import ADDRESS, ONE, events, mark, reporter, text_of, typed, upload

import sample_files as sample
from people_made import PASSWORD, logged_in, person, visitor
from tiendo.documents.models import Document
from tiendo.reporting.models import ReportDraft
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Evidence
from tiendo.tasks.queries.evidence import FlagKind, flags_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_here(tmp_path: Any, settings: Any) -> None:
    """Files of a test stay with the test."""
    settings.FILES_ROOT = tmp_path / "files"
    small_programme()


def test_a_report_is_recorded_with_its_evidence() -> None:
    _user, client = reporter()
    response = client.post(ADDRESS, typed(evidence=[upload("bien-ban.pdf", sample.PDF), upload("anh.jpg", sample.JPG)]))
    assert response.status_code == 302
    (event,) = events()
    assert (event.percent, event.source) == (40, "web")
    assert sorted(Evidence.objects.values_list("document__name", flat=True)) == ["anh.jpg", "bien-ban.pdf"]
    assert "The report is recorded." in text_of(client.get(ADDRESS))


@pytest.mark.parametrize(("choice", "percent", "kept"), [("none", "", 0), ("all", "", 100), ("", "55,5", 55.5)])
def test_a_quick_choice_stands_for_its_percentage(choice: str, percent: str, kept: float) -> None:
    _user, client = reporter()
    client.post(ADDRESS, typed(choice=choice, percent=percent))
    assert [event.percent for event in events()] == [kept]


def test_a_form_that_was_sent_twice_counts_once_and_says_so_kindly() -> None:
    _user, client = reporter()
    form = typed()
    assert client.post(ADDRESS, form).status_code == 302
    assert client.post(ADDRESS, form).status_code == 302
    assert "sent before and is recorded once" in text_of(client.get(ADDRESS))
    assert len(events()) == 1


def test_what_somebody_else_recorded_meanwhile_stands_beside_mine_and_i_decide() -> None:
    _user, client = reporter()
    other, _client = reporter(name="dong-nghiep")
    form = typed(percent="30", note="Báo cáo của tôi về đường truyền")
    _client.post(ADDRESS, typed(percent="70", note="Báo cáo của đồng nghiệp"))
    response = client.post(ADDRESS, form)
    page = text_of(response)
    assert response.status_code == 400
    assert [event.percent for event in events()] == [70]
    assert "Báo cáo của tôi về đường truyền" in page and "Báo cáo của đồng nghiệp" in page
    assert other.full_name in page
    assert f'name="seen" value="{mark()}"' in page
    assert client.post(ADDRESS, form | {"seen": str(mark())}).status_code == 302
    assert [event.percent for event in events()] == [70, 30]


def test_my_own_report_of_another_window_is_no_conflict() -> None:
    _user, client = reporter()
    before = typed()
    client.post(ADDRESS, typed(percent="20"))
    assert client.post(ADDRESS, before).status_code == 302
    assert len(events()) == 2


def test_a_percentage_that_falls_is_recorded_and_marked() -> None:
    _user, client = reporter()
    client.post(ADDRESS, typed(percent="60"))
    client.post(ADDRESS, typed(percent="40"))
    assert "fell from 60%" in text_of(client.get(ADDRESS))
    assert [flag.kind for flag in flags_of([assignment_of().pk])[assignment_of().pk]] == [FlagKind.FELL]


def test_a_report_on_a_withdrawn_task_is_refused_and_the_text_comes_back() -> None:
    _user, client = reporter()
    form = typed(note="Viết trước khi nhiệm vụ được rút")
    load(f"TEST,A,{ONE},withdrawn,,,2025-08-01 09:00,,,Không còn phù hợp")
    response = client.post(ADDRESS, form)
    page = text_of(response)
    assert response.status_code == 400
    assert "withdrawn" in page and "Viết trước khi nhiệm vụ được rút" in page
    assert [str(event.kind) for event in events()] == ["withdrawn"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("bien-ban.pdf", sample.PROGRAM, "it really is a program"),
        ("bien-ban.pdf", sample.HTML, "it really is a web page"),
        ("bien-ban.pdf", sample.docx(), "really is a DOCX file"),
        ("bang.xlsx", sample.bomb(), "unpacks to far more"),
        ("bang.docx", sample.bomb(sample.WORD), "unpacks to far more"),
        ("bang.xlsx", sample.lying_bomb(), "damaged"),
        ("bang.xlsx", sample.office(parts={"xl/vbaProject.bin": b"x"}), "holds macros"),
        ("lon.pdf", sample.PDF + b"0" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_nothing_else_is_lost(name: str, content: bytes, says: str) -> None:
    _user, client = reporter()
    good = upload("anh.png", sample.PNG)
    response = client.post(ADDRESS, typed(note="Ghi chú dài đã gõ xong", evidence=[upload(name, content), good]))
    page = text_of(response)
    assert response.status_code == 400
    assert says in page and name in page and "Ghi chú dài đã gõ xong" in page
    assert events() == []
    assert list(Document.objects.values_list("name", flat=True)) == ["anh.png"]
    # The good file waits with the draft and goes with the next sending.
    assert client.post(ADDRESS, typed()).status_code == 302
    assert list(Evidence.objects.values_list("document__name", flat=True)) == ["anh.png"]
    assert not ReportDraft.objects.exists()


def test_an_upload_of_a_gigabyte_is_refused_before_it_is_read_and_the_text_stays() -> None:
    _user, client = reporter()
    head = "".join(
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in typed().items()
    )
    head += '--XX\r\nContent-Disposition: form-data; name="evidence"; filename="lon.pdf"\r\n\r\n%PDF-' + "0" * 300_000
    response = client.generic(
        "POST", ADDRESS, head.encode(), content_type="multipart/form-data; boundary=XX", CONTENT_LENGTH="1073741824"
    )
    page = text_of(response)
    assert response.status_code == 400
    assert "larger than 100 MB" in page and "Đã ký hợp đồng đường truyền số liệu" in page
    assert events() == [] and not Document.objects.exists()


def test_who_is_logged_out_while_typing_finds_the_text_again_after_the_log_in() -> None:
    user = person("het-phien", Role.REPORTER, ONE)
    client = visitor()
    led = client.post(ADDRESS, typed(percent="35", note="Gõ dở khi phiên hết hạn"))
    assert led.status_code == 302 and led["Location"].startswith("/login/?next=")
    entered = client.post(led["Location"], {"username": user.username, "password": PASSWORD, **_next(led["Location"])})
    assert entered.status_code == 302, text_of(entered)
    page = text_of(client.get(entered["Location"]))
    assert "Gõ dở khi phiên hết hạn" in page and 'value="35"' in page
    assert events() == []
    assert "Gõ dở khi phiên hết hạn" not in text_of(client.get(entered["Location"])), "the number opens it once"


def _next(address: str) -> dict[str, str]:
    from urllib.parse import parse_qs, urlsplit

    return {"next": parse_qs(urlsplit(address).query)["next"][0]}


def test_a_form_from_before_the_log_in_is_shown_again_instead_of_lost() -> None:
    user, _client = reporter()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    response = client.post(ADDRESS, typed(note="Biểu mẫu cũ"))
    assert response.status_code == 400
    assert "Biểu mẫu cũ" in text_of(response) and events() == []


def test_a_draft_is_kept_for_its_writer_alone() -> None:
    _user, client = reporter()
    _other, another = reporter(name="dong-nghiep")
    answer = client.post(f"{ADDRESS}draft/", typed(percent="khoảng 40", note="Chưa xong"))
    assert answer.json()["message"].startswith("Draft saved ")
    page = text_of(client.get(ADDRESS))
    assert "Chưa xong" in page and 'value="khoảng 40"' in page
    assert "Chưa xong" not in text_of(another.get(ADDRESS))
    assert events() == []
    client.post(ADDRESS, {"do": "discard"})
    assert "Chưa xong" not in text_of(client.get(ADDRESS))


def test_a_draft_without_a_session_is_answered_in_words_a_script_can_use() -> None:
    answer = visitor().post(f"{ADDRESS}draft/", typed())
    assert (answer.status_code, answer.json()["outcome"]) == (401, "log_in")


def test_a_file_can_be_taken_out_of_a_draft() -> None:
    _user, client = reporter()
    client.post(ADDRESS, typed(do="draft", evidence=[upload("a.pdf", sample.PDF), upload("b.png", sample.PNG)]))
    document = Document.objects.get(name="a.pdf")
    assert "Take out a.pdf" in text_of(client.get(ADDRESS))
    client.post(ADDRESS, {"do": "drop_file", "file": str(document.pk)})
    assert client.post(ADDRESS, typed()).status_code == 302
    assert list(Evidence.objects.values_list("document__name", flat=True)) == ["b.png"]


def test_nobody_reports_for_another_unit() -> None:
    _user, client = reporter("16690")
    assert client.get(ADDRESS).status_code == 403
    response = client.post(ADDRESS, typed(note="Không phải của tôi"))
    assert response.status_code == 403
    assert "Không phải của tôi" in text_of(response) and events() == []


def test_who_may_only_look_sees_the_page_without_the_form() -> None:
    client = logged_in(person("xem-thoi", Role.VIEWER, ONE))
    assert "report-form" not in text_of(client.get(ADDRESS))
    assert client.post(ADDRESS, typed(key=str(uuid4()))).status_code == 403
    assert events() == []


def test_the_page_costs_the_same_however_much_there_is(django_assert_num_queries: Any) -> None:
    _user, client = reporter()
    for count, percent in enumerate(("10", "20", "30"), start=1):
        client.post(ADDRESS, typed(percent=percent, evidence=[upload(f"{percent}.pdf", sample.PDF + percent.encode())]))
        client.get(ADDRESS)  # says that it is recorded, once
        if count != 2:
            with django_assert_num_queries(12):
                client.get(ADDRESS)
