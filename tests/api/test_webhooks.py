"""Webhooks: at least once, signed, with growing pauses, never into the network that is not open to them."""

import json
from datetime import datetime, timedelta
from ipaddress import ip_address

import pytest
from api_client_of import Program, actor_with, program, report
from ledger_rows import load, small_programme
from webhook_stub import Receiver, receiver

from tiendo.api.actions import outbox
from tiendo.api.actions.outbox import PAUSES, make_deliveries, send_due
from tiendo.api.actions.webhooks import WebhookDraft, add_webhook, send_again, set_webhook_active
from tiendo.api.models import Delivery, DeliveryState, Webhook
from tiendo.gateways.clock import now
from tiendo.gateways.webhook_sender import AddressNotAllowedError, check_address, may_reach, send, signature
from tiendo.rules.permissions import Role
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotFound, Refused
from tiendo.tasks.models import Programme, ProgressEvent

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.ADMINISTRATOR


@pytest.fixture(autouse=True)
def tasks_given() -> None:
    """TEST: the tasks A and B for 16681 and 16690."""
    small_programme()


def told(who: Program, address: str, *kinds: Kind, programme: str = "") -> tuple[Webhook, str]:
    """An address of the client that is told of these kinds of events (all of them where none is named)."""
    draft = WebhookDraft(
        address=address,
        kinds=kinds or tuple(Kind),
        programme=Programme.objects.get(code=programme) if programme else None,
    )
    return add_webhook(draft, actor=actor_with(ADMINISTRATOR), client=who.client.pk, now=now())


def go(at: datetime) -> int:
    """One run of the worker at a moment."""
    make_deliveries(now=at)
    return send_due(clock=lambda: at, until=at + timedelta(seconds=1))


def test_a_report_reaches_the_address_with_a_signature_that_can_be_checked() -> None:
    with receiver() as there:
        sender = program()
        _webhook, secret = told(sender, there.address)
        sender.post("/reports", {"reports": [report(percent=40)]})
        assert go(now()) == 1
    headers, body = there.arrived[0]
    sent = json.loads(body)
    assert (sent["event"]["kind"], sent["event"]["unit"], sent["event"]["percent"]) == ("reported", "16681", "40.00")
    assert sent["delivery"] == headers["X-Tiendo-Delivery"] == str(Delivery.objects.get().number)
    seconds = int(headers["X-Tiendo-Signature"].split(",")[0].removeprefix("t="))
    assert headers["X-Tiendo-Signature"] == signature(secret, body, seconds=seconds)
    assert headers["X-Tiendo-Signature"] != signature(secret + "x", body, seconds=seconds)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_what_fails_twice_is_delivered_at_the_third_attempt_with_growing_pauses() -> None:
    with receiver(500, 503, 204) as there:
        sender = program()
        told(sender, there.address)
        sender.post("/reports", {"reports": [report()]})
        begin = now()
        assert go(begin) == 0
        assert go(begin + PAUSES[0] / 2) == 0
        assert len(there.arrived) == 1, "it comes again after the pause, not before"
        assert go(begin + PAUSES[0]) == 0
        assert go(begin + PAUSES[0] + PAUSES[1]) == 1
    assert len({body for _headers, body in there.arrived}) == 1, "every attempt says the same"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.response_code) == (DeliveryState.DELIVERED, 3, 204)


def test_who_is_killed_while_sending_leaves_it_to_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as there:
        sender = program()
        told(sender, there.address)
        sender.post("/reports", {"reports": [report()]})
        begin = now()

        def killed(*words: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(outbox, "_note", killed)
            with pytest.raises(KeyboardInterrupt):
                go(begin)
        assert Delivery.objects.get().state == DeliveryState.WAITING
        assert go(begin + PAUSES[0]) == 1
    numbers = {headers["X-Tiendo-Delivery"] for headers, _body in there.arrived}
    assert (len(there.arrived), len(numbers)) == (2, 1), "twice, under one number"


def test_after_a_day_it_is_given_up_and_can_be_sent_again_by_hand() -> None:
    with receiver(500) as there:
        sender = program()
        told(sender, there.address)
        sender.post("/reports", {"reports": [report()]})
        at, end = now(), now() + timedelta(hours=30)
        while at < end and not Delivery.objects.filter(state=DeliveryState.GIVEN_UP).exists():
            go(at)
            at = Delivery.objects.get().next_at or end
        assert Delivery.objects.get().state == DeliveryState.GIVEN_UP
        attempts = Delivery.objects.get().attempts
        assert attempts == len(there.arrived)
        there.answers = [200]
        later = at + timedelta(days=2)
        again = send_again(actor=actor_with(ADMINISTRATOR), number=Delivery.objects.get().pk, now=later)
        assert (go(later), again.attempts) == (1, 0)


def test_a_silent_address_keeps_no_other_waiting() -> None:
    with receiver(500) as silent, receiver() as quick:
        sender = program()
        told(sender, silent.address)
        told(sender, quick.address)
        many = [report(), report(task="B"), report(unit="16690")]
        sender.post("/reports", {"reports": many})
        assert go(now()) == 3
    assert (len(silent.arrived), len(quick.arrived)) == (1, 3)


@pytest.mark.parametrize(
    ("unit", "kinds", "programme", "count"),
    [
        ("VN", (), "", 3),
        ("40", (), "TEST", 3),
        ("16681", (), "", 2),
        ("38", (), "", 0),
        ("VN", (Kind.RETURNED,), "", 1),
        ("VN", (), "OTHER", 0),
    ],
)
def test_an_address_is_told_of_what_it_asked_for_in_the_scope_of_its_client(
    unit: str, kinds: tuple[Kind, ...], programme: str, count: int
) -> None:
    small_programme("OTHER")
    told(program(unit), "https://nhan.example/", *kinds, programme=programme)
    load(
        "TEST,A,16681,reported,100,,2025-07-05 09:00",
        "TEST,A,16681,returned,,,2025-07-06 09:00,,,thiếu",
        "TEST,B,16690,reported,10,,2025-07-05 09:00",
    )
    assert make_deliveries(now=now()) == count
    assert make_deliveries(now=now()) == 0, "an event is told once"


def test_what_happened_before_the_address_was_added_or_while_it_was_stopped_is_not_told() -> None:
    load("TEST,A,16681,reported,10,,2025-07-05 09:00")
    webhook, _secret = told(program(), "https://nhan.example/")
    actor = actor_with(ADMINISTRATOR)
    set_webhook_active(actor=actor, number=webhook.pk, active=False, now=now())
    load("TEST,B,16681,reported,20,,2025-07-05 09:00")
    set_webhook_active(actor=actor, number=webhook.pk, active=True, now=now())
    load("TEST,B,16690,reported,30,,2025-07-05 09:00")
    make_deliveries(now=now())
    assert [delivery.event.percent for delivery in Delivery.objects.all()] == [30]
    assert ProgressEvent.objects.count() == 3


def test_only_who_configures_the_unit_adds_an_address() -> None:
    sender = program("40")
    draft = WebhookDraft(address="https://nhan.example/", kinds=[Kind.REPORTED])
    with pytest.raises(NotFound):
        add_webhook(draft, actor=actor_with(ADMINISTRATOR, "38"), client=sender.client.pk, now=now())
    with pytest.raises(Refused):
        add_webhook(draft, actor=actor_with(Role.COMMAND_CENTRE), client=sender.client.pk, now=now())


@pytest.mark.parametrize(
    "address",
    [
        "http://nhan.example/",
        "ftp://nhan.example/",
        "https:///path",
        "https://name:word@nhan.example/",
        "https://nhan.example:0/",
        "https://nhan.example:99999/",
        "https://nhan.example/a b",
        "https://nhan.example/\r\nX: y",
        "http://10.0.0.1/",
        "//nhan.example/",
        "",
    ],
)
def test_an_address_that_is_no_https_address_is_refused(address: str) -> None:
    with pytest.raises(AddressNotAllowedError):
        check_address(address, plain=True)


# address, reached by an installation of its own machine, reached where private networks are allowed
@pytest.mark.parametrize(
    ("address", "plain", "private", "reached"),
    [
        ("8.8.8.8", False, False, True),
        ("2606:4700::1111", False, False, True),
        ("127.0.0.1", False, True, False),
        ("127.0.0.1", True, False, True),
        ("::1", False, False, False),
        ("10.1.2.3", False, False, False),
        ("10.1.2.3", False, True, True),
        ("192.168.1.1", False, True, True),
        ("fd00::1", False, True, True),
        ("fd00::1", False, False, False),
        ("169.254.169.254", True, True, False),
        ("fe80::1", True, True, False),
        ("0.0.0.0", True, True, False),  # noqa: S104 - a case, not listened on
        ("224.0.0.1", True, True, False),
        ("255.255.255.255", True, True, False),
        ("::ffff:10.1.2.3", False, False, False),
        ("::ffff:127.0.0.1", False, True, False),
        ("64:ff9b::a01:203", False, False, False),
        ("2002:a01:203::", False, False, False),
        ("100.64.0.1", False, False, False),
    ],
)
def test_messages_go_to_public_addresses_and_to_private_ones_only_where_allowed(
    address: str, plain: bool, private: bool, reached: bool
) -> None:
    assert may_reach(ip_address(address), plain=plain, private=private) is reached


def test_a_redirection_is_not_followed_and_no_receipt() -> None:
    with receiver(302, 200) as there:
        answered = send(there.address, b"{}", {}, plain=True)
    assert (answered.code, answered.taken, len(there.arrived)) == (302, False, 1)


def test_a_receiver_that_is_not_there_is_a_problem_with_its_reason() -> None:
    with receiver() as there:
        closed: Receiver = there
    answered = send(closed.address, b"{}", {}, plain=True)
    assert answered.code is None
    assert "refused" in answered.problem.lower()
    assert "https" in send("http://nhan.example/", b"{}", {}, plain=False).problem
