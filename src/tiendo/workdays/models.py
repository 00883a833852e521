"""What differs from the public calendar, by decision."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class DayOverride(models.Model):
    """A day said to be worked, or to be off, by a decision. Append-only: for each day the last row counts."""

    APPEND_ONLY: ClassVar[bool] = True

    day = models.DateField(db_index=True)
    working = models.BooleanField()
    reason = models.CharField(max_length=300)
    decision = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=300)
    actor_unit = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'worked' if self.working else 'off'}"
