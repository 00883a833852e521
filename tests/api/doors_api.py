"""What the doors of the room need: a client with an address and a delivery, a form and a file in it."""

from api_client_of import actor_with, program, unit_named

from tiendo.api.actions.handovers import MappingDraft, keep_mapping, make_handover
from tiendo.api.actions.webhooks import WebhookDraft, add_webhook
from tiendo.api.models import Delivery, DeliveryState, Format
from tiendo.api.queries.handovers import Asked
from tiendo.gateways.clock import now
from tiendo.rules.permissions import Role
from tiendo.rules.progress import Kind
from tiendo.tasks.models import Programme, ProgressEvent


def places() -> dict[str, str]:
    """Placeholder name → value."""
    owner, at = actor_with(Role.ADMINISTRATOR), now()
    client = program("17329").client
    draft = WebhookDraft(address="https://nhan.example/", kinds=[Kind.REPORTED])
    webhook, _secret = add_webhook(draft, actor=owner, client=client.pk, now=at)
    event = ProgressEvent.objects.order_by("pk").first()
    assert event is not None
    delivery = Delivery.objects.create(webhook=webhook, event=event, made_at=at, state=DeliveryState.DELIVERED)
    text = "part,theirs,ours\ncolumn,Nhiệm vụ,task.code\n"
    mapping = keep_mapping(MappingDraft(name="Mẫu", target="Nơi khác", format=Format.CSV, text=text), actor=owner)
    asked = Asked(mapping=mapping, programme=Programme.objects.get(code="DOORS"), unit=unit_named("40"))
    handover = make_handover(asked, actor=actor_with(Role.COMMAND_CENTRE), now=at)
    return {
        "client": str(client.pk),
        "webhook": str(webhook.pk),
        "delivery": str(delivery.pk),
        "mapping": str(mapping.pk),
        "handover": str(handover.pk),
    }
