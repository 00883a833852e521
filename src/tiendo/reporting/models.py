"""What was begun and not sent yet, and the parts that supporting units add."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.documents.models import Document
from tiendo.org.models import Unit
from tiendo.people.models import User
from tiendo.tasks.models import Assignment


class ReportDraft(models.Model):
    """A report that a person has begun on an assignment. The cells are kept as they were typed, right or wrong."""

    DELETABLE: ClassVar[bool] = True

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="report_drafts")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="report_drafts")
    choice = models.CharField(max_length=10, blank=True)
    percent = models.CharField(max_length=10, blank=True)
    happened_date = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "assignment"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.user_id} on {self.assignment_id}"


class DraftFile(models.Model):
    """A file that was received with a draft, so that it need not be chosen again."""

    DELETABLE: ClassVar[bool] = True

    draft = models.ForeignKey(ReportDraft, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "document"], name="draft_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for draft {self.draft_id}"


class Contribution(models.Model):
    """What a supporting unit added to an assignment. Append-only; who wrote it is kept as it was."""

    APPEND_ONLY: ClassVar[bool] = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="contributions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contributions")
    text = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField(null=True)  # a number, not a key: the account may go, the part stays
    actor_unit = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(unique=True)  # the form's own number: sent twice, it counts once
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["assignment", "recorded_at"], name="contribution_assignment")]

    def __str__(self) -> str:
        return f"part of {self.unit_id} in {self.assignment_id}"
