"""Programs that may read and report: each with a scope, a role and a day on which it ends."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.documents.models import Document
from tiendo.org.models import Unit
from tiendo.rules.permissions import Role

# A person's number is a row of the accounts, so above zero: a client's number, turned, can never be a person's.
TURNED = -1


class Client(models.Model):
    """A program of a unit. It is no account: nobody logs in with it, and its token is kept as a hash only.

    `prefix` is the beginning of the token, by which people recognise it. From `expires_date` on the token no longer
    counts, nor from `ended_at` on.
    """

    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_date = models.DateField()
    per_minute = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=300)
    created_unit = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="client_role"),
            models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="client_pace"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit"], name="client_unit")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def user_number(self) -> int:
        """The number under which it stands in the record, where people stand with the number of their account."""
        return TURNED * self.pk


class Pace(models.Model):
    """How many requests a client sent in the present minute: one row a client, lost without harm in a crash."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, primary_key=True, related_name="pace")
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.client_id}: {self.count}"


class Upload(models.Model):
    """A file that a client sent as evidence; only its sender can name it in a report. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="uploads")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "document"], name="upload_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} from {self.client_id}"
