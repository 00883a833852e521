"""The outbox: events become deliveries, deliveries are sent, and what was not taken is sent again later.

The ledger itself is the outbox: an address remembers up to which event it has been told. A delivery is marked as tried,
with the moment of its next attempt, before it is sent; whoever is killed in between leaves it waiting. So a receiver
may get it twice, never not at all, and recognises it by its number.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from tiendo.api.actions.webhooks import secret_of
from tiendo.api.models import Delivery, DeliveryState, Webhook
from tiendo.api.queries.webhooks import message_of
from tiendo.gateways.clock import day_of
from tiendo.gateways.sealing import BrokenSealError
from tiendo.gateways.webhook_sender import Answered, send, signature
from tiendo.org.queries import in_force
from tiendo.tasks.actions import last_settled
from tiendo.tasks.models import ProgressEvent

GIVEN_UP_AFTER = timedelta(hours=24)
# After the first, second … attempt; then always the last one, until the day is over.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240))
MOST_EVENTS = 5000  # of one address in one go
MOST_SENT = 500  # in one go
SIGNATURE = "X-Tiendo-Signature"
DELIVERY = "X-Tiendo-Delivery"


def make_deliveries(*, now: datetime) -> int:
    """Deliveries for the events that arrived since each address was told last. Returns how many are new."""
    last = ProgressEvent.objects.aggregate(last=Max("id"))["last"] or 0
    behind = _open_webhooks(now).filter(last_event__lt=last).values_list("pk", flat=True)
    if not behind:
        return 0
    bound, _assignment = last_settled()
    return sum(_make(number, bound, now) for number in behind)


def send_due(*, clock: Callable[[], datetime], until: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, until a moment at the latest. Returns how many were taken.

    An address that does not take one is left alone for the rest of this go: others don't wait for it.
    """
    taken, silent = 0, set[int]()
    for _turn in range(MOST_SENT):
        now = clock()
        delivery = None if stopped() or now >= until else _claim(now, silent)
        if delivery is None:
            return taken
        answered = _send(delivery, now)
        _note(delivery, answered, clock())
        taken += answered.taken
        if not answered.taken:
            silent.add(delivery.webhook_id)
    return taken


def _open_webhooks(now: datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(active=True, client__ended_at=None, client__expires_date__gt=day_of(now))


def _make(number: int, bound: int, now: datetime) -> int:
    with transaction.atomic():
        webhook = (
            Webhook.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("client")
            .filter(pk=number)
            .first()
        )
        if webhook is None or webhook.last_event >= bound:
            return 0
        events = ProgressEvent.objects.filter(pk__gt=webhook.last_event, pk__lte=bound).order_by("pk")
        reached = events.values_list("pk", flat=True)[MOST_EVENTS - 1 : MOST_EVENTS].first() or bound
        wanted = list(_wanted(webhook, events.filter(pk__lte=reached), now))
        Delivery.objects.bulk_create(
            [Delivery(number=uuid4(), webhook=webhook, event_id=pk, made_at=now, next_at=now) for pk in wanted],
            batch_size=1000,
            ignore_conflicts=True,
        )
        webhook.last_event = reached
        webhook.save(update_fields=["last_event"])
    return len(wanted)


def _wanted(webhook: Webhook, events: QuerySet[ProgressEvent], now: datetime) -> QuerySet[ProgressEvent, int]:
    """Of the events those of the kinds, the programme and the scope of the client that the address is told of."""
    scope = in_force(day_of(now)).filter(unit_id=webhook.client.unit_id).values_list("path", flat=True).first()
    if scope is None:  # the client's unit ended
        return events.none().values_list("pk", flat=True)
    units = in_force(day_of(now)).filter(path__startswith=scope).order_by().values("unit_id")
    found = events.filter(kind__in=webhook.kinds, assignment__unit_id__in=units)
    if webhook.programme_id is not None:
        found = found.filter(assignment__task__services__programme_id=webhook.programme_id)
    return found.values_list("pk", flat=True)


def _claim(now: datetime, silent: set[int]) -> Delivery | None:
    """The next delivery that is due, marked as tried: the mark holds before anything is sent."""
    with transaction.atomic():
        found = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("webhook__client", "event__assignment__task__programme", "event__assignment__unit")
            .filter(
                Q(state=DeliveryState.WAITING, next_at__lte=now),
                Q(webhook__in=_open_webhooks(now)),
                ~Q(webhook_id__in=silent),
            )
            .order_by("next_at", "event_id")
            .first()
        )
        if found is None:
            return None
        pause = PAUSES[min(found.attempts, len(PAUSES) - 1)]
        found.attempts, found.tried_at, found.next_at = found.attempts + 1, now, now + pause
        found.save(update_fields=["attempts", "tried_at", "next_at"])
    return found


def _send(delivery: Delivery, now: datetime) -> Answered:
    webhook = delivery.webhook
    try:
        secret = secret_of(webhook)
    except BrokenSealError:
        return Answered(None, "the secret cannot be opened; make this address anew")
    unit = in_force(day_of(now)).filter(unit_id=delivery.event.assignment.unit_id).first()
    body = message_of(delivery, unit)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "tiendo-webhook/1",
        SIGNATURE: signature(secret, body, seconds=int(now.timestamp())),
        DELIVERY: str(delivery.number),
    }
    return send(webhook.address, body, headers, plain=settings.PLAIN_HTTP)


def _note(delivery: Delivery, answered: Answered, now: datetime) -> None:
    """What came of an attempt. It is given up where the day since it was made is over at the next attempt.

    Where another worker has tried in between (this one was slow to come back), that attempt's outcome counts.
    """
    changes = {"response_code": answered.code, "problem": answered.problem[:300]}
    if answered.taken:
        changes |= {"state": DeliveryState.DELIVERED, "next_at": None}
    elif delivery.next_at is not None and delivery.next_at > delivery.made_at + GIVEN_UP_AFTER:
        changes |= {"state": DeliveryState.GIVEN_UP, "next_at": None}
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**changes)
