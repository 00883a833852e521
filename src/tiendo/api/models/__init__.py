"""The tables of the room, by family."""

from tiendo.api.models.clients import Client, Pace, Upload
from tiendo.api.models.handovers import Format, Handover, Mapping
from tiendo.api.models.webhooks import Delivery, DeliveryState, Webhook

__all__ = [
    "Client",
    "Delivery",
    "DeliveryState",
    "Format",
    "Handover",
    "Mapping",
    "Pace",
    "Upload",
    "Webhook",
]
