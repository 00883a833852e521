"""Addresses: kept sealed, shown masked, used once confirmed; feeds and links by a secret."""

import pytest
from django.test import Client
from notice_world import DUE_DAY, Post, Wire, actor, at, channel, world

from people_made import SINCE, logged_in, person
from tiendo.gateways.messenger import is_address, masked, seal, unseal
from tiendo.journal.models import Entry
from tiendo.notices.actions.channels import MOST_CHANNELS, add_channel, renew_feed
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.actions.sending import send_due
from tiendo.notices.models import Channel, ChannelKind, Notice
from tiendo.notices.tokens import channel_token, feed_token
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_an_address_is_used_only_after_its_reader_confirmed_it() -> None:
    cast = world()
    made = channel(cast["a"], confirmed=False)
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    assert Notice.objects.get(user=cast["a"], kind="digest").state == "no_channel"
    post = Post()
    assert send_due(clock=lambda: at(DUE_DAY), mailer=post, messenger=Wire(), stopped=lambda: False) == 1
    [letter] = post.letters
    link = f"/notices/confirm/{channel_token(made.pk)}/"
    assert link in letter.text and "List-Unsubscribe" not in letter.headers
    browser = Client()
    assert browser.get(link).status_code == 200
    assert Channel.objects.get(pk=made.pk).verified_at is None, "a program that opens links confirms nothing"
    assert browser.post(link).status_code == 200
    assert Channel.objects.get(pk=made.pk).verified_at is not None


def test_the_link_of_a_letter_limits_to_duties_by_a_button_and_without_a_log_in() -> None:
    cast = world()
    made = channel(cast["a"])
    link = f"/notices/duty-only/{channel_token(made.pk)}/"
    browser = Client()
    browser.get(link)
    assert not Channel.objects.get(pk=made.pk).duty_only
    browser.post(link)
    assert Channel.objects.get(pk=made.pk).duty_only
    assert Client().get(f"/notices/duty-only/{channel_token(made.pk)}x/").status_code == 404


def test_no_address_stands_in_the_database_or_the_journal_as_it_is() -> None:
    cast = world()
    made = channel(cast["a"], "ai.do@nghean.gov.vn")
    assert made.masked == "a…@nghean.gov.vn"
    assert b"ai.do" not in bytes(made.sealed)
    assert not Entry.objects.filter(subject__contains="ai.do").exists()
    assert unseal(bytes(made.sealed), owner=f"user {cast['a'].pk}") == "ai.do@nghean.gov.vn"
    assert seal("x", owner="user 1") != seal("x", owner="user 1")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("zalo://123456:token/84900000000", True),
        ("json://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("zalo://", False),
        ("http://example.vn", False),
        ("", False),
    ],
)
def test_only_named_services_are_messengers(address: str, expected: bool) -> None:
    assert is_address(address) is expected
    assert masked("messenger", "zalo://secret/1") == "zalo://…"


def test_there_are_not_too_many_addresses() -> None:
    cast = world()
    for number in range(MOST_CHANNELS):
        channel(cast["a"], f"x{number}@example.vn")
    with pytest.raises(Refused, match="addresses already"):
        channel(cast["a"], "y@example.vn")


def test_a_unit_shares_an_address_that_only_who_sets_its_rules_may_add() -> None:
    cast = world()
    unit = version_of("16681", SINCE)
    wanted = {"kind": ChannelKind.EMAIL, "address": "xa@example.vn", "unit": unit, "duty_only": False, "now": at(SINCE)}
    with pytest.raises(NotAllowed):
        add_channel(actor=actor(cast["a"]), **wanted)  # type: ignore[arg-type]
    made = add_channel(actor=actor(person("quan-tri-x", Role.ADMINISTRATOR, "40")), **wanted)  # type: ignore[arg-type]
    Channel.objects.filter(pk=made.pk).update(verified_at=at(SINCE))
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    shared = Notice.objects.get(user=None, kind="digest")
    assert (shared.unit_id, shared.state, [line["task"] for line in shared.lines]) == (unit.unit_id, "due", ["A"])


def test_the_page_keeps_limits_and_removes_addresses() -> None:
    cast = world()
    browser = logged_in(cast["a"])
    wrong = browser.post("/account/notices/", {"kind": "email", "address": "no address"})
    assert wrong.status_code == 400 and "no e-mail address" in wrong.content.decode()
    assert browser.post("/account/notices/", {"kind": "email", "address": "ai@example.vn"}).status_code == 302
    made = Channel.objects.get(user=cast["a"])
    text = browser.get("/account/notices/").content.decode()
    assert "a…@example.vn" in text and "ai@example.vn" not in text
    browser.post(f"/account/notices/{made.pk}/duty/", {"duty_only": "yes"})
    assert Channel.objects.get(pk=made.pk).duty_only
    assert logged_in(cast["b"]).post(f"/account/notices/{made.pk}/end/").status_code == 404
    browser.post(f"/account/notices/{made.pk}/end/")
    assert Channel.objects.get(pk=made.pk).ended_at is not None


def test_the_calendar_holds_due_dates_and_no_people_and_answers_304() -> None:
    cast = world()
    feed = renew_feed(actor=actor(cast["a"]), now=at(SINCE))
    address = f"/calendar/{feed_token(feed.user_id, feed.number)}.ics"
    got = Client().get(address)
    text = got.content.decode().replace("\r\n ", "")
    assert got.status_code == 200 and got["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 2 and "DTSTART;VALUE=DATE:20250831" in text
    assert "Việc A" in text and "VALARM" not in text
    assert "can-bo-a" not in text and cast["a"].full_name not in text
    assert Client().get(address, headers={"If-None-Match": got["ETag"]}).status_code == 304
    assert Client().get(address).content == got.content


def test_a_new_address_of_the_calendar_ends_the_old_one() -> None:
    cast = world()
    browser = logged_in(cast["a"])
    browser.post("/account/notices/feed/")
    old = f"/calendar/{feed_token(cast['a'].pk, 1)}.ics"
    assert Client().get(old).status_code == 200
    browser.post("/account/notices/feed/")
    assert Client().get(old).status_code == 404
    assert Client().get(f"/calendar/{feed_token(cast['a'].pk, 2)}.ics").status_code == 200
    assert Client().get(f"/calendar/{feed_token(cast['b'].pk, 1)}.ics").status_code == 404
    User.objects.filter(pk=cast["a"].pk).update(is_active=False)
    assert Client().get(f"/calendar/{feed_token(cast['a'].pk, 2)}.ics").status_code == 404
