"""Programmes, tasks, and their assignments to units."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.directives.models import Clause, Directive
from tiendo.org.models import Unit
from tiendo.people.models import Position
from tiendo.rules.rhythm import Rhythm
from tiendo.tasks.models.standing import StandingColumns


class Level(models.TextChoices):
    """The level of units that a task is for."""

    CENTRAL = "central"
    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class UnitPart(models.TextChoices):
    """The part a unit has in a task."""

    LEAD = "lead"
    SUPPORT = "support"


class Programme(models.Model):
    """The tasks that carry out a directive."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=500)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="programmes")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.code


class Task(models.Model):
    """A piece of work of a programme, for all units of a level or for named ones."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tasks")
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level)
    title = models.CharField(max_length=1000)
    deliverable = models.CharField(max_length=1000, blank=True)
    due_date = models.DateField(null=True)
    rhythm = models.CharField(max_length=12, blank=True, choices=[(r.value, r.value) for r in Rhythm])
    phase = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "code"], name="task_code_once"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="task_level"),
        ]

    def __str__(self) -> str:
        return self.code


class TaskService(models.Model):
    """A task serves a programme (its own and perhaps others), by a clause; it is reported once."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="services")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="services")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "programme"], name="service_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} serves {self.programme_id}"


class TaskUnit(models.Model):
    """A unit that leads (owns and verifies) or supports a task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=UnitPart)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit", "part"], name="task_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.part}s {self.task_id}"


class TaskOwnership(models.Model):
    """A task that is an owner's over the scope of the position; an owner without any has those its unit leads."""

    DELETABLE: ClassVar[bool] = True

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="ownerships")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ownerships")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["position", "task"], name="ownership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} owns {self.task_id}"


class Assignment(StandingColumns):
    """A task given to a unit, with its standing now."""

    # The indexes below begin with them; fewer indexes make a standing cheaper to write.
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    responsible = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    original_due_date = models.DateField(null=True)
    recurring = models.BooleanField(default=False)

    class Meta(StandingColumns.Meta):
        constraints: ClassVar = [
            *StandingColumns.Meta.constraints,
            models.UniqueConstraint(fields=["task", "unit"], name="assignment_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit"], name="assignment_unit")]

    def __str__(self) -> str:
        return f"{self.task_id} for {self.unit_id}"
