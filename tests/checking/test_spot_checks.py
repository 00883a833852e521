"""Spot checks on site: what follows from them, and who sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from checking_world import COMMUNES, assignment, make_programme, record
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rule_tables import table

from people_made import logged_in, person
from sample_files import PDF
from tiendo.checking.models import SpotCheck, SpotCheckFile
from tiendo.checking.queries import spot_checks_of
from tiendo.gateways import clock
from tiendo.journal.models import Entry
from tiendo.rules.permissions import Role
from tiendo.rules.progress import State
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db
PAGE = "/checking/KIEM/A/16681/spot-check/"


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()


@pytest.fixture
def client() -> Client:
    return logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))


def found(finding: str, **more: object) -> dict[str, object]:
    """The form, as a browser sends it."""
    return {
        "checked_date": "2025-09-10",
        "finding": finding,
        "text": "Máy còn trong thùng",
        "key": str(uuid4()),
        **more,
    }


def done() -> None:
    record("reported", "2025-08-20 09:00")
    record("verified", "2025-08-22 09:00")


def test_not_as_reported_reopens_what_is_done_and_the_reason_names_the_check(client: Client) -> None:
    done()
    assert client.post(PAGE, found("not_as_reported")).status_code == 302
    check, event = SpotCheck.objects.get(), ProgressEvent.objects.get(kind="reopened")
    assert assignment().state == State.IN_PROGRESS
    assert event.note == f"Spot check no. {check.pk} on 10/09/2025: not as reported. Máy còn trong thùng"
    assert event.key == check.key and check.actor == "tt (standing_body 40.CQTT)"
    assert Entry.objects.get(code="checking.spot_check.recorded").details["led_to"] == "reopen"
    assert spot_checks_of([assignment().pk])[assignment().pk][0].led_to == "reopened"


@pytest.mark.parametrize(
    "case",
    table("checking", "What follows from a spot check"),
    ids=lambda case: f"{case['state before']} {case['finding']}",
)
def test_the_ledger_follows_as_the_table_says(client: Client, case: dict[str, str]) -> None:
    history = {
        State.DONE_ON_TIME: [("reported", "2025-08-20 09:00", {}), ("verified", "2025-08-22 09:00", {})],
        State.DONE_LATE: [("reported", "2025-09-02 09:00", {}), ("verified", "2025-09-03 09:00", {})],
        State.WAITING: [("reported", "2025-08-20 09:00", {})],
        State.IN_PROGRESS: [("reported", "2025-08-20 09:00", {"percent": "40"})],
        State.NOT_STARTED: [],
    }
    for kind, moment, cells in history[State(case["state before"])]:
        record(kind, moment, **cells)
    assert assignment().state == case["state before"]
    known = set(ProgressEvent.objects.values_list("pk", flat=True))
    assert client.post(PAGE, found(case["finding"])).status_code == 302
    fresh = ProgressEvent.objects.exclude(pk__in=known).values_list("kind", flat=True)
    assert list(fresh) == [case["event"]] * bool(case["event"])
    assert assignment().state == case["state after"]
    assert SpotCheck.objects.get().finding == case["finding"]


def test_the_same_sending_counts_once(client: Client) -> None:
    done()
    sent = found("not_as_reported")
    assert [client.post(PAGE, sent).status_code for _time in range(2)] == [302, 302]
    assert SpotCheck.objects.count() == 1 and ProgressEvent.objects.filter(kind="reopened").count() == 1
    record("reported", "2025-08-20 09:00", "16690")
    assert client.post("/checking/KIEM/A/16690/spot-check/", sent).status_code == 400


def test_a_file_is_kept_and_only_who_may_look_there_gets_it(client: Client) -> None:
    assert client.post(PAGE, found("as_reported", photos=[SimpleUploadedFile("bien-ban.pdf", PDF)])).status_code == 302
    file = SpotCheckFile.objects.get()
    address = f"/checking/spot-checks/{file.spot_check_id}/files/{file.pk}/"
    answer = client.get(address)
    assert answer.content == PDF and answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert address in client.get("/checking/spot-checks/").content.decode()
    assert logged_in(person("xa", Role.REPORTER, "16690")).get(address).status_code == 404


def test_a_file_that_is_not_what_it_says_keeps_the_whole_check_out(client: Client) -> None:
    done()
    answer = client.post(
        PAGE, found("not_as_reported", photos=[SimpleUploadedFile("anh.jpg", b"MZ\x90\x00 a program")])
    )
    assert answer.status_code == 400 and "Máy còn trong thùng" in answer.content.decode()
    assert not SpotCheck.objects.exists() and assignment().state == State.DONE_ON_TIME


@pytest.mark.parametrize(
    "wrong",
    [{"checked_date": ""}, {"finding": ""}, {"finding": "x"}, {"text": "  "}, {"key": ""}, {"checked_date": "x"}],
)
def test_what_is_missing_is_asked_for(client: Client, wrong: dict[str, str]) -> None:
    assert client.post(PAGE, found("as_reported") | wrong).status_code == 400
    assert not SpotCheck.objects.exists()


def test_a_day_to_come_is_refused(client: Client) -> None:
    tomorrow = clock.day_of(clock.now()) + timedelta(days=1)
    assert client.post(PAGE, found("as_reported", checked_date=tomorrow.isoformat())).status_code == 400


def test_an_owner_checks_the_own_tasks_only_and_a_reporter_only_reads() -> None:
    owner = logged_in(person("so", Role.OWNER, "40.CQTT", "40"))
    assert owner.post(PAGE, found("as_reported")).status_code == 403
    assert owner.post("/checking/KIEM/C/16681/spot-check/", found("as_reported")).status_code == 302
    reporter = logged_in(person("xa", Role.REPORTER, "16681"))
    page = reporter.get("/checking/KIEM/C/16681/spot-check/")
    assert page.status_code == 200 and page.context["form"] is None
    assert "Máy còn trong thùng" in page.content.decode()
    assert reporter.post(PAGE, found("as_reported")).status_code == 403
    assert logged_in(person("xa-2", Role.REPORTER, "16690")).get(PAGE).status_code == 403


def test_what_was_recorded_never_changes(client: Client) -> None:
    client.post(PAGE, found("as_reported"))
    with pytest.raises(DatabaseError), transaction.atomic():
        SpotCheck.objects.update(text="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        SpotCheck.objects.get().delete()


def test_the_list_asks_as_many_questions_for_one_row_as_for_three(client: Client) -> None:
    counts = []
    for unit in COMMUNES:
        record("reported", "2025-08-20 09:00", unit)
        assert client.post(f"/checking/KIEM/A/{unit}/spot-check/", found("not_as_reported")).status_code == 302
        with CaptureQueriesContext(connection) as made:
            assert client.get("/checking/spot-checks/").status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[2], counts
