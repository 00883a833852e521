"""What is typed on the pages of the room, checked cell by cell; the verbs check rights and rules again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import ZONE
from tiendo.org.models import UnitVersion
from tiendo.people.forms import day_field
from tiendo.rules.progress import State
from tiendo.rules.refusal import Refused, Text
from tiendo.tasks.cells import CellError, read_day, read_percent

MAX_NOTE = 10_000
MAX_SENT_ROWS = 200
TAKEN_SUFFIXES = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.heic,.heif"
FAST_CLOCK = timedelta(minutes=5)
CHOICES = (
    ("none", _("Not started: 0%")),
    ("part", _("In progress: the percentage below")),
    ("all", _("Complete: 100%, then it waits for confirmation")),
)


class ManyFiles(forms.FileInput):
    """A field into which several files can be put."""

    allow_multiple_selected = True


class ReportForm(forms.Form):
    """A report on one assignment. `key` is the form's own number, `seen` the last event when it was opened."""

    choice = forms.ChoiceField(label=_("How far is it?"), choices=CHOICES, required=False, widget=forms.RadioSelect)
    percent = forms.CharField(
        label=_("Percentage"),
        required=False,
        max_length=10,
        help_text=_("From 0 to 100, for example 45 or 45,5."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
    )
    happened_date = day_field(
        label=_("Day on which it happened"),
        required=False,
        help_text=_("When it was so, not when you write it down. Empty: today."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=MAX_NOTE,
        help_text=_("What was done, what is missing. The verifier reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.Field(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, DOCX, XLSX, JPG, PNG or HEIC, at most 20 MB each. Several files can be chosen."),
        widget=ManyFiles(attrs={"multiple": True, "accept": TAKEN_SUFFIXES}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def clean_percent(self) -> Decimal | None:
        """A percentage; "50", "50%", "50.5" and "50,5" can be read."""
        return percent_of(self.cleaned_data["percent"])

    def clean(self) -> dict[str, Any]:
        """The choice and the percentage must say one thing."""
        values = dict(self.cleaned_data)
        choice, percent = values.get("choice"), values.get("percent")
        if choice == "none":
            values["percent"] = Decimal(0)
        elif choice == "all":
            values["percent"] = Decimal(100)
        elif percent is None and "percent" not in self.errors:
            self.add_error("percent", _("Choose how far it is, or write the percentage."))
        if values.get("key") is None or values.get("seen") is None:
            raise ValidationError(_("The form came without its number. Check what you typed and send it again."))
        return values


class PartForm(forms.Form):
    """What a supporting unit adds. `key` is the form's own number."""

    supporter = forms.ChoiceField(label=_("In the name of"))
    text = forms.CharField(
        label=_("What your unit has done"),
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    document = forms.Field(
        label=_("File"),
        required=False,
        help_text=_("PDF, DOCX, XLSX, JPG, PNG or HEIC, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": TAKEN_SUFFIXES}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, supporters: Iterable[UnitVersion]) -> None:
        super().__init__(data, initial={"key": new_key()})
        choice = self.fields["supporter"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(unit.code, unit.full_name) for unit in supporters]


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the table that was filled in, as it was typed; `message` says why it can't be read."""

    assignment_id: int
    key: UUID
    seen: int
    percent_text: str
    note: str
    percent: Decimal | None
    message: str = ""


def typed_rows(data: Mapping[str, Any]) -> list[TypedRow]:
    """The rows of the table in which something was typed. Raises Refused for a form that isn't this table's."""
    numbers = [name.removeprefix("row_") for name in data if name.startswith("row_")]
    found = []
    for number in numbers[:MAX_SENT_ROWS]:
        percent, note = str(data.get(f"percent_{number}", "")).strip(), str(data.get(f"note_{number}", "")).strip()
        if not percent and not note:
            continue
        found.append(_typed_row(number, str(data[f"row_{number}"]), percent, note))
    return found


def first_choice(state: str, percent: Decimal | None) -> dict[str, str]:
    """How an empty form begins: as the assignment stands; what was returned or reopened is to be said anew."""
    again = state == State.IN_PROGRESS and percent is not None and percent >= 100
    if state in (State.NOT_STARTED, State.WITHDRAWN) or percent is None or again:
        return {"choice": "", "percent": ""}
    return {
        "choice": "part" if percent < 100 else "all",
        "percent": f"{percent.normalize():f}" if percent < 100 else "",
    }


def new_key() -> str:
    """A number for one form."""
    return str(uuid4())


def percent_of(text: str) -> Decimal | None:
    """A percentage as it was typed; None for nothing. Raises ValidationError."""
    if not text.strip():
        return None
    try:
        return read_percent(text.strip())
    except CellError as error:
        raise ValidationError(str(error.message)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One report as the page without a line sends it."""

    key: UUID
    assignment_id: int
    percent: Decimal
    note: str
    happened_date: date | None
    written_at: datetime | None
    mark: int
    forced: bool

    def written_near(self, now: datetime) -> datetime | None:
        """When it was written; a device whose clock is a few minutes fast wrote it now."""
        if self.written_at is not None and now < self.written_at <= now + FAST_CLOCK:
            return now
        return self.written_at


def read_message(data: Mapping[str, Any]) -> Message:
    """The cells of a sending. Raises Refused naming the first one that can't be read."""
    note = str(data.get("note", "")).strip()
    if len(note) > MAX_NOTE:
        raise Refused(_now("The note has more than %(limit)s characters. Shorten it.") % {"limit": MAX_NOTE})
    try:
        percent = percent_of(str(data.get("percent", "")))
        if percent is None:
            raise Refused(_now("A report needs a percentage from 0 to 100."))
        day = str(data.get("happened_date", "")).strip()
        return Message(
            key=UUID(str(data.get("key", ""))),
            assignment_id=_number(data.get("assignment", "")),
            percent=percent,
            note=note.replace("\x00", ""),
            happened_date=read_day(day) if day else None,
            written_at=_moment(str(data.get("written_at", "")).strip()),
            mark=_number(data.get("mark") or 0),
            forced=str(data.get("force", "")) == "1",
        )
    except CellError as error:
        raise Refused(error.message) from error
    except ValidationError as error:
        raise Refused("; ".join(error.messages)) from error
    except ValueError as error:
        raise Refused(
            _now("This sending can't be read: a number or a moment in it is not one. Reload the page.")
        ) from error


def _typed_row(number: str, hidden: str, percent_text: str, note: str) -> TypedRow:
    key, _colon, seen = hidden.partition(":")
    try:
        assignment_id, own_key, mark = _number(number), UUID(key), _number(seen)
    except ValueError as error:
        raise Refused(_now("The table came without its numbers. Reload the page and send it again.")) from error
    message: Text = ""
    percent = None
    try:
        percent = percent_of(percent_text)
    except ValidationError as error:
        message = "; ".join(error.messages)
    if len(note) > MAX_NOTE:
        message = _now("The note has more than %(limit)s characters. Shorten it.") % {"limit": MAX_NOTE}
    return TypedRow(assignment_id, own_key, mark, percent_text, note.replace("\x00", ""), percent, str(message))


def _number(value: object) -> int:
    number = int(str(value))
    if not 0 <= number < 2**62:
        raise ValueError(value)
    return number


def _moment(text: str) -> datetime | None:
    """A moment in ISO form; without a zone it is Hanoi's."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if not 2000 <= moment.year <= 9000:
        raise ValueError(text)
    return moment
