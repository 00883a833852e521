"""What is typed on the pages of the room, checked cell by cell; the verbs check rights and rules again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.obstacles.actions import NEEDS_WORDS, EntryDraft, GroupDraft, ObstacleDraft
from tiendo.obstacles.actions.policies import MOST_DAYS
from tiendo.obstacles.models import ObstacleGroup
from tiendo.obstacles.queries.policies import group_name
from tiendo.obstacles.terms import ACTS, STEPS
from tiendo.org.models import BEGINNING, ENDLESS, UnitVersion
from tiendo.people.forms import day_field
from tiendo.rules.obstacles import Kind, Step
from tiendo.tasks.models import Assignment

LONGEST_TEXT = 10_000
WITH_FILES = frozenset({Kind.GIVEN, Kind.ASKED, Kind.ANSWERED, Kind.REFUSED, Kind.PASSED_UP, Kind.REOPENED})


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, judged by the documents room when they are received."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Files that go with it"),
            required=False,
            widget=ManyFiles(),
            help_text=_("PDF, DOCX, XLSX, JPG, PNG or HEIC; at most 20 MB each."),
        )

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Every file that arrived."""
        one = super().clean
        found = data if isinstance(data, list | tuple) else [data]
        return [one(each, initial) for each in found if each]


def _text(*, label: Any, help_text: Any = "", required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RaiseForm(forms.Form):
    """What stands in the way of a unit. The unit's own open assignments can be named."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(label=_("Group of problems"))
    title = forms.CharField(
        label=_("In one line"), max_length=300, help_text=_("What stands in the way, and where: no slogans.")
    )
    description = _text(
        label=_("What stands in the way"),
        rows=5,
        help_text=_(
            "Since when, how large, what was tried. No state secrets and no personal data of citizens: "
            "this system may not hold them."
        ),
    )
    proposal = _text(label=_("What you propose"), required=False, rows=3)
    remover = forms.ChoiceField(label=_("Who could remove it"), required=False)
    remover_note = forms.CharField(
        label=_("Others who could help"),
        required=False,
        max_length=500,
        help_text=_("A company, a department, several bodies: in your own words."),
    )
    assignments = forms.TypedMultipleChoiceField(
        label=_("Tasks that it holds up"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    evidence = FilesField()

    def __init__(
        self,
        *args: Any,
        unit: UnitVersion,
        groups: Iterable[ObstacleGroup],
        removers: Iterable[UnitVersion],
        assignments: Iterable[Assignment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._unit = unit
        self._choose("group", [("", "–"), *((group.code, group_name(group)) for group in groups)])
        self._choose("remover", [("", _("Not known")), *((body.code, body.full_name) for body in removers)])
        self._choose(
            "assignments",
            [(each.pk, f"{each.task.programme.code} {each.task.code} – {each.task.title}") for each in assignments],
        )

    def draft(self, documents: tuple[Document, ...]) -> ObstacleDraft:
        """The checked cells as the verb below takes them."""
        values = self.cleaned_data
        return ObstacleDraft(
            unit=self._unit.code,
            group=values["group"],
            title=values["title"],
            description=values["description"],
            proposal=values["proposal"],
            remover=values["remover"],
            remover_note=values["remover_note"],
            assignments=tuple(values["assignments"]),
            documents=documents,
            key=values["key"],
        )

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        field.choices = choices


class ActForm(forms.Form):
    """One act on an obstacle. Only the acts handed in can be chosen."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What do you do?"), widget=forms.RadioSelect)
    note = _text(
        label=_("Text for the other side"),
        required=False,
        help_text=_(
            "The answer, the question, the reason. It may stay empty only for taking up, closing and publishing."
        ),
    )
    evidence = FilesField()

    def __init__(self, *args: Any, acts: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        choice.choices = [(act.value, ACTS[act]) for act in acts]
        if not WITH_FILES.intersection(acts):
            del self.fields["evidence"]

    def clean(self) -> dict[str, Any]:
        """What the chosen act needs must be there."""
        values = dict(self.cleaned_data)
        needs = values.get("kind") in {kind.value for kind in NEEDS_WORDS}
        if needs and not values.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Write it down: the other side reads it."))
        return values

    def draft(self, documents: tuple[Document, ...]) -> EntryDraft:
        """The checked cells as the verb below takes them."""
        values = self.cleaned_data
        return EntryDraft(kind=Kind(values["kind"]), note=values["note"], documents=documents, key=values["key"])


class MergeForm(forms.Form):
    """Which of the candidates are the same."""

    same = forms.TypedMultipleChoiceField(
        label=_("Which of these are the same?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, candidates: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["same"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        choice.choices = candidates


class GroupForm(forms.Form):
    """The words and the time of a group."""

    name_vi = forms.CharField(label=_("Vietnamese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    sequence = forms.IntegerField(
        label=_("Place in the list"), min_value=1, max_value=9999, initial=100, help_text=_("Smaller numbers first.")
    )
    valid_from = day_field(label=_("From"), required=False, help_text=_("Empty: always."))
    valid_to = day_field(
        label=_("To"),
        required=False,
        help_text=_("The first day on which it can no longer be chosen. Obstacles keep their group. Empty: no end."),
    )

    def draft(self) -> GroupDraft:
        """The checked cells as the verb below takes them."""
        values = self.cleaned_data
        return GroupDraft(
            name_vi=values["name_vi"],
            name_en=values["name_en"],
            sequence=values["sequence"],
            valid_from=values["valid_from"] or BEGINNING,
            valid_to=values["valid_to"] or ENDLESS,
        )


class NewGroupForm(GroupForm):
    """A new group with its code."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=30,
        help_text=_("Small letters without marks, digits and hyphens; it never changes."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("code", "name_vi", "name_en", "sequence", "valid_from", "valid_to")

    def clean_code(self) -> str:
        """Small letters only, so that one code is never written in two ways."""
        code: str = self.cleaned_data["code"]
        if code != code.lower():
            raise ValidationError(_("Use small letters."))
        return code


class DaysForm(forms.Form):
    """Other days for a step from a day on."""

    step = forms.ChoiceField(label=_("Step"), choices=[(step.value, STEPS[step]) for step in Step])
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=MOST_DAYS)
    valid_from = day_field(label=_("For what begins from"))
    basis = forms.CharField(
        label=_("Decision or rule"), max_length=300, help_text=_("On what the days stand; people read it.")
    )

    def values(self) -> tuple[Step, int, date, str]:
        """Step, days, first day, basis."""
        found = self.cleaned_data
        return Step(found["step"]), found["days"], found["valid_from"], found["basis"]
