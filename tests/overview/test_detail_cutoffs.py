"""Published moments: who publishes, what is fixed, and that the record can be checked."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from detail_world import CODE, at, enter, make_programme, record

from tiendo.figures.models import CutOff, StateConfirmation
from tiendo.figures.queries.cutoffs import check_anchor
from tiendo.gateways.clock import ZONE
from tiendo.journal.queries import entries
from tiendo.overview.views_cutoffs import usual_moment
from tiendo.rules.permissions import Role, Verb, allows

pytestmark = pytest.mark.django_db
MOMENT = "2025-08-06T16:00"
CONFIRM = f"/programmes/{CODE}/units/40/confirm/"


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()
    record("reported", "2025-08-01 09:00", percent="100")


def test_the_command_centre_publishes_and_the_record_can_be_checked(tmp_path: Path) -> None:
    client = enter("tt", Role.COMMAND_CENTRE, "VN")
    answer = client.post("/cutoffs/", {"at": MOMENT})
    cutoff = CutOff.objects.get()
    assert answer.headers["Location"] == f"/cutoffs/{cutoff.pk}/"
    assert cutoff.at == at("2025-08-06 16:00") and cutoff.published_by == "tt (command_centre VN)"
    page = client.get(f"/cutoffs/{cutoff.pk}/").content.decode()
    assert "fits the record" in page and "0/2" in page and "tiendo verify --anchor" in page

    download = client.get(f"/cutoffs/{cutoff.pk}/record.json")
    assert download.headers["Content-Type"] == "application/json"
    assert download.headers["Content-Disposition"] == 'attachment; filename="tiendo-cutoff-2025-08-06T1600.json"'
    file = tmp_path / "record.json"
    file.write_bytes(download.content)
    assert check_anchor(file) is None
    tampered = json.loads(download.content)
    tampered["record"] = tampered["record"].replace('"total":4', '"total":5')
    file.write_text(json.dumps(tampered), "utf-8")
    assert check_anchor(file)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("unit", ["VN", "40"])
def test_only_who_may_publish_for_the_country_does(role: Role, unit: str) -> None:
    client = enter("ai", role, unit)
    may = allows(role, Verb.PUBLISH) and unit == "VN"
    page = client.get("/cutoffs/")
    assert page.status_code == 200
    assert ('name="at"' in page.content.decode()) is may
    assert client.post("/cutoffs/", {"at": MOMENT}).status_code == (302 if may else 403)
    assert CutOff.objects.exists() is may


@pytest.mark.parametrize("typed", ["", "hôm nay", "2090-01-01T16:00"])
def test_a_moment_that_can_not_be_published_is_refused_at_its_field(typed: str) -> None:
    client = enter("tt", Role.COMMAND_CENTRE, "VN")
    answer = client.post("/cutoffs/", {"at": typed})
    assert answer.status_code == 400 and 'id="id_at_error"' in answer.content.decode()
    assert not CutOff.objects.exists()


def test_a_moment_is_published_once() -> None:
    client = enter("tt", Role.COMMAND_CENTRE, "VN")
    client.post("/cutoffs/", {"at": MOMENT})
    again = client.post("/cutoffs/", {"at": MOMENT})
    assert again.status_code == 400 and "published already" in again.content.decode()
    assert CutOff.objects.count() == 1


def test_a_cut_off_that_is_not_there_is_not_found() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    assert client.get("/cutoffs/999999/").status_code == 404
    assert client.get("/cutoffs/999999/record.json").status_code == 404


@pytest.mark.parametrize(
    ("now", "usual"),
    [
        ("2025-08-06 17:30:12", "2025-08-06 16:00"),
        ("2025-08-06 16:00:00", "2025-08-06 16:00"),
        ("2025-08-06 15:59:59", "2025-08-05 16:00"),
        ("2025-08-06 00:00:05", "2025-08-05 16:00"),
    ],
)
def test_the_form_offers_the_last_four_in_the_afternoon_that_has_passed(now: str, usual: str) -> None:
    assert usual_moment(datetime.fromisoformat(now).replace(tzinfo=ZONE)) == at(usual)


def test_the_command_centre_confirms_a_state_once() -> None:
    client = enter("tt", Role.COMMAND_CENTRE, "VN")
    answer = client.post(CONFIRM, {"at": MOMENT, "note": "đã kiểm tra"})
    assert answer.headers["Location"] == f"/programmes/{CODE}/units/40/?at={MOMENT}"
    made = StateConfirmation.objects.get()
    assert (made.at, made.confirmed_by, made.note) == (
        at("2025-08-06 16:00"),
        "tt (command_centre VN)",
        "đã kiểm tra",
    )
    assert entries().filter(code="figures.state.confirmed").count() == 1
    assert client.post(CONFIRM, {"at": MOMENT}).status_code == 400
    assert client.get(CONFIRM).status_code == 405


@pytest.mark.parametrize("role", [role for role in Role if not allows(role, Verb.CONFIRM)])
def test_nobody_else_confirms_a_state(role: Role) -> None:
    assert enter("ai", role, "VN").post(CONFIRM, {"at": MOMENT}).status_code == 403
    assert not StateConfirmation.objects.exists()
