"""Imports with their rows, and the forms that were given out."""

from typing import ClassVar

from django.db import models

from tiendo.documents.models import Document
from tiendo.org.models import Unit
from tiendo.people.models import User
from tiendo.rules.progress import Kind
from tiendo.tasks.models import Assignment


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading"
    UNREADABLE = "unreadable"
    PREVIEWED = "previewed"
    APPLYING = "applying"
    APPLIED = "applied"
    TAKING_BACK = "taking_back"
    TAKEN_BACK = "taken_back"


class Effect(models.TextChoices):
    """What a row of an import does: something new, nothing (known), nothing unless chosen (conflict), or it's wrong."""

    NEW = "new"
    KNOWN = "known"
    CONFLICT = "conflict"
    WRONG = "wrong"


class IssuedForm(models.Model):
    """A form given out for one unit. `tasks`: programme and code of each task on it, in its order. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    bundle = models.UUIDField(db_index=True)  # forms given out together
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=400)
    tasks = models.JSONField()
    checksum = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=300)
    issued_user = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "issued_at"], name="form_unit")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number as it stands on the form: BM-000123."""
        return f"BM-{self.pk:06d}"


class Import(models.Model):
    """A file that was sent to be recorded: read, shown, then recorded as a whole or not at all."""

    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.READING)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    encoding = models.CharField(max_length=20, blank=True)
    looks_like = models.CharField(max_length=20, blank=True)  # the old encoding that was recognised, not yet asked for
    form = models.ForeignKey(IssuedForm, on_delete=models.PROTECT, null=True, related_name="returns")
    written_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    previewed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=300, blank=True)
    taken_back_user = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    message = models.TextField(blank=True)  # why the last step could not be done
    problems = models.JSONField(default=list)  # of the header: line, column, what is wrong
    notes = models.JSONField(default=list)  # what the reader should know, one sentence each
    rows_new = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_conflict = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)  # that it made

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def rows_count(self) -> int:
        """All rows that were read."""
        return self.rows_new + self.rows_known + self.rows_conflict + self.rows_wrong

    @property
    def under_way(self) -> bool:
        """Whether a step is being done in the background."""
        return self.state in (ImportState.READING, ImportState.APPLYING, ImportState.TAKING_BACK)


class ImportRow(models.Model):
    """One row: what it says, what would change, what is wrong. Rows are laid down anew at every reading."""

    DELETABLE: ClassVar[bool] = True

    whole = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    effect = models.CharField(max_length=10, choices=Effect)
    cells = models.JSONField()  # the texts by column
    formulas = models.JSONField(default=list)  # columns whose cell is a formula
    problems = models.JSONField(default=list)  # column and what is wrong, with what to do
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    unit_name = models.CharField(max_length=400, blank=True)
    task_title = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    happened_date = models.DateField(null=True)
    new_due_date = models.DateField(null=True)
    annuls = models.BigIntegerField(null=True)
    key = models.UUIDField(null=True, db_index=True)  # of the event that it makes
    before = models.JSONField(null=True)  # state, percent, due date; what somebody else said where it's a conflict
    after = models.JSONField(null=True)
    seen_at = models.DateTimeField(null=True)  # the newest event of the assignment when the preview was made

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whole", "line"], name="import_line_once"),
            models.CheckConstraint(condition=models.Q(effect__in=Effect.values), name="row_effect"),
            models.CheckConstraint(condition=models.Q(kind__in=["", *(kind.value for kind in Kind)]), name="row_kind"),
        ]
        indexes: ClassVar = [models.Index(fields=["whole", "effect", "line"], name="import_effect")]

    def __str__(self) -> str:
        return f"line {self.line} of import {self.whole_id}"


class ImportProgress(models.Model):
    """How far the step is that is being done in the background, for the page that shows it."""

    whole = models.OneToOneField(Import, on_delete=models.PROTECT, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    writing = models.BooleanField(default=False)  # the events are being written, in one piece
    touched_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
