"""The journal's one table."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One act: a dotted code `room.noun.verb_past`, who did it as they were then, and what it was about."""

    APPEND_ONLY: ClassVar[bool] = True

    code = models.CharField(max_length=80, db_index=True)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=300)
    actor_unit = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = "journal entry"

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}"
