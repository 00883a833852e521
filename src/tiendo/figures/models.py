"""Policies, rules and published cut-offs: dated data, never edited in place."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tiendo.org.models import Unit, UnitKind
from tiendo.rules import light, rank
from tiendo.tasks.models import Programme


class LightPolicyVersion(models.Model):
    """The thresholds of a light from `effective_from` on, for a programme (or all) and a kind of unit (or all)."""

    APPEND_ONLY: ClassVar[bool] = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="light_policies")
    unit_kind = models.CharField(max_length=20, choices=UnitKind, blank=True)
    effective_from = models.DateTimeField()
    red_share = models.DecimalField(max_digits=5, decimal_places=4)
    warn_days = models.PositiveSmallIntegerField()
    milestone_date = models.DateField(null=True)
    complete_for_green = models.BooleanField(default=False)
    basis = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"light policy {self.id}"

    @property
    def policy(self) -> light.LightPolicy:
        """The row as the rules know it."""
        return light.LightPolicy(
            red_share=self.red_share,
            warn_days=self.warn_days,
            milestone_date=self.milestone_date,
            complete_for_green=self.complete_for_green,
            version=str(self.id),
        )


class RankRuleVersion(models.Model):
    """The ordered criteria of a rank from `effective_from` on, for a programme or for all."""

    APPEND_ONLY: ClassVar[bool] = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="rank_rules")
    effective_from = models.DateTimeField()
    criteria = ArrayField(models.CharField(max_length=30))
    basis = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"rank rule {self.id}"

    @property
    def order(self) -> tuple[rank.Criterion, ...]:
        """The criteria as the rules know them."""
        return tuple(rank.Criterion(code) for code in self.criteria)


class CutOff(models.Model):
    """A published moment. Append-only: what was published stays as it was published.

    It fixes the last ingested event and assignment, the versions of policies, rules and tree, and the seal; `record` is
    the signed text (canonical JSON) as it can be downloaded.
    """

    APPEND_ONLY: ClassVar[bool] = True

    at = models.DateTimeField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=300)
    published_unit = models.CharField(max_length=300, blank=True)
    last_event = models.BigIntegerField()
    last_assignment = models.BigIntegerField()
    last_light_policy = models.BigIntegerField()
    last_rank_rule = models.BigIntegerField()
    tree_version = models.BigIntegerField()
    seal = models.BigIntegerField()
    chain = models.CharField(max_length=64)
    record = models.TextField()
    signature = models.TextField()
    public_key = models.TextField()

    def __str__(self) -> str:
        return f"cut-off {self.at:%Y-%m-%d %H:%M}"


class StateConfirmation(models.Model):
    """The command centre confirms the light of a unit at a moment; the light itself stays derived. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="confirmations")
    at = models.DateTimeField()
    light = models.CharField(max_length=6, choices=[(value.value, value.value) for value in light.Light])
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=300)
    confirmed_unit = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "unit", "at"], name="confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.light} at {self.at}"
