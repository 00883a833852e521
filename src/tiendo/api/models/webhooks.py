"""Addresses that are told of events, and what was sent to them."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tiendo.api.models.clients import Client
from tiendo.rules.progress import Kind
from tiendo.tasks.models import Programme, ProgressEvent


class DeliveryState(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Webhook(models.Model):
    """An address of a client that is told of events in the client's scope.

    `last_event` is the number up to which events have been made into deliveries. `secret_sealed` signs what is sent;
    it is encrypted with a key outside the database.
    """

    number = models.UUIDField(default=uuid4, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="webhooks")
    address = models.CharField(max_length=500)
    secret_sealed = models.BinaryField()
    kinds = ArrayField(models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind]))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    last_event = models.BigIntegerField()
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=[kind.value for kind in Kind]), name="webhook_kinds"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One event for one address. `number` goes with it, so that the receiver recognises a second arrival."""

    number = models.UUIDField(default=uuid4, unique=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(ProgressEvent, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    response_code = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=DeliveryState.values), name="delivery_state"),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.WAITING, next_at__isnull=False)
                | (~models.Q(state=DeliveryState.WAITING) & models.Q(next_at__isnull=True)),
                name="delivery_waits_for_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=models.Q(state=DeliveryState.WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
