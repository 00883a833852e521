"""Handing figures over to trackers of others: the form they want, as data, and every file that was made."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.documents.models import Document
from tiendo.org.models import Unit
from tiendo.tasks.models import Programme


class Format(models.TextChoices):
    """The kind of file that the other tracker takes."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class Mapping(models.Model):
    """A version of the form of another tracker: its columns and code lists. A change is a new version. Append-only.

    `columns`: a list of {"column": their name, "field": one of ours} or {"column": …, "constant": a text}, with an
    optional "days" (how days are written). `codes`: {list: {our code: their word}}.
    """

    APPEND_ONLY: ClassVar[bool] = True

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    target = models.CharField(max_length=300)
    format = models.CharField(max_length=4, choices=Format)
    columns = models.JSONField()
    codes = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version"], name="mapping_version_once"),
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="mapping_format"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.version}"


class Handover(models.Model):
    """One file that was made for another tracker, with its rows as data. Append-only.

    `rows`: a list of [programme/task/unit, cells in the order of the mapping's columns].
    """

    APPEND_ONLY: ClassVar[bool] = True

    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="handovers")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=300)
    made_unit = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "unit", "made_at"], name="handover_latest")]

    def __str__(self) -> str:
        return f"handover {self.pk}"
