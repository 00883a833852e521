"""The pages of requests, as people use them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from doors_requests import PICTURE
from ledger_rows import small_programme
from requests_world import COMMUNE, acting, ask, demand, subject

from people_made import logged_in, person
from tiendo.gateways import clock
from tiendo.people.models import User
from tiendo.requests.models import AnswerDays, Explanation, Extension
from tiendo.rules.permissions import Role, Verb
from tiendo.tasks.actions import EventDraft, record_event
from tiendo.tasks.models import Assignment, ProgressEvent

pytestmark = pytest.mark.django_db

NEW = "/requests/extensions/+new/?programme=TEST&task=A&unit=16681"
ASK = "/requests/explanations/+new/?programme=TEST&unit=16681"


@pytest.fixture(autouse=True)
def plan(db: None) -> None:
    """The programme TEST."""
    small_programme()


def later(days: int) -> str:
    """A day from today on, as a browser sends it."""
    return (clock.day_of(clock.now()) + timedelta(days=days)).isoformat()


def cast() -> tuple[User, User, User]:
    """The reporter of the commune, the standing body and a leader of the province."""
    return (
        person("xa", Role.REPORTER, COMMUNE),
        person("thuong-truc-1", Role.STANDING_BODY, "40.CQTT", "40"),
        person("lanh-dao-1", Role.LEADER, "40.TU", "40"),
    )


def text(client: Client, address: str, status: int = 200) -> str:
    """A page."""
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_more_time_goes_from_the_unit_to_the_ledger() -> None:
    asker, decider, _leader = cast()
    evidence = SimpleUploadedFile("anh.png", PICTURE, "image/png")
    typed = {"wished_date": later(30), "reason": "Chờ cấp kinh phí", "evidence": evidence}
    address = logged_in(asker).post(NEW, typed)["Location"]
    page = text(logged_in(decider), "/requests/")
    assert "1 request for more time" in page and address in page
    detail = text(logged_in(decider), address)
    assert "anh.png" in detail and "Chờ cấp kinh phí" in detail
    assert "after the due date had passed" in detail
    granted = {"new_due_date": later(20), "decision": "QĐ 12"}
    assert logged_in(decider).post(f"{address}grant/", granted).status_code == 302
    assert ProgressEvent.objects.get().new_due_date == date.fromisoformat(later(20))
    detail = text(logged_in(asker), address)
    assert "QĐ 12" in detail and "moved after it had passed" in detail
    assert "/grant/" not in detail


def test_the_file_comes_as_it_was_sent() -> None:
    asker, _decider, _leader = cast()
    evidence = SimpleUploadedFile("anh.png", PICTURE, "image/png")
    logged_in(asker).post(NEW, {"wished_date": later(30), "reason": "x", "evidence": evidence})
    made = Extension.objects.get()
    answer = logged_in(asker).get(f"/requests/extensions/{made.pk}/files/{made.files.get().pk}/")
    assert answer.content == PICTURE
    assert answer["Content-Disposition"].startswith("attachment")
    assert logged_in(asker).get(f"/requests/extensions/{made.pk}/files/0/").status_code == 404


def test_the_form_is_not_offered_where_there_is_no_time_to_extend() -> None:
    asker, decider, _leader = cast()
    assignment, version = subject()
    now = clock.now()
    draft = EventDraft(verb=Verb.WITHDRAW, note="Trùng nhiệm vụ")
    record_event(draft, actor=acting(decider, now), assignment=assignment, version=version, now=now)
    assert "done or withdrawn" in text(logged_in(asker), NEW, 400)


def test_a_file_that_is_none_is_refused_and_the_text_stays() -> None:
    asker, _decider, _leader = cast()
    evidence = SimpleUploadedFile("anh.png", b"MZ not a picture", "image/png")
    answer = logged_in(asker).post(NEW, {"wished_date": later(30), "reason": "Lý do dài", "evidence": evidence})
    assert answer.status_code == 400
    assert "Lý do dài" in answer.content.decode()
    assert not Extension.objects.exists()


def test_a_refusal_without_a_reason_is_asked_again() -> None:
    asker, decider, _leader = cast()
    made = ask(asker)
    answer = logged_in(decider).post(f"/requests/extensions/{made.pk}/refuse/", {"reason": ""})
    assert answer.status_code == 400
    assert logged_in(decider).post(f"/requests/extensions/{made.pk}/refuse/", {"reason": "Đủ"}).status_code == 302
    assert "not granted" in text(logged_in(asker), f"/requests/extensions/{made.pk}/")


def test_what_the_verb_refuses_stands_on_the_page() -> None:
    asker, decider, _leader = cast()
    made = ask(asker)
    typed = {"new_due_date": "2025-08-01", "decision": "QĐ"}
    answer = logged_in(decider).post(f"/requests/extensions/{made.pk}/grant/", typed)
    assert answer.status_code == 400
    assert "after the due date in force" in answer.content.decode()
    assert logged_in(asker).post(NEW, {"wished_date": later(30), "reason": "x"}).status_code == 400


def test_the_asker_takes_it_back_on_the_page() -> None:
    asker, _decider, _leader = cast()
    made = ask(asker)
    assert logged_in(asker).post(f"/requests/extensions/{made.pk}/back/").status_code == 302
    assert "taken back" in text(logged_in(asker), f"/requests/extensions/{made.pk}/")


def test_a_leader_asks_about_all_overdue_tasks_of_a_unit_at_once() -> None:
    asker, _decider, leader = cast()
    page = text(logged_in(leader), ASK)
    ids = [str(subject(task).assignment.pk) for task in ("A", "B")]
    assert all(f'value="{number}" id="id_tasks' in page for number in ids)
    answer = logged_in(leader).post(ASK, {"tasks": ids, "question": "Vì sao quá hạn?"})
    assert answer["Location"] == "/requests/"
    assert Explanation.objects.count() == 2
    assert "2 explanations" in text(logged_in(asker), "/requests/")
    assert "No overdue task is left" in text(logged_in(leader), ASK)
    assert logged_in(leader).post(ASK, {"tasks": ids, "question": "Vì sao?"}).status_code == 400
    again = logged_in(leader).post(f"{ASK}&task=A", {"tasks": ids[:1], "question": "Vì sao?"})
    assert again.status_code == 400 and "already" in again.content.decode()
    assert Explanation.objects.count() == 2


def test_of_a_province_the_overdue_tasks_of_the_units_below_are_asked_about() -> None:
    _asker, _decider, leader = cast()
    whole = ASK.replace("16681", "40")
    page = text(logged_in(leader), whole)
    subjects = [subject(task, unit) for task in ("A", "B") for unit in ("16681", "16690")]
    for one in subjects:
        assert f'value="{one.assignment.pk}" id="id_tasks' in page and one.version.full_name in page
    ids = [str(one.assignment.pk) for one in subjects[:2]]
    assert logged_in(leader).post(whole, {"tasks": ids, "question": "Vì sao quá hạn?"})["Location"] == "/requests/"
    asked = Explanation.objects.select_related("assignment").values_list("assignment_id", flat=True)
    assert sorted(asked) == sorted(one.assignment.pk for one in subjects[:2])
    assert f'value="{ids[0]}" id="id_tasks' not in text(logged_in(leader), whole)


def test_the_board_of_a_unit_leads_to_its_overdue_tasks_for_those_who_may_ask() -> None:
    asker, _decider, leader = cast()
    for unit in ("16681", "40"):
        board, link = f"/programmes/TEST/units/{unit}/", f"/requests/explanations/+new/?programme=TEST&amp;unit={unit}"
        assert link in text(logged_in(leader), board)
        assert link not in text(logged_in(asker), board)


def test_a_unit_without_overdue_tasks_is_said_to_have_none() -> None:
    _asker, _decider, leader = cast()
    Assignment.objects.update(due_date=date.fromisoformat(later(1)))
    page = text(logged_in(leader), ASK)
    assert "No overdue task is left to ask about" in page and "<textarea" not in page
    assert "<textarea" in text(logged_in(leader), f"{ASK}&task=A")


def test_a_task_that_is_not_offered_cannot_be_ticked() -> None:
    _asker, _decider, leader = cast()
    elsewhere = subject("A", "16690").assignment.pk
    assert logged_in(leader).post(ASK, {"tasks": [elsewhere], "question": "x"}).status_code == 400
    assert not Explanation.objects.exists()


def test_question_answer_further_question_and_end() -> None:
    asker, _decider, leader = cast()
    address = f"/requests/explanations/{demand(leader, now=clock.now())[0].pk}/"
    assert logged_in(asker).post(f"{address}answer/", {"text": "Thiếu máy"}).status_code == 302
    assert "1 answer" in text(logged_in(leader), "/requests/")
    assert logged_in(leader).post(f"{address}again/", {"question": "Bao giờ có?"}).status_code == 302
    assert logged_in(asker).post(f"{address}answer/", {"text": "Tháng tới"}).status_code == 302
    assert logged_in(leader).post(f"{address}close/", {"note": "Đã rõ"}).status_code == 302
    page = text(logged_in(asker), address)
    for words in ("Thiếu máy", "Bao giờ có?", "Tháng tới", "Đã rõ", "Question 2", "request closed"):
        assert words in page
    assert logged_in(asker).post(f"{address}answer/", {"text": "Thêm"}).status_code == 400


def test_a_late_answer_bears_its_mark() -> None:
    asker, _decider, leader = cast()
    made = demand(leader)[0]
    assert "1 of them late" in text(logged_in(asker), "/requests/")
    logged_in(asker).post(f"/requests/explanations/{made.pk}/answer/", {"text": "x"})
    assert "came late" in text(logged_in(leader), f"/requests/explanations/{made.pk}/")


def test_lists_are_filtered_by_stage_unit_and_programme() -> None:
    asker, decider, leader = cast()
    made = ask(asker)
    address = f"/requests/extensions/{made.pk}/"
    client = logged_in(decider)
    for query, there in (
        ("show=extensions&stage=open", True),
        ("show=extensions&stage=granted", False),
        ("show=extensions&unit=40", True),
        ("show=extensions&unit=16690", False),
        ("show=extensions&unit=khong-co", False),
        ("show=extensions&programme=TEST", True),
        ("show=extensions&programme=KHAC", False),
        ("show=decide&unit=16681", True),
        ("show=khac", True),
    ):
        assert (address in text(client, f"/requests/?{query}")) is there, query
    explanation = f"/requests/explanations/{demand(leader)[0].pk}/"
    for query, there in (("stage=asked", True), ("stage=closed", False), ("unit=40", True)):
        assert (explanation in text(client, f"/requests/?show=explanations&{query}")) is there, query
    assert explanation not in text(logged_in(person("xa-khac", Role.REPORTER, "16690")), "/requests/?show=explanations")


def test_the_administrator_sets_the_days_and_everybody_reads_them() -> None:
    asker, _decider, _leader = cast()
    assert "default of the software" in text(logged_in(asker), "/requests/answer-days/")
    administrator = logged_in(person("quan-tri-1", Role.ADMINISTRATOR, "VN"))
    typed = {"days": 5, "valid_from": later(1), "basis": "Quy chế 1"}
    assert administrator.post("/requests/answer-days/", typed).status_code == 302
    assert AnswerDays.objects.count() == 2
    assert administrator.post("/requests/answer-days/", typed | {"valid_from": later(-1)}).status_code == 400
    assert logged_in(asker).post("/requests/answer-days/", typed).status_code == 403


@pytest.mark.parametrize("show", ["decide", "answer", "extensions", "explanations"])
def test_a_list_takes_as_many_queries_for_many_as_for_one(show: str) -> None:
    address = f"/requests/?show={show}"
    asker, decider, leader = cast()
    client = logged_in(asker if show == "answer" else decider)
    ask(asker)
    demand(leader)
    first = queries(lambda: client.get(address))
    ask(asker, "B", wished="2026-01-31")
    demand(leader, "B")
    demand(person("trung-tam-1", Role.COMMAND_CENTRE, "VN"), "A", "B")
    assert queries(lambda: client.get(address)) == first


def test_a_detail_takes_as_many_queries_for_many_rounds_as_for_one() -> None:
    asker, _decider, leader = cast()
    address = f"/requests/explanations/{demand(leader)[0].pk}/"
    client = logged_in(leader)
    logged_in(asker).post(f"{address}answer/", {"text": "1"})
    first = queries(lambda: client.get(address))
    for number in range(2):
        logged_in(leader).post(f"{address}again/", {"question": f"{number}?"})
        logged_in(asker).post(f"{address}answer/", {"text": f"{number}"})
    assert queries(lambda: client.get(address)) == first


def queries(call: Callable[[], object]) -> int:
    """How many queries a call takes."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)
