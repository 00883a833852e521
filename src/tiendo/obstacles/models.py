"""Obstacles with their entries, the groups they belong to, and the days for answers."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.documents.models import Document
from tiendo.org.models import BEGINNING, ENDLESS, Unit
from tiendo.rules.obstacles import Event, Kind, Situation, State, Step, Terms
from tiendo.tasks.models import Assignment


class ObstacleGroup(models.Model):
    """A group of obstacles: power, line, money … An administrator edits it; obstacles keep theirs when it ends."""

    code = models.SlugField(max_length=30, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    sequence = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=ENDLESS)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(valid_from__lt=models.F("valid_to")), name="group_dates"),
        ]

    def __str__(self) -> str:
        return self.code


class DaysAllowed(models.Model):
    """The working days of a step, from a day on. Append-only: a new row replaces the one before from its day on."""

    APPEND_ONLY: ClassVar[bool] = True

    step = models.CharField(max_length=10, choices=[(step.value, step.value) for step in Step])
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=300)
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(step__in=[step.value for step in Step]), name="days_step"),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="days_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.days} from {self.valid_from}"

    @property
    def terms(self) -> Terms:
        """The row as the rules know it."""
        return Terms(Step(self.step), self.days, self.valid_from, self.pk)


class Obstacle(models.Model):
    """What stands in the way of a unit, as it was raised. Append-only: what happens to it are its entries."""

    APPEND_ONLY: ClassVar[bool] = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obstacles")
    group = models.ForeignKey(ObstacleGroup, on_delete=models.PROTECT, related_name="obstacles")
    title = models.CharField(max_length=300)
    description = models.TextField()
    proposal = models.TextField(blank=True)
    remover = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    remover_note = models.CharField(max_length=500, blank=True)
    raised_at = models.DateTimeField()
    raised_user = models.BigIntegerField()  # a number, not a key: the account may go, the obstacle stays

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"


class ObstacleBlock(models.Model):
    """An assignment of the raising unit that the obstacle holds up. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="blocks")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obstacle", "assignment"], name="block_once"),
        ]

    def __str__(self) -> str:
        return f"{self.obstacle_id} blocks {self.assignment_id}"


class ObstacleEntry(models.Model):
    """One thing that happened to an obstacle. Append-only; `actor` and `actor_unit` are kept as they were.

    `unit` is the unit that must act from then on (raised, passed up, reopened), or in whose name it was done.
    """

    APPEND_ONLY: ClassVar[bool] = True

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    into = models.ForeignKey(Obstacle, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=300, blank=True)
    actor_user = models.BigIntegerField(null=True)
    actor_unit = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(null=True, unique=True)  # the sender's own number: sent twice, it counts once

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in Kind]), name="entry_kind"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.MERGED.value, into__isnull=False)
                | (~models.Q(kind=Kind.MERGED.value) & models.Q(into__isnull=True)),
                name="entry_into_when_merged",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["obstacle", "recorded_at"], name="obstacle_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.obstacle_id} {self.kind}"

    @property
    def fact(self) -> Event:
        """The entry as the rules know it."""
        return Event(Kind(self.kind), self.recorded_at, self.pk, self.unit_id, self.into_id)


class ObstacleFile(models.Model):
    """A file that came with an entry. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    entry = models.ForeignKey(ObstacleEntry, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "document"], name="obstacle_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.entry_id}"


class ObstacleStanding(models.Model):
    """Where an obstacle is now: its entries folded. Derived, written by obstacles.actions.standings only.

    One that was merged carries the situation of the one into which it was merged (`into`).
    """

    obstacle = models.OneToOneField(Obstacle, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    arrived_date = models.DateField()
    waited_days = models.PositiveIntegerField(default=0)
    asked_date = models.DateField(null=True)
    answered_date = models.DateField(null=True)
    published = models.BooleanField(default=False)
    into = models.ForeignKey(Obstacle, on_delete=models.PROTECT, null=True, related_name="followers")
    last_entry_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="obstacle_state"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "unit"], name="obstacle_standing")]

    def __str__(self) -> str:
        return f"{self.obstacle_id} {self.state}"

    @property
    def situation(self) -> Situation:
        """The columns as the value that the rules know."""
        return Situation(
            state=State(self.state),
            unit=self.unit_id,
            arrived_date=self.arrived_date,
            waited_days=self.waited_days,
            asked_date=self.asked_date,
            answered_date=self.answered_date,
            published=self.published,
            into=self.into_id,
        )
