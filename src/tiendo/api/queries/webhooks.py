"""The doors to webhooks and deliveries, and what a delivery says."""

import json
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.api.addresses import assignment_address
from tiendo.api.models import Client, Delivery, DeliveryState, Webhook
from tiendo.api.queries.clients import clients_for
from tiendo.gateways.clock import ZONE
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.refusal import NotFound


def webhooks_of(client: Client) -> QuerySet[Webhook]:
    """The addresses of a client that was got through its door, with how many deliveries wait and were given up."""
    return (
        client.webhooks.select_related("programme")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
            given_up=Count("deliveries", filter=Q(deliveries__state=DeliveryState.GIVEN_UP)),
        )
        .order_by("id")
    )


def webhook_for(actor: Actor, number: int, on: date) -> Webhook:
    """One address by its number, for those who configure the client's unit."""
    clients = clients_for(actor, on).order_by().values("pk")
    found = Webhook.objects.select_related("client", "programme").filter(pk=number, client__in=clients).first()
    if found is None:
        raise NotFound(_("There is no such address among those that you manage."))
    return found


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """What was sent, or waits to be sent, to an address; the newest event first."""
    return webhook.deliveries.select_related("event__assignment__task__programme", "event__assignment__unit").order_by(
        "-event_id"
    )


def delivery_for(actor: Actor, number: int, on: date) -> Delivery:
    """One delivery by its number in the table."""
    found = Delivery.objects.select_related("webhook").filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such delivery among those that you manage."))
    webhook_for(actor, found.webhook_id, on)
    return found


def message_of(delivery: Delivery, unit: UnitVersion | None) -> bytes:
    """What is sent: the event as it stands in the ledger. The same bytes at every attempt.

    `unit`: the unit as it is now; without it (the unit ended) its lasting key stands in the place of its code.
    """
    event = delivery.event
    assignment = event.assignment
    programme, task = assignment.task.programme.code, assignment.task.code
    code = unit.code if unit else assignment.unit.key
    body = {
        "delivery": str(delivery.number),
        "event": {
            "number": event.pk,
            "kind": event.kind,
            "programme": programme,
            "task": task,
            "unit": code,
            "percent": None if event.percent is None else f"{event.percent:.2f}",
            "happened_date": event.happened_date.isoformat() if event.happened_date else None,
            "new_due_date": event.new_due_date.isoformat() if event.new_due_date else None,
            "recorded_at": event.recorded_at.astimezone(ZONE).isoformat(),
            "content_hash": event.content_hash,
        },
        "assignment": assignment_address(programme, task, code),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
