"""Addresses that are told of events: adding and stopping them, and sending a delivery again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tiendo.api.models import Client, Delivery, DeliveryState, Webhook
from tiendo.api.queries.clients import client_for
from tiendo.api.queries.webhooks import delivery_for, webhook_for
from tiendo.gateways.clock import day_of
from tiendo.gateways.sealing import seal, unseal
from tiendo.gateways.webhook_sender import AddressNotAllowedError, check_address
from tiendo.journal.actions import record_act
from tiendo.people.queries import Actor
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import Programme, ProgressEvent

_KEY = "webhooks"  # in the folder of keys: what their secrets are sealed with


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft:
    """Where to tell, of which kinds of events, of which programme (None: all)."""

    address: str
    kinds: Sequence[Kind]
    programme: Programme | None = None


def add_webhook(draft: WebhookDraft, *, actor: Actor, client: int, now: datetime) -> tuple[Webhook, str]:
    """An address for the client with this number, told of events from now on; and its secret, shown once."""
    owner = client_for(actor, client, day_of(now))
    if owner.ended_at is not None:
        raise Refused(_("The client “%(client)s” was ended before. Make a new one.") % {"client": owner.name})
    try:
        check_address(draft.address, plain=settings.PLAIN_HTTP)
    except AddressNotAllowedError as error:
        raise Refused(
            _("Nothing can be sent to %(address)s. Write an address that begins with https:// and names a host.")
            % {"address": draft.address}
        ) from error
    if not draft.kinds:
        raise Refused(_("Choose at least one kind of events."))
    return _make(owner, draft, actor)


def _make(owner: Client, draft: WebhookDraft, actor: Actor) -> tuple[Webhook, str]:
    secret = "whsec_" + secrets.token_urlsafe(32)
    webhook = Webhook(
        client=owner,
        address=draft.address,
        kinds=[str(kind) for kind in draft.kinds],
        programme=draft.programme,
        last_event=ProgressEvent.objects.aggregate(last=Max("id"))["last"] or 0,
        created_by=actor.name,
    )
    webhook.secret_sealed = seal(secret, key=_KEY, owner=_owner(webhook))
    with transaction.atomic():
        webhook.save()
        record_act(
            code="api.webhook.added",
            author=actor,
            subject=f"{owner}: {webhook.address}"[:300],
            details={"kinds": list(webhook.kinds), "programme": draft.programme.code if draft.programme else None},
        )
    return webhook, secret


def secret_of(webhook: Webhook) -> str:
    """What its deliveries are signed with. Raises sealing.BrokenSealError."""
    return unseal(bytes(webhook.secret_sealed), key=_KEY, owner=_owner(webhook))


def _owner(webhook: Webhook) -> str:
    return f"webhook {webhook.number}"


def set_webhook_active(*, actor: Actor, number: int, active: bool, now: datetime) -> Webhook:
    """Stop telling an address, or begin again: then from the present on, not of what happened in between."""
    webhook = webhook_for(actor, number, day_of(now))
    with transaction.atomic():
        webhook.active = active
        if active:
            webhook.last_event = ProgressEvent.objects.aggregate(last=Max("id"))["last"] or 0
        webhook.save(update_fields=["active", "last_event"])
        record_act(
            code="api.webhook.started" if active else "api.webhook.stopped",
            author=actor,
            subject=f"{webhook.client}: {webhook.address}"[:300],
        )
    return webhook


def send_again(*, actor: Actor, number: int, now: datetime) -> Delivery:
    """A delivery that was given up, or was delivered and lost there, is due now, with a full row of attempts."""
    delivery = delivery_for(actor, number, day_of(now))
    with transaction.atomic():
        delivery.state, delivery.next_at, delivery.attempts = DeliveryState.WAITING, now, 0
        delivery.made_at = now
        delivery.problem = ""
        delivery.save(update_fields=["state", "next_at", "attempts", "made_at", "problem"])
        record_act(
            code="api.delivery.sent_again",
            author=actor,
            subject=str(delivery.number),
            details={"address": delivery.webhook.address},
        )
    return delivery
