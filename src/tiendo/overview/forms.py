"""What is typed on the pages of the room, checked cell by cell; the verbs check rights and rules again."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import ZONE
from tiendo.people.forms import day_field
from tiendo.rules.permissions import Verb
from tiendo.tasks.actions.events import NEEDS_REASON, EventDraft
from tiendo.tasks.cells import CellError, read_percent
from tiendo.ui.terms import VERBS

# Which cells a verb reads, besides the note that every verb may carry.
CELLS: dict[Verb, tuple[str, ...]] = {
    Verb.REPORT: ("percent", "happened_date"),
    Verb.EXTEND: ("new_due_date", "decision"),
    Verb.ANNUL: ("annuls",),
}
# Which of them it can't do without.
NEEDED: dict[Verb, tuple[str, ...]] = {
    Verb.REPORT: ("percent",),
    Verb.EXTEND: ("new_due_date", "decision"),
    Verb.ANNUL: ("annuls", "note"),
    **dict.fromkeys(NEEDS_REASON - {Verb.ANNUL}, ("note",)),
}


class MomentField(forms.DateTimeField):
    """A moment in Asia/Ho_Chi_Minh, as browsers send it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"invalid": _("This is not a moment. Write it as 2025-08-06 16:00.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        """The moment in Hanoi's time."""
        moment = super().to_python(value)
        return moment.astimezone(ZONE) if moment else None


class EventForm(forms.Form):
    """One event on an assignment. Only the verbs handed in can be chosen, and only their cells are shown."""

    verb = forms.ChoiceField(label=_("What do you record?"), widget=forms.RadioSelect)
    percent = forms.CharField(
        label=_("How far, in percent"),
        required=False,
        max_length=10,
        help_text=_("For a report: from 0 to 100. 100 means complete; then it waits for confirmation."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    happened_date = day_field(
        label=_("Day on which it happened"),
        required=False,
        help_text=_("For a report: when it was so, not when you write it down. Empty: today."),
    )
    new_due_date = day_field(label=_("New due date"), required=False, help_text=_("For an extension."))
    decision = forms.CharField(
        label=_("Decision"),
        required=False,
        max_length=300,
        help_text=_("For an extension: number and day of the decision that grants it."),
    )
    annuls = forms.ChoiceField(
        label=_("Entry to annul"),
        required=False,
        help_text=_("For an annulment: the entry stays in the history and no longer counts."),
    )
    note = forms.CharField(
        label=_("Note or reason"),
        required=False,
        max_length=10_000,
        help_text=_("The reason is needed for a return, a reopening, a withdrawal and an annulment."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, verbs: Sequence[Verb], entries: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["verb"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        choice.choices = [(verb.value, VERBS[verb]) for verb in verbs]
        used = {"verb", "note", *(cell for verb in verbs for cell in CELLS.get(verb, ()))}
        for name in set(self.fields) - used:
            del self.fields[name]
        if len(verbs) == 1:
            for name in NEEDED.get(verbs[0], ()):
                self.fields[name].required = True
        annuls = self.fields.get("annuls")
        if isinstance(annuls, forms.ChoiceField):
            annuls.choices = [("", "–"), *((str(number), text) for number, text in entries)]

    def clean_percent(self) -> Decimal | None:
        """A percentage; "50", "50%", "50.5" and "50,5" can be read."""
        text = self.cleaned_data["percent"].strip()
        if not text:
            return None
        try:
            return read_percent(text)
        except CellError as error:
            raise ValidationError(str(error.message)) from error

    def clean(self) -> dict[str, Any]:
        """What the chosen verb needs must be there."""
        values = dict(self.cleaned_data)
        verb = Verb(values["verb"]) if values.get("verb") else None
        for name in NEEDED.get(verb, ()) if verb else ():
            empty = values.get(name) is None or str(values[name]).strip() == ""
            if empty and name in self.fields and name not in self.errors:
                self.add_error(name, _MISSING[name])
        return values

    def draft(self) -> EventDraft:
        """The checked cells as the verb below takes them."""
        values = self.cleaned_data
        return EventDraft(
            verb=Verb(values["verb"]),
            percent=values.get("percent"),
            happened_date=values.get("happened_date"),
            new_due_date=values.get("new_due_date"),
            note=values.get("note", ""),
            decision=values.get("decision", ""),
            annuls=int(values["annuls"]) if values.get("annuls") else None,
        )


_MISSING = {
    "percent": _("A report needs a percentage from 0 to 100."),
    "new_due_date": _("An extension needs the new due date."),
    "decision": _("An extension needs the decision that grants it."),
    "annuls": _("Choose the entry to annul."),
    "note": _("Say why: the unit reads the reason."),
}


class PublishForm(forms.Form):
    """The moment to publish."""

    at = MomentField(
        label=_("Moment to publish"),
        help_text=_("What is recorded and sealed until the publication is fixed for this moment, and stays as it is."),
    )


class ConfirmForm(forms.Form):
    """The command centre's confirmation of the state of a unit."""

    at = MomentField(label=_("Moment"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
