"""The pages of clients, for those who configure a unit."""

from datetime import timedelta

import pytest
from api_client_of import actor_with, program
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from ledger_rows import load, small_programme

from people_made import logged_in
from tiendo.api.actions.clients import admit
from tiendo.api.actions.outbox import make_deliveries
from tiendo.api.actions.webhooks import WebhookDraft, add_webhook
from tiendo.api.models import Client
from tiendo.demo.accounts import make_accounts
from tiendo.gateways.clock import day_of, now
from tiendo.gateways.machine import MachineAuthor
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.progress import Kind


@pytest.fixture
def administrator(db: None) -> Browser:
    """The country's administrator at a browser."""
    make_accounts(author=MachineAuthor())
    return logged_in(User.objects.get(username="quan-tri"))


def questions(browser: Browser, address: str) -> int:
    """How many questions a page asks of the database."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_pages_ask_as_often_for_three_as_for_one(administrator: Browser) -> None:
    small_programme()
    owner, webhooks, counts = actor_with(Role.ADMINISTRATOR), [], []
    client = program().client.pk
    for number in range(3):
        if number:
            program(name=f"Hệ thống {number}")
        draft = WebhookDraft(address=f"https://nhan.example/{number}", kinds=list(Kind))
        webhooks.append(add_webhook(draft, actor=owner, client=client, now=now())[0].pk)
        load(f"TEST,A,16681,reported,{10 + number},,2025-07-0{5 + number} 09:00")
        make_deliveries(now=now())
        addresses = ["/api-clients/", f"/api-clients/{client}/", f"/api-clients/webhooks/{webhooks[0]}/"]
        counts.append([questions(administrator, address) for address in addresses])
    assert counts[0] == counts[2]


def test_a_client_is_made_on_the_page_and_its_token_shown_once(administrator: Browser) -> None:
    form = {"name": "Hệ thống tỉnh", "unit": "40", "role": "reporter", "per_minute": "60", "note": ""}
    expires = (day_of(now()) + timedelta(days=90)).isoformat()
    page = administrator.post("/api-clients/new/", form | {"expires_date": expires}).content.decode()
    made = Client.objects.get()
    token = page.split('<code class="secret">', 1)[1].split("<", 1)[0]
    assert admit(token, now=now()) is not None
    assert token not in administrator.get(f"/api-clients/{made.pk}/").content.decode()
    added = administrator.post(
        f"/api-clients/{made.pk}/webhooks/", {"address": "https://nhan.example/", "kinds": ["reported", "verified"]}
    )
    assert "whsec_" in added.content.decode()
    wrong = administrator.post(
        f"/api-clients/{made.pk}/webhooks/", {"address": "http://10.0.0.1/", "kinds": ["reported"]}
    )
    assert wrong.status_code == 400


def test_the_description_is_a_page_without_anything_from_elsewhere(administrator: Browser) -> None:
    page = administrator.get("/api/v1/").content.decode()
    assert "POST /api/v1/reports" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<script") == 1
