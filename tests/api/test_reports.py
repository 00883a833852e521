"""Reports by programs: once per key, all or nothing, in the name of the client."""

from datetime import timedelta
from uuid import uuid4

import pytest
from api_client_of import program, report
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import load, small_programme

from tiendo.gateways.clock import now
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Assignment, ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme() -> None:
    """TEST: the tasks A and B for 16681 and 16690, both of Nghệ An."""
    small_programme()


def test_a_report_moves_the_assignment_and_bears_the_name_of_the_client() -> None:
    answer = program().post("/reports", {"reports": [report(percent="40.50", note="đã trình")]})
    assert answer.status_code == 200, answer.content
    event = ProgressEvent.objects.get()
    assert (str(event.percent), event.note, event.source) == ("40.50", "đã trình", "api")
    assert event.actor == "client Hệ thống thử of Tỉnh Nghệ An"
    assert event.actor_user is not None and event.actor_user < 0
    assert answer.json()["reports"][0]["event"] == event.pk
    assert Assignment.objects.get(pk=event.assignment_id).state == "in_progress"


def test_the_same_key_counts_once_and_is_answered_the_same() -> None:
    sender, body = program(), {"reports": [report(), report(task="B", percent=100)]}
    first, second = sender.post("/reports", body), sender.post("/reports", body)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert ProgressEvent.objects.count() == 2


def test_the_header_gives_the_keys_that_the_reports_do_not_bear() -> None:
    sender, header = program(), str(uuid4())
    body = {"reports": [{**report(), "key": None}, {**report(task="B"), "key": None}]}
    first = sender.post("/reports", body, **{"Idempotency-Key": header})
    second = sender.post("/reports", body, **{"Idempotency-Key": header})
    assert first.json() == second.json()
    assert first.json()["reports"][0]["key"] == header
    assert ProgressEvent.objects.count() == 2


def test_a_report_without_any_key_is_refused() -> None:
    answer = program().post("/reports", {"reports": [{**report(), "key": None}]})
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["where"] == "/reports/0"
    assert not ProgressEvent.objects.exists()


@pytest.mark.parametrize("other", [{"percent": "50"}, {"note": "khác"}, {"task": "B"}, {"unit": "16690"}])
def test_a_key_belongs_to_one_thing_said(other: dict[str, str]) -> None:
    sender, sent = program(), report()
    sender.post("/reports", {"reports": [sent]})
    assert sender.post("/reports", {"reports": [{**sent, **other}]}).status_code == 409
    assert ProgressEvent.objects.count() == 1


def test_two_clients_with_the_same_key_do_not_meet() -> None:
    sent = report()
    assert program().post("/reports", {"reports": [sent]}).status_code == 200
    assert program().post("/reports", {"reports": [sent]}).status_code == 200
    assert ProgressEvent.objects.count() == 2


def test_one_bad_report_keeps_all_others_out() -> None:
    load("TEST,B,16690,withdrawn,,,2025-07-05 09:00,,,thôi")
    answer = program().post("/reports", {"reports": [report(), report(task="B", unit="16690")]})
    assert answer.status_code == 409
    assert [part["where"] for part in answer.json()["problems"]] == ["/reports/1"]
    assert ProgressEvent.objects.count() == 1


def test_one_request_says_one_thing_of_an_assignment() -> None:
    answer = program().post("/reports", {"reports": [report(percent=40), report(percent=60)]})
    assert (answer.status_code, ProgressEvent.objects.count()) == (409, 0)


@pytest.mark.parametrize(
    ("unit", "role", "code"),
    [
        ("40", Role.REPORTER, 200),
        ("16681", Role.APPROVER, 200),
        ("VN", Role.REPORTER, 200),
        ("38", Role.REPORTER, 403),
        ("16690", Role.REPORTER, 403),
        ("40", Role.VIEWER, 403),
        ("VN", Role.COMMAND_CENTRE, 403),
    ],
)
def test_a_client_reports_within_its_scope_and_role_only(unit: str, role: Role, code: int) -> None:
    assert program(unit, role).post("/reports", {"reports": [report()]}).status_code == code


def test_what_is_not_there_is_named() -> None:
    answer = program().post("/reports", {"reports": [report(task="Z")]})
    assert answer.status_code == 404
    assert "Z" in answer.json()["detail"]


def test_the_moment_of_writing_is_kept_and_never_lies_in_the_future() -> None:
    sender, then = program(), now() - timedelta(hours=5)
    sender.post("/reports", {"reports": [report(written_at=then.isoformat())]})
    assert ProgressEvent.objects.get().written_at == then
    late = report(task="B", written_at=(now() + timedelta(hours=1)).isoformat())
    assert sender.post("/reports", {"reports": [late]}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"reports": [' + b"1" * 5000 + b"]}",
        b"\xff\xfe",
        b"null",
        b'{"reports": []}',
        b'{"reports": [{"programme": "T\\u0000"}]}',
        b'{"reports": [{"programme": "\\ud800", "task": "A", "unit": "1", "percent": 1}]}',
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem_and_no_failure(body: bytes) -> None:
    answer = program().post("/reports", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert {"title", "detail", "advice"} <= answer.json().keys()


@pytest.mark.parametrize("percent", [-1, 101, "x", True, None, "1e1"])
def test_what_is_no_percentage_is_refused(percent: object) -> None:
    assert program().post("/reports", {"reports": [report(percent=percent)]}).status_code == 400


def test_many_reports_cost_as_many_questions_as_one() -> None:
    sender = program()
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert sender.post("/reports", {"reports": [report()]}).status_code == 200
    with CaptureQueriesContext(connection) as three:
        many = [report(percent=50), report(task="B"), report(task="B", unit="16690")]
        assert sender.post("/reports", {"reports": many}).status_code == 200
    assert len(one) == len(three)
    assert len(one) <= 15
