"""What is typed on the pages of the room; the verbs check rights and rules again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiendo.people.forms import day_field
from tiendo.requests.actions.days import MOST
from tiendo.requests.queries.units import Candidate
from tiendo.requests.words import STAGES, STEPS
from tiendo.ui.words import day_words


def text_field(*, label: Any, help_text: Any = "", required: bool = True, rows: int = 4) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AskExtensionForm(forms.Form):
    """More time for one task."""

    wished_date = day_field(label=_("Due date wished for"))
    reason = text_field(label=_("Why more time is needed"), help_text=_("What was done, what is missing, since when."))
    evidence = forms.FileField(
        label=_("File that bears it out"),
        required=False,
        help_text=_("PDF, Word, Excel or a picture, up to 20 MB."),
    )


class GrantForm(forms.Form):
    """Another due date, by a decision."""

    new_due_date = day_field(label=_("New due date"), help_text=_("It may differ from the one wished for."))
    decision = forms.CharField(
        label=_("Decision"), max_length=300, help_text=_("Number and day of the document that grants it.")
    )
    note = text_field(label=_("Note"), required=False, rows=2)


class RefuseForm(forms.Form):
    """No more time, and why."""

    reason = text_field(label=_("Reason for the refusal"), help_text=_("The unit reads it."), rows=2)


class AskExplanationForm(forms.Form):
    """One question about one or many tasks of a unit."""

    tasks = forms.MultipleChoiceField(label=_("Tasks"), widget=forms.CheckboxSelectMultiple)
    question = text_field(label=_("Question"), help_text=_("What the unit is to explain."))

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._candidates = {str(candidate.assignment.pk): candidate for candidate in candidates}
        field = self.fields["tasks"]
        several = len({candidate.version.unit_id for candidate in self._candidates.values()}) > 1
        field.choices = [(number, _label(found, several)) for number, found in self._candidates.items()]  # type: ignore[attr-defined]
        field.initial = list(self._candidates)

    def chosen(self) -> list[Candidate]:
        """The tasks that are ticked."""
        return [self._candidates[number] for number in self.cleaned_data["tasks"]]


class AnswerForm(forms.Form):
    """The unit's explanation."""

    text = text_field(
        label=_("Explanation"), help_text=_("What happened, why, and what is done about it by when."), rows=6
    )


class AskAgainForm(forms.Form):
    """A further question."""

    question = text_field(label=_("Further question"), rows=3)


class CloseForm(forms.Form):
    """The end of a request for an explanation."""

    note = text_field(label=_("Conclusion"), required=False, rows=2)


class AnswerDaysForm(forms.Form):
    """In how many working days an explanation is due, from a day on."""

    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=MOST)
    valid_from = day_field(label=_("For what is asked from"))
    basis = forms.CharField(label=_("Decision"), max_length=300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today


class FilterForm(forms.Form):
    """Which requests to list."""

    stage = forms.ChoiceField(label=_("How far"), required=False)
    unit = forms.CharField(label=_("Code of the unit"), required=False, max_length=60)
    programme = forms.CharField(label=_("Programme"), required=False, max_length=40)

    def __init__(self, *args: Any, explanations: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = STEPS if explanations else STAGES
        self.fields["stage"].choices = [("", _("all")), *words.items()]  # type: ignore[attr-defined]


def _label(candidate: Candidate, with_unit: bool) -> str:
    """A task beside its box: its due date, and its unit where several are asked."""
    task = candidate.assignment.task
    due = candidate.assignment.due_date
    label = f"{task.code}: {task.title} ({day_words(due)})" if due else f"{task.code}: {task.title}"
    return f"{label} – {candidate.version.full_name}" if with_unit else label
