"""The door for the page without a line: every sending is answered, and the same key counts once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from ledger_rows import assignment_of, load, small_programme
from reporting_world import ONE, SEND, TWO, events, mark, reporter, send, sending, upload

import sample_files as sample
from people_made import visitor
from tiendo.documents.models import Document
from tiendo.gateways.clock import now
from tiendo.tasks.models import Evidence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_here(tmp_path: Any, settings: Any) -> None:
    """Files of a test stay with the test."""
    settings.FILES_ROOT = tmp_path / "files"
    small_programme()


def test_the_own_list_names_what_the_page_needs_and_nothing_of_others() -> None:
    user, client = reporter()
    load(f"TEST,A,{ONE},reported,40,,2025-07-05 09:00", f"TEST,B,{ONE},withdrawn,,,2025-07-05 09:00,,,rút")
    answer = client.get("/reports/own.json").json()
    assert (answer["person"], answer["name"]) == (user.username, user.full_name)
    assert answer["csrf"] and answer["at"]
    (only,) = answer["assignments"]
    assert only == {
        "id": assignment_of().pk,
        "programme": "TEST",
        "task": "A",
        "title": "Việc A",
        "unit": ONE,
        "unit_name": only["unit_name"],
        "state": "in_progress",
        "percent": "40.00",
        "due_date": "2025-08-31",
        "light": "red",
        "mark": mark(),
        "href": f"/reports/TEST/A/{ONE}/",
    }


def test_a_report_is_recorded_with_the_moment_of_writing() -> None:
    _user, client = reporter()
    data = sending(evidence=upload("anh.jpg", sample.JPG), written_at="2026-01-05T08:30:00+07:00")
    answer = send(client, data)
    assert (answer["outcome"], answer["key"], answer["theirs"]) == ("recorded", data["key"], None)
    (event,) = events()
    assert event.written_at is not None and event.written_at.isoformat().startswith("2026-01-05")
    assert str(event.happened_date) == "2026-01-05"
    assert Evidence.objects.get().document.name == "anh.jpg"


def test_the_same_key_counts_once_and_its_files_once() -> None:
    _user, client = reporter()
    data = sending()
    assert send(client, data | {"evidence": upload("a.pdf", sample.PDF)})["outcome"] == "recorded"
    assert send(client, data | {"evidence": upload("a.pdf", sample.PDF)})["outcome"] == "sent_before"
    assert (len(events()), Document.objects.count()) == (1, 1)


def test_the_same_key_for_another_task_is_refused() -> None:
    _user, client = reporter()
    data = sending()
    send(client, data)
    answer = send(client, data | {"assignment": assignment_of("B").pk})
    assert answer["outcome"] == "refused" and "another task" in answer["message"]


def test_a_conflict_names_what_the_other_one_recorded_until_it_is_forced() -> None:
    _user, client = reporter()
    _other, another = reporter(name="dong-nghiep")
    data = sending(percent="30")
    send(another, sending(percent="70", note="Của đồng nghiệp"))
    answer = send(client, data)
    assert answer["outcome"] == "conflict"
    assert {name: answer["theirs"][name] for name in ("percent", "note")} == {
        "percent": "70.00",
        "note": "Của đồng nghiệp",
    }
    assert len(events()) == 1
    assert send(client, data | {"force": "1"})["outcome"] == "recorded"
    assert [event.percent for event in events()] == [70, 30]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"percent": "140"}, "percentage from 0 to 100"),
        ({"percent": ""}, "percentage from 0 to 100"),
        ({"key": "no number"}, "can't be read"),
        ({"assignment": "x"}, "can't be read"),
        ({"assignment": "999999999"}, "no such task"),
        ({"written_at": "gestern"}, "can't be read"),
        ({"written_at": "2999-01-01T00:00:00+07:00"}, "lies in the future"),
        ({"happened_date": "31.2.2025"}, "is not a day"),
        ({"note": "x" * 10_001}, "more than 10000"),
        ({"note": "nul \x00 byte", "percent": "NaN"}, "percentage"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(change: dict[str, str], says: str) -> None:
    _user, client = reporter()
    answer = send(client, sending(**change))
    assert answer["outcome"] == "refused" and says in answer["message"]
    assert events() == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("a.pdf", sample.PROGRAM, "a program"), ("a.xlsx", sample.bomb(), "unpacks"), ("a.pdf", b"", "empty file")],
)
def test_a_bad_file_refuses_the_sending_and_keeps_nothing(name: str, content: bytes, says: str) -> None:
    _user, client = reporter()
    answer = send(client, sending(evidence=upload(name, content)))
    assert answer["outcome"] == "refused" and says in answer["message"]
    assert events() == [] and not Document.objects.exists()


def test_a_withdrawn_task_is_refused_with_the_way_to_its_page() -> None:
    _user, client = reporter()
    load(f"TEST,A,{ONE},withdrawn,,,2025-08-01 09:00,,,rút")
    answer = send(client, sending())
    assert answer["outcome"] == "refused" and "withdrawn" in answer["message"]
    assert answer["href"] == f"/reports/TEST/A/{ONE}/"


def test_a_task_of_another_unit_is_refused_without_telling_what_is_recorded_there() -> None:
    _user, client = reporter()
    load(f"TEST,A,{TWO},reported,40,,2025-07-05 09:00,,,bí mật")
    answer = send(client, sending(assignment=assignment_of("A", TWO).pk, mark=0))
    assert (answer["outcome"], answer["theirs"]) == ("refused", None)
    assert len(events("A", TWO)) == 1


def test_without_a_session_the_answer_is_json() -> None:
    for answer in (visitor().post(SEND, sending()), visitor().get("/reports/own.json")):
        assert (answer.status_code, answer.json()["outcome"]) == (401, "log_in")


def test_a_foreign_form_is_refused_in_json() -> None:
    user, _client = reporter()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(SEND, sending()).status_code == 403
    token = strict.get("/reports/own.json").json()["csrf"]
    answer = strict.post(SEND, sending(), headers={"X-CSRFToken": token})
    assert answer.json()["outcome"] == "recorded"


def test_a_clock_that_is_a_little_fast_is_forgiven() -> None:
    _user, client = reporter()
    assert send(client, sending(written_at=(now() + timedelta(minutes=2)).isoformat()))["outcome"] == "recorded"


def test_one_sending_costs_few_queries(django_assert_num_queries: Any) -> None:
    _user, client = reporter()
    send(client, sending())
    data = sending(percent="50")
    with django_assert_num_queries(9):
        send(client, data)
