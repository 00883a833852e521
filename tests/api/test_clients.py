"""Clients: tokens that end, a pace that is kept, and what a program reads and sends with them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from api_client_of import actor_with, program, report, unit_named
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from ledger_rows import load, small_programme

from sample_files import PDF
from tiendo.api.actions.clients import TooManyError, admit, create_client, end_client, renew_token
from tiendo.api.models import Client
from tiendo.gateways.clock import day_of, now
from tiendo.journal.models import Entry
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.tasks.models import Evidence, ProgressEvent

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_a_hash_only_and_counts_until_its_day() -> None:
    sender = program()
    assert sender.token not in str(Client.objects.values_list().get(pk=sender.client.pk))
    assert sender.client.prefix == sender.token[:12]
    last = sender.client.expires_date - timedelta(days=1)
    moment = now().replace(year=last.year, month=last.month, day=last.day)
    assert admit(sender.token, now=moment) is not None
    assert admit(sender.token, now=moment + timedelta(days=1)) is None
    assert admit(sender.token + "x", now=now()) is None


def test_an_ended_client_and_a_replaced_token_no_longer_count() -> None:
    small_programme()
    sender, key = program(), str(uuid4())
    sender.post("/reports", {"reports": [report(key=key)]})
    expires = day_of(now()) + timedelta(days=60)
    actor = actor_with(Role.ADMINISTRATOR)
    _client, fresh = renew_token(actor=actor, number=sender.client.pk, expires_date=expires, now=now())
    assert sender.get("/client").status_code == 401
    renewed = type(sender)(sender.client, fresh)
    assert renewed.post("/reports", {"reports": [report(key=key)]}).status_code == 200
    assert ProgressEvent.objects.count() == 1, "the keys stay the client's own"
    end_client(actor=actor, number=sender.client.pk, now=now())
    assert renewed.get("/client").status_code == 401
    codes = list(Entry.objects.filter(code__startswith="api.client").order_by("id").values_list("code", flat=True))
    assert codes == ["api.client.created", "api.client.token_renewed", "api.client.ended"]


def test_what_is_above_the_pace_waits_for_the_next_minute() -> None:
    sender, moment = program(per_minute=2), now().replace(second=10, microsecond=0)
    assert [admit(sender.token, now=moment) is not None for _turn in range(2)] == [True, True]
    with pytest.raises(TooManyError) as too_many:
        admit(sender.token, now=moment)
    assert too_many.value.wait == 50
    admitted = admit(sender.token, now=moment + timedelta(minutes=1))
    assert admitted is not None and admitted.left == 1
    two = program(per_minute=1, name="Khác")
    answers = [two.get("/client") for _turn in range(3)]
    assert 429 in {answer.status_code for answer in answers}
    assert 0 < int(next(answer for answer in answers if answer.status_code == 429)["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("scope", "unit", "role", "days", "why"),
    [
        ("40", "38", Role.REPORTER, 30, NotAllowed),
        ("40", "40", Role.ADMINISTRATOR, 30, Refused),
        ("40", "40", Role.REPORTER, 0, Refused),
        ("40", "40", Role.REPORTER, 1000, Refused),
    ],
)
def test_nobody_gives_a_program_more_than_is_theirs(
    scope: str, unit: str, role: Role, days: int, why: type[Refused]
) -> None:
    with pytest.raises(why):
        create_client(
            actor=actor_with(Role.ADMINISTRATOR, scope),
            name="x",
            unit=unit_named(unit),
            role=role,
            expires_date=day_of(now()) + timedelta(days=days),
            per_minute=10,
            now=now(),
        )


def test_another_provinces_administrator_does_not_find_the_client() -> None:
    sender = program("40")
    with pytest.raises(NotFound):
        end_client(actor=actor_with(Role.ADMINISTRATOR, "38"), number=sender.client.pk, now=now())


def test_a_file_is_sent_once_and_named_by_its_sum() -> None:
    small_programme()
    sender, other = program(), program(name="Khác")

    def sent() -> dict[str, str]:
        file = SimpleUploadedFile("bien-ban.pdf", PDF, content_type="application/pdf")
        answer = Browser().post("/api/v1/evidence", {"file": file}, headers=sender.headers)
        assert answer.status_code == 200, answer.content
        found: dict[str, str] = answer.json()
        return found

    first = sent()
    assert sent() == first
    assert sender.post("/reports", {"reports": [report(evidence=[first["sha256"]])]}).status_code == 200
    assert Evidence.objects.get().document.sha256 == first["sha256"]
    assert other.post("/reports", {"reports": [report(evidence=[first["sha256"]])]}).status_code == 409


def test_an_obstacle_is_raised_once_per_key() -> None:
    small_programme()
    sender = program()
    groups = sender.get("/obstacle-groups").json()["groups"]
    assert groups
    raised = {
        "unit": "16681",
        "group": groups[0]["code"],
        "title": "Mất điện",
        "description": "Trạm chưa có điện",
        "blocks": [{"programme": "TEST", "task": "A"}],
        "key": str(uuid4()),
    }
    first, second = sender.post("/obstacles", raised), sender.post("/obstacles", raised)
    assert first.status_code == 200, first.content
    assert first.json() == second.json()
    assert sender.post("/obstacles", raised | {"title": "Khác"}).status_code == 409
    assert sender.post("/obstacles", raised | {"key": None}).status_code == 409
    assert program("38").post("/obstacles", raised | {"key": str(uuid4())}).status_code == 403


def test_pages_of_a_list_neither_miss_nor_repeat() -> None:
    small_programme(targets="16681;16690;17329")
    sender, seen, after = program(), [], 0
    while after is not None:
        page = sender.get("/assignments", programme="TEST", limit=2, after=after).json()
        seen += [one["number"] for one in page["assignments"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 6


def test_what_changed_since_a_moment_counts_by_arrival() -> None:
    small_programme()
    sender = program()
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    since = (now() - timedelta(minutes=5)).isoformat()
    found = sender.get("/assignments", programme="TEST", changed_since=since).json()["assignments"]
    assert [(one["task"], one["unit"]) for one in found] == [("A", "16681")]


def test_a_figure_is_the_pages_own_and_leads_to_its_rows() -> None:
    small_programme()
    load("TEST,A,16681,reported,40,,2025-07-05 09:00", "TEST,A,16690,reported,10,,2025-07-05 09:00")
    sender = program()
    board = sender.get("/programmes/TEST/board", unit="40", at="2025-08-06T16:00:00+07:00").json()
    shown = {figure["code"]: figure for figure in board["own"]["figures"]}["tasks_in_progress"]
    assert (shown["numerator"], shown["denominator"], shown["percent"]) == (2, 4, "50.00")
    single = sender.get("/programmes/TEST/figures/tasks_in_progress", unit="40", at="2025-08-06T16:00:00+07:00").json()
    assert single == shown
    rows = Browser().get(shown["rows"], headers=sender.headers).json()
    assert (rows["figure"], len(rows["assignments"]), rows["hidden"]) == (shown, 2, 0)
    narrow = Browser().get(shown["rows"], headers=program("16681").headers).json()
    assert (len(narrow["assignments"]), narrow["hidden"]) == (1, 1)
    assert program("38").get("/programmes/TEST/board", unit="40").status_code == 403
