"""Deciding on many reports at once: rights, two persons, and all or nothing."""

from uuid import uuid4

import pytest
from checking_world import (
    COMMUNES,
    NOW,
    acting,
    assignment,
    decision,
    make_programme,
    record,
    report_of,
    token,
    version,
)
from django.test import Client

from people_made import logged_in, person
from tiendo.checking.actions import Seen, judge_reports
from tiendo.journal.models import Entry
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import BadRows, NotAllowed
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()
    for unit in COMMUNES:
        record("reported", "2025-08-20 09:00", unit)


@pytest.fixture
def client() -> Client:
    return logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))


def states() -> list[str]:
    return [assignment(unit).state for unit in COMMUNES]


def test_the_ticked_reports_are_verified_together(client: Client) -> None:
    answer = client.post("/checking/?programme=KIEM", decision("verify", token("16681"), token("16690")))
    assert answer.status_code == 302 and answer.headers["Location"] == "/checking/?programme=KIEM"
    assert states() == [State.DONE_ON_TIME, State.DONE_ON_TIME, State.WAITING]
    assert Entry.objects.get(code="checking.reports.verified").details == {"reports": 2}
    assert "2 reports are confirmed." in client.get("/checking/").content.decode()


def test_one_report_is_verified_by_its_own_button_whatever_is_ticked(client: Client) -> None:
    sent = decision(f"verify:{token('17329')}", token("16681"))
    assert client.post("/checking/", sent).status_code == 302
    assert states() == [State.WAITING, State.WAITING, State.DONE_ON_TIME]


def test_a_return_needs_a_reason_and_loses_nothing_without_one(client: Client) -> None:
    answer = client.post("/checking/", decision("return", token("16681")))
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Say why: the unit reads the reason." in text
    assert f'value="{token("16681")}" checked' in text
    assert states() == [State.WAITING] * 3

    one = assignment("16690")
    sent = decision(f"return:{token('16690')}", **{f"reason-{one.pk}": "Thiếu biên bản nghiệm thu"})
    assert client.post("/checking/", sent).status_code == 302
    returned = ProgressEvent.objects.get(kind="returned")
    assert (returned.assignment_id, returned.note) == (one.pk, "Thiếu biên bản nghiệm thu")


def test_one_that_changed_meanwhile_is_named_and_nothing_is_recorded(client: Client) -> None:
    rows = [token(unit) for unit in COMMUNES]
    record("reported", "2025-08-25 09:00", "16690", note="Báo cáo mới")
    record("reported", "2025-08-25 09:00", "17329", percent="80")
    answer = client.post("/checking/", decision("verify", *rows))
    assert answer.status_code == 400
    text = answer.content.decode()
    name = version("16690").full_name
    assert f"A, {name}: The unit sent another report after you had opened the page." in text
    assert f"A, {version('17329').full_name}: It no longer waits" in text
    assert states() == [State.WAITING, State.WAITING, State.IN_PROGRESS]
    assert not ProgressEvent.objects.filter(kind="verified").exists()
    # What can be decided on is still ticked; the same button sends it.
    ticked = [row.line.token for row in answer.context["rows"] if row.ticked]
    assert ticked == [rows[0]]
    assert client.post("/checking/", decision("verify", *ticked)).status_code == 302
    assert states()[0] == State.DONE_ON_TIME


def test_nobody_verifies_what_they_reported_not_even_by_a_form_of_their_own_making() -> None:
    user = person("tt", Role.STANDING_BODY, "40.CQTT", "40")
    user.positions.create(role=Role.REPORTER, title="also", unit=version("16681").unit, scope=version("16681").unit)
    client = logged_in(user)
    assert (
        client.post("/programmes/KIEM/tasks/A/units/16681/events/", {"verb": "report", "percent": "100"}).status_code
        == 302
    )
    answer = client.post("/checking/", decision("verify", token("16681"), token("16690")))
    assert answer.status_code == 400
    assert "You reported on it yourself" in answer.content.decode()
    assert not ProgressEvent.objects.filter(kind="verified").exists()
    assert client.post("/checking/", decision("verify", token("16690"))).status_code == 302


def test_an_owner_decides_on_the_own_tasks_only_and_learns_no_names_of_others() -> None:
    record("reported", "2025-08-20 09:00", task="C")
    client = logged_in(person("so", Role.OWNER, "40.SKHCN", "40"))
    answer = client.post("/checking/", decision("verify", token(task="C"), token("16681")))
    assert answer.status_code == 400
    assert f"№ {assignment(task='C').pk}: You have no position that allows this here." in answer.content.decode()
    assert assignment(task="C").state == State.WAITING and states()[0] == State.WAITING


def test_one_province_never_decides_on_another() -> None:
    actor = acting(person("tt", Role.STANDING_BODY, "38", "38"))
    seen = Seen(assignment().pk, report_of(assignment()))
    with pytest.raises(BadRows):
        judge_reports([seen], verb=Verb.VERIFY, reason="", key=uuid4(), actor=actor, now=NOW)
    assert states() == [State.WAITING] * 3


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.APPROVER, Role.LEADER, Role.INSPECTOR])
def test_who_may_not_verify_neither_sees_the_queue_nor_decides(role: Role) -> None:
    user = person("khac", role, "40")
    assert logged_in(user).get("/checking/").status_code == 403
    assert logged_in(user).post("/checking/", decision("verify", token())).status_code == 403
    with pytest.raises(NotAllowed):
        judge_reports([], verb=Verb.VERIFY, reason="", key=uuid4(), actor=acting(user), now=NOW)


def test_the_same_sending_counts_once(client: Client) -> None:
    sent = decision("verify", token("16681"), token("16690"))
    assert client.post("/checking/", sent).status_code == 302
    assert client.post("/checking/", sent).status_code == 302
    assert ProgressEvent.objects.filter(kind="verified").count() == 2


@pytest.mark.parametrize(
    "wrong", [{"do": ""}, {"do": "annul"}, {"row": []}, {"row": ["1"]}, {"row": ["x-y"]}, {"key": "none"}]
)
def test_what_no_page_of_ours_sends_is_refused(client: Client, wrong: dict[str, object]) -> None:
    assert client.post("/checking/", decision("verify", token()) | wrong).status_code == 400
    assert states() == [State.WAITING] * 3
