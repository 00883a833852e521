"""What is typed on the pages of the room, checked cell by cell; the verbs check rights and rules again."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tiendo.api.actions.clients import MOST_PER_MINUTE
from tiendo.api.models import Format, Mapping
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.forms import day_field
from tiendo.rules.permissions import Role
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotFound
from tiendo.tasks.cells import CellError, read_moment
from tiendo.tasks.models import Programme
from tiendo.ui.terms import KINDS, ROLES

MOST_TEXT = 1_000_000
NONE_CHOSEN = "–"
PLAIN_INPUT = {"autocomplete": "off", "spellcheck": "false"}


class UnitCodeForm(forms.Form):
    """A form in which a unit is named by its code. `today`: the day on which it is looked up."""

    unit = forms.CharField(
        label=_("Unit (code)"),
        max_length=60,
        help_text=_("A unit and all below it, by its code: 40 for Nghệ An."),
        widget=forms.TextInput(attrs=PLAIN_INPUT),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_unit(self) -> UnitVersion:
        """The unit that bears the code."""
        try:
            return version_of(self.cleaned_data["unit"].strip(), self._today)
        except NotFound as error:
            raise ValidationError(str(error)) from error


class ClientForm(UnitCodeForm):
    """A new client."""

    name = forms.CharField(
        label=_("Name of the program"),
        max_length=120,
        help_text=_("As it is to be read in the history of a task."),
        widget=forms.TextInput(attrs=PLAIN_INPUT),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[(code, word) for code, word in ROLES.items() if code != Role.ADMINISTRATOR]
    )
    expires_date = day_field(label=_("Ends on"), help_text=_("From this day on the token no longer counts."))
    per_minute = forms.IntegerField(
        label=_("Requests a minute"),
        min_value=1,
        max_value=MOST_PER_MINUTE,
        initial=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, help_text=_("Who runs it, and how to reach them.")
    )
    field_order = ("name", "unit", "role", "expires_date", "per_minute", "note")


class RenewalForm(forms.Form):
    """Until when a new token counts."""

    expires_date = day_field(label=_("The new token ends on"))


class WebhookForm(forms.Form):
    """An address that is told of events."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("It begins with https:// and takes a POST."),
        widget=forms.URLInput(attrs=PLAIN_INPUT),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Told of"),
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=[str(k) for k in Kind],
    )
    programme = forms.ModelChoiceField(
        label=_("Only of one programme"),
        required=False,
        queryset=Programme.objects.order_by("code"),
        to_field_name="code",
        empty_label=NONE_CHOSEN,
    )


class HandoverForm(UnitCodeForm):
    """What is to be handed over."""

    mapping = forms.ModelChoiceField(label=_("Form"), queryset=Mapping.objects.none(), empty_label=NONE_CHOSEN)
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.order_by("code"),
        to_field_name="code",
        empty_label=NONE_CHOSEN,
    )
    at = forms.CharField(
        label=_("Moment"),
        required=False,
        max_length=40,
        help_text=_("A published moment reads as it was published. Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    field_order = ("mapping", "programme", "unit", "at")

    def __init__(self, *args: Any, mappings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mapping"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above; for the type checker
        field.queryset = mappings

    def clean_at(self) -> Any:
        """The moment, or nothing for the present."""
        text = self.cleaned_data["at"].strip()
        try:
            return read_moment(text) if text else None
        except CellError as error:
            raise ValidationError(str(error.message)) from error


class MappingForm(forms.Form):
    """A version of a mapping: typed, or sent as a file."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("The same name again makes a new version."),
        widget=forms.TextInput(attrs=PLAIN_INPUT),
    )
    target = forms.CharField(label=_("For whom"), max_length=300, widget=forms.TextInput(attrs=PLAIN_INPUT))
    format = forms.ChoiceField(label=_("Kind of file"), choices=[(one.value, one.value) for one in Format])
    text = forms.CharField(
        label=_("Columns and words"),
        required=False,
        max_length=MOST_TEXT,
        help_text=_("One line each: part,theirs,ours,days. Or send a file instead."),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("File (CSV or JSON)"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,.json,.txt"})
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """The text of the file where one was sent, else what was typed."""
        values = dict(self.cleaned_data)
        sent = values.get("file")
        if sent is not None:
            if sent.size > MOST_TEXT:
                raise ValidationError(_("The file is larger than 1 MB, so it is no mapping. Choose another one."))
            try:
                values["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise ValidationError(_("The file is not UTF-8. Save it as “CSV UTF-8” and send it again.")) from error
        if not values.get("text", "").strip():
            raise ValidationError(_("Write the columns, or send a file."))
        return values
