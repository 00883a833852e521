"""One assignment: what the page says, and what may be recorded through it."""

import pytest
from detail_world import ANH_SON, CODE, EVENTS, OTHER, PAGE, TASK, assignment, enter, make_programme, record
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.progress import State
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()


def test_a_reporter_reports_and_another_person_confirms() -> None:
    reporter = enter("xa", Role.REPORTER, ANH_SON)
    answer = reporter.post(EVENTS, {"verb": "report", "percent": "100", "happened_date": "2025-08-01"})
    assert answer.status_code == 302 and answer.headers["Location"] == PAGE
    event = ProgressEvent.objects.get()
    assert (event.actor, event.actor_unit, event.source) == ("xa (reporter 17329)", "Xã Anh Sơn", "web")
    assert assignment().state == State.WAITING

    verifier = enter("so", Role.OWNER, "40.SKHCN", "40")
    assert verifier.post(EVENTS, {"verb": "verify"}).status_code == 302
    assert assignment().state == State.DONE_ON_TIME


def test_who_reported_never_confirms_whatever_positions_are_held() -> None:
    client = enter("cqtt", Role.STANDING_BODY, "40")
    user = User.objects.get(username="cqtt")
    user.positions.create(
        role=Role.REPORTER,
        title="also",
        unit=user.positions.get().unit,
        scope=user.positions.get().scope,
    )
    assert client.post(EVENTS, {"verb": "report", "percent": "100"}).status_code == 302
    page = client.get(PAGE)
    assert "verify" not in page.context["detail"].verbs
    assert "somebody else must confirm it" in page.content.decode()
    # The form does not offer it; a hand-made request is refused as well.
    answer = client.post(EVENTS, {"verb": "verify"})
    assert answer.status_code == 400
    assert assignment().state == State.WAITING


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_only_looks_sees_no_form_and_can_record_nothing(role: Role) -> None:
    client = enter("xem", role, "VN")
    assert 'name="verb"' not in client.get(PAGE).content.decode()
    assert client.post(EVENTS, {"verb": "report", "percent": "100"}).status_code == 403
    assert not ProgressEvent.objects.exists()


def test_a_reporter_of_another_commune_can_neither_look_nor_record() -> None:
    client = enter("xa-khac", Role.REPORTER, OTHER)
    assert client.get(PAGE).status_code == 403
    assert client.post(EVENTS, {"verb": "report", "percent": "100"}).status_code == 403
    assert not ProgressEvent.objects.exists()


def test_an_owner_decides_only_on_tasks_that_the_own_unit_leads() -> None:
    record("reported", "2025-08-01 09:00", percent="100")
    other = enter("so-khac", Role.OWNER, "40.CQTT", "40")
    assert other.get(PAGE).context["detail"].verbs == ()
    assert other.post(EVENTS, {"verb": "verify"}).status_code == 403
    assert assignment().state == State.WAITING


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"verb": ""}, None),
        ({"verb": "report"}, "percent"),
        ({"verb": "report", "percent": "101"}, "percent"),
        ({"verb": "report", "percent": "nhiều"}, "percent"),
        ({"verb": "report", "percent": "50", "happened_date": "hôm qua"}, "happened_date"),
    ],
)
def test_a_wrong_cell_is_named_and_what_was_typed_is_kept(typed: dict[str, str], field: str | None) -> None:
    client = enter("xa", Role.REPORTER, ANH_SON)
    answer = client.post(EVENTS, typed | {"note": "đã làm xong phần một"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "đã làm xong phần một" in page and "This cannot be saved yet" in page
    if field:
        assert f'id="id_{field}_error"' in page
    assert not ProgressEvent.objects.exists()


def test_a_refusal_of_the_ledger_is_shown_in_the_form() -> None:
    client = enter("xa", Role.REPORTER, ANH_SON)
    answer = client.post(EVENTS, {"verb": "report", "percent": "10", "happened_date": "2090-01-01"})
    assert answer.status_code == 400
    assert "lies in the future" in answer.content.decode()


@pytest.mark.parametrize(("verb", "field"), [("extend", "decision"), ("withdraw", "note"), ("annul", "annuls")])
def test_a_decision_needs_its_cells(verb: str, field: str) -> None:
    record("reported", "2025-08-01 09:00", percent="50")
    client = enter("cqtt", Role.STANDING_BODY, "40")
    answer = client.post(EVENTS, {"verb": verb})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_an_extension_moves_the_due_date_and_the_page_says_by_what() -> None:
    client = enter("cqtt", Role.STANDING_BODY, "40")
    draft = {"verb": "extend", "new_due_date": "2090-09-30", "decision": "QĐ 57/QĐ-UBND"}
    assert client.post(EVENTS, draft).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "30/09/2090" in page and "Originally 15/08/2025." in page and "QĐ 57/QĐ-UBND" in page


def test_an_annulled_entry_stays_in_the_history_and_no_longer_counts() -> None:
    record("reported", "2025-08-01 09:00", percent="100")
    event = ProgressEvent.objects.get()
    client = enter("cqtt", Role.STANDING_BODY, "40")
    answer = client.post(EVENTS, {"verb": "annul", "annuls": str(event.pk), "note": "nhầm xã"})
    assert answer.status_code == 302
    detail = client.get(PAGE).context["detail"]
    assert detail.standing.state == State.NOT_STARTED
    assert [(entry.event.kind, entry.annulled) for entry in detail.entries] == [
        ("annulled", False),
        ("reported", True),
    ]
    assert [number for number, _text in detail.annullable] == [detail.entries[0].event.pk]


def test_an_annulment_that_was_annulled_lets_the_report_count_again() -> None:
    record("reported", "2025-08-01 09:00", percent="100")
    report = ProgressEvent.objects.get()
    record("annulled", "2025-08-02 09:00", annuls=str(report.pk))
    annulment = ProgressEvent.objects.get(kind="annulled")
    record("annulled", "2025-08-03 09:00", annuls=str(annulment.pk))
    detail = enter("xem", Role.VIEWER, "VN").get(PAGE).context["detail"]
    assert [entry.annulled for entry in detail.entries] == [False, True, False]
    assert detail.standing.state == assignment().state == State.WAITING


def test_the_past_shows_what_was_known_then_and_has_no_form() -> None:
    record("reported", "2025-08-01 09:00", percent="40")
    record("reported", "2025-08-05 09:00", percent="100")
    client = enter("xa", Role.REPORTER, ANH_SON)
    then = client.get(PAGE, {"at": "2025-08-02T16:00"})
    assert then.context["detail"].standing.percent == 40
    assert len(then.context["detail"].entries) == 1
    assert 'name="verb"' not in then.content.decode()
    refused = client.post(f"{EVENTS}?at=2025-08-02T16:00", {"verb": "report", "percent": "50"})
    assert refused.status_code == 400
    assert ProgressEvent.objects.count() == 2


def test_reported_confirmed_and_evidenced_stand_side_by_side() -> None:
    record("reported", "2025-08-01 09:00", percent="100")
    client = enter("xem", Role.VIEWER, "VN")
    then = client.get(PAGE, {"at": "2025-08-02T16:00"}).context["detail"]
    assert (then.reported_done, then.verified_done) == (True, False)
    record("verified", "2025-08-03 09:00", actor="Sở KH&CN")
    page = client.get(PAGE)
    assert page.context["detail"].verified_done and page.context["detail"].verification.actor == "Sở KH&CN"
    assert "no register yet" in page.content.decode()


def test_a_delay_is_the_verifiers_when_the_report_came_in_time() -> None:
    record("reported", "2025-08-10 09:00", percent="100")
    page = enter("xem", Role.VIEWER, "VN").get(PAGE, {"at": "2025-08-20T16:00"})
    assert page.context["detail"].verifier_delay
    assert "the delay is the verifier" in page.content.decode()


def test_what_was_not_given_or_not_yet_given_is_not_found() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    assert client.get(PAGE, {"at": "2025-07-01T07:00"}).status_code == 404
    assert client.get(f"/programmes/{CODE}/tasks/{TASK}/units/40/").status_code == 404
    assert client.get(f"/programmes/{CODE}/tasks/T99/units/{ANH_SON}/").status_code == 404


def test_events_are_posted() -> None:
    assert enter("xa", Role.REPORTER, ANH_SON).get(EVENTS).status_code == 405


def test_the_page_takes_as_many_queries_for_many_entries_as_for_one() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    counts = []
    for day in ("01", "02", "03"):
        record("reported", f"2025-08-{day} 09:00", percent="50")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
