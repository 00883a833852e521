"""Samples of waiting reports with what was found in them, and spot checks on site. All append-only."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tiendo.documents.models import Document
from tiendo.tasks.models import Assignment


class FoundInSample(models.TextChoices):
    """What the reviewer found of one drawn report."""

    RIGHT = "right"
    WRONG = "wrong"


class FoundOnSite(models.TextChoices):
    """What was found on site."""

    AS_REPORTED = "as_reported"
    NOT_AS_REPORTED = "not_as_reported"
    NOT_SEEN = "not_seen"


class Sample(models.Model):
    """A draw from the reports that waited for one person: who, when, seed, the filter, the population and the size.

    `population` and `reports` go together: an assignment and the number of the report that waited on it then.
    `scope_units` are units below which all of them lay: whoever may look into each of these sees the sample.
    Which were drawn is computed by `rules.sampling.draw`, never stored.
    """

    APPEND_ONLY: ClassVar[bool] = True

    seed = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    population = ArrayField(models.BigIntegerField())
    reports = ArrayField(models.BigIntegerField())
    filter_words = models.CharField(max_length=1000)
    filter_cells = models.JSONField(default=dict)
    scope_units = ArrayField(models.BigIntegerField())
    drawn_at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField()  # a number, not a key: the account may go, the fact stays
    actor_unit = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gte=1), name="sample_size"),
            models.CheckConstraint(
                condition=models.Q(population__len__gte=1, population__len=models.F("reports__len")),
                name="sample_population",
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}: {self.size} of {len(self.population)}"


class SampleFinding(models.Model):
    """The word on one drawn report; a later one takes the place of an earlier one until the sample is closed."""

    APPEND_ONLY: ClassVar[bool] = True

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="findings")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=5, choices=FoundInSample)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(finding__in=FoundInSample.values), name="sample_finding"),
            models.CheckConstraint(
                condition=models.Q(finding=FoundInSample.RIGHT) | ~models.Q(reason=""), name="wrong_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.finding} in sample {self.sample_id}"


class SampleClosure(models.Model):
    """How a sample ended, once: the whole population verified, or only the wrong ones returned.

    `left_out`: the assignments on which nothing was recorded, because they had changed since the draw.
    """

    APPEND_ONLY: ClassVar[bool] = True

    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="closure")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    verified = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    left_out = ArrayField(models.BigIntegerField(), default=list)
    closed_at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField()

    def __str__(self) -> str:
        return f"sample {self.sample_id}: {self.verified} verified, {self.returned} returned"


class SpotCheck(models.Model):
    """What was found on site of one assignment, by whom, on which day.

    `key`: the sender's own number; the event that followed from it, if any, bears the same one.
    """

    APPEND_ONLY: ClassVar[bool] = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="spot_checks")
    checked_date = models.DateField()
    finding = models.CharField(max_length=16, choices=FoundOnSite)
    text = models.TextField()
    key = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField()
    actor_unit = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(finding__in=FoundOnSite.values), name="spot_check_finding"),
        ]

    def __str__(self) -> str:
        return f"spot check {self.pk}: {self.finding}"


class SpotCheckFile(models.Model):
    """A photo or another file of a spot check."""

    APPEND_ONLY: ClassVar[bool] = True

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spot_check", "document"], name="spot_check_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} of spot check {self.spot_check_id}"
