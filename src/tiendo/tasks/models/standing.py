"""The columns of a standing, shared by "now" (on the assignment) and "then" (its spans)."""

from typing import ClassVar

from django.db import models

from tiendo.rules.progress import Standing, State

STANDING_COLUMNS = (
    "state",
    "due_date",
    "percent",
    "reported_at",
    "reported_date",
    "completed_date",
    "verified_at",
    "last_event_at",
)


class StandingColumns(models.Model):
    """What rules.progress.fold gave, column by column. Written by tasks.actions.standings only."""

    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in State], default=State.NOT_STARTED
    )
    due_date = models.DateField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reported_at = models.DateTimeField(null=True)
    reported_date = models.DateField(null=True)
    completed_date = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="%(class)s_state"
            ),
        ]

    @property
    def standing(self) -> Standing:
        """The columns as the value that the rules know."""
        return Standing(
            **{name: getattr(self, name) for name in STANDING_COLUMNS if name != "state"},
            state=State(self.state),
        )
