"""Requests for more time and for explanations: what was asked, and what was said to it. Nothing is ever changed."""

from typing import ClassVar

from django.db import models

from tiendo.documents.models import Document
from tiendo.org.models import Unit
from tiendo.rules.requests import Entry, Outcome, Step
from tiendo.tasks.models import Assignment


class Written(models.Model):
    """Who wrote it, when; the name and the unit as they were then."""

    APPEND_ONLY: ClassVar[bool] = True

    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField()  # a number, not a key: the account may go, the fact stays
    actor_unit = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Extension(Written):
    """A unit asks for more time. `due_date` is the one in force then."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    due_date = models.DateField()
    wished_date = models.DateField()
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(wished_date__gt=models.F("due_date")), name="extension_wishes_more_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: until {self.wished_date}"


class ExtensionFile(models.Model):
    """A file that bears out why more time is needed."""

    APPEND_ONLY: ClassVar[bool] = True

    extension = models.ForeignKey(Extension, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.document_id} for {self.extension_id}"


class ExtensionAnswer(Written):
    """What became of a request for more time, once: granted until a day by a decision, refused, or taken back."""

    extension = models.OneToOneField(Extension, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    new_due_date = models.DateField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[outcome.value for outcome in Outcome]), name="extension_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.GRANTED, new_due_date__isnull=False)
                | (~models.Q(outcome=Outcome.GRANTED) & models.Q(new_due_date__isnull=True, decision="")),
                name="extension_granted_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extension_id} {self.outcome}"


class AnswerDays(models.Model):
    """The working days in which an explanation is due, for what is asked from a day on. The last row counts."""

    APPEND_ONLY: ClassVar[bool] = True

    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=300, blank=True)  # by which decision; "" for our own default
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=60), name="answer_days_range"),
        ]

    def __str__(self) -> str:
        return f"{self.days} from {self.valid_from}"

    @property
    def is_default(self) -> bool:
        """Whether nobody has decided it yet: the default of the software."""
        return not self.basis


class Explanation(models.Model):
    """A request for an explanation of one assignment, by a unit; its questions and answers are the entries."""

    APPEND_ONLY: ClassVar[bool] = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="explanations")
    asking_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}"


class ExplanationEntry(Written):
    """One step: a question with the last day for its answer, the answer, or the end."""

    explanation = models.ForeignKey(Explanation, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()  # of the round, from 1
    step = models.CharField(max_length=8, choices=[(step.value, step.value) for step in Step])
    text = models.TextField(blank=True)
    due_date = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["explanation", "number", "step"], name="explanation_step_once"),
            models.UniqueConstraint(
                fields=["explanation"], condition=models.Q(step=Step.CLOSED), name="explanation_closed_once"
            ),
            models.CheckConstraint(condition=models.Q(step__in=[step.value for step in Step]), name="explanation_step"),
            models.CheckConstraint(
                condition=models.Q(step=Step.ASKED, due_date__isnull=False)
                | (~models.Q(step=Step.ASKED) & models.Q(due_date__isnull=True)),
                name="explanation_question_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explanation_id}.{self.number} {self.step}"

    @property
    def fact(self) -> Entry:
        """The entry as the rules know it."""
        return Entry(self.number, Step(self.step), self.recorded_at, self.due_date)
