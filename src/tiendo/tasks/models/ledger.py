"""The ledger of progress, its seals, and the standings that follow from it."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.documents.models import Document
from tiendo.rules.progress import Event, Kind
from tiendo.tasks.models.catalogue import Assignment
from tiendo.tasks.models.standing import StandingColumns

LEDGER_LOCK = 570_001  # shared by writers, held alone while a bound is read: tasks.actions.locks
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class ProgressEvent(models.Model):
    """One fact about an assignment. Append-only: the database refuses every change.

    `recorded_at` is when it entered the official record, `ingested_at` when it entered this database;
    the number `id` is the order of ingestion. `actor` and `actor_unit` are kept as they were.
    """

    APPEND_ONLY: ClassVar[bool] = True

    # Indexes cost on every report: none that is the beginning of another one, none for patterns.
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    happened_date = models.DateField(null=True)
    new_due_date = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    ingested_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=300, blank=True)
    actor_user = models.BigIntegerField(null=True)  # a number, not a key: the account may go, the fact stays
    actor_unit = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    decision = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    annuls = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64)
    written_at = models.DateTimeField(null=True)  # when it was written where there was no line; else nothing
    key = models.UUIDField(null=True, unique=True)  # the sender's own number: sent twice, it counts once

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_hash"], name="event_content"),
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in Kind]), name="event_kind"),
            models.CheckConstraint(condition=models.Q(id__gt=0), name="event_number"),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(percent__gte=0, percent__lte=100),
                name="event_percent",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.REPORTED) | models.Q(percent__isnull=False),
                name="report_has_percent",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.EXTENDED) | models.Q(new_due_date__isnull=False),
                name="extension_has_date",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["assignment", "recorded_at"], name="event_assignment"),
            models.Index(fields=["recorded_at"], name="event_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"

    @property
    def fact(self) -> Event:
        """The event as the rules know it."""
        return Event(
            kind=Kind(self.kind),
            recorded_at=self.recorded_at,
            content_hash=self.content_hash,
            percent=self.percent,
            happened_date=self.happened_date,
            new_due_date=self.new_due_date,
            annuls=self.annuls or None,
        )


class Evidence(models.Model):
    """A file that proves what an event says. Append-only; its SHA-256 is part of the event's content hash."""

    APPEND_ONLY: ClassVar[bool] = True

    event = models.ForeignKey(ProgressEvent, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "document"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.event_id}"


class StandingSpan(StandingColumns):
    """A standing that held from `since_at` until `until_at`: the ledger refolded once, at every moment.

    Derived: `tiendo check-standings` refolds all events and compares.
    """

    DELETABLE: ClassVar[bool] = True

    # Derived and written by one function only: a check of every row by the database would double a load's time.
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="spans", db_constraint=False, db_index=False
    )
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(default=FOREVER)

    class Meta(StandingColumns.Meta):
        indexes: ClassVar = [
            models.Index(fields=["assignment", "since_at"], name="span_assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state} since {self.since_at}"


class Seal(models.Model):
    """The Merkle root over the events `first_event` to `last_event`, chained to the seal before. Append-only.

    `leaves` holds, per event in order, its number (8 bytes) and its leaf hash (32 bytes), so that `verify`
    can name the row that differs.
    """

    APPEND_ONLY: ClassVar[bool] = True

    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    count = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64, unique=True)
    leaves = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"seal {self.id}: events {self.first_event} to {self.last_event}"
