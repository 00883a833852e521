"""What is asked and typed on the pages of the room; the verbs check rights and rules again."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tiendo.checking.actions import Found, Photo, Seen, SpotCheckDraft
from tiendo.checking.models import FoundInSample, FoundOnSite
from tiendo.checking.queries.oddities import FILTERS
from tiendo.checking.queries.waiting import Due, QueueFilter
from tiendo.checking.terms import FOUND_ON_SITE
from tiendo.org.models import UnitVersion
from tiendo.org.queries import search, version_of
from tiendo.people.forms import day_field
from tiendo.rules.refusal import NotFound, Refused

SEVERAL = 10


def asked_filter(parameters: QueryDict, on: date) -> QueueFilter:
    """The filter that an address asks for. Raises Refused or NotFound where it names something that is not there."""
    due, flag = parameters.get("due", ""), parameters.get("flag", "")
    for value, known in ((due, set(Due)), (flag, set(FILTERS))):
        if value and value not in known:
            raise Refused(_("“%(value)s” is not a choice of this filter. Choose one from the list.") % {"value": value})
    return QueueFilter(
        programme=parameters.get("programme", "").strip(),
        task=parameters.get("task", "").strip(),
        unit=_unit(parameters.get("unit", "").strip(), on),
        due=due,
        flag=flag,
    )


def _unit(text: str, on: date) -> UnitVersion | None:
    """A unit by its code or by its name, as it is typed."""
    if not text:
        return None
    try:
        return version_of(text, on)
    except NotFound:
        found = search(text, on, limit=SEVERAL)
        if len(found) == 1:
            return found[0]
        if not found:
            raise
    names = "; ".join(f"{unit.code} {unit.full_name}" for unit in found)
    raise Refused(_("Several units fit “%(text)s”: %(names)s. Write the code.") % {"text": text, "names": names})


def read_seen(tokens: Collection[str]) -> list[Seen]:
    """The ticked rows. Raises Refused for what no page of ours sends."""
    seen = []
    for token in dict.fromkeys(tokens):
        assignment, _dash, report = token.partition("-")
        if not (_is_number(assignment) and _is_number(report)):
            raise Refused(_("The page was sent in a form that can't be read. Reload it and try again."))
        seen.append(Seen(int(assignment), int(report)))
    return seen


def read_key(text: str) -> UUID:
    """The number of a sending. Raises Refused where it is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(_("The page was sent in a form that can't be read. Reload it and try again.")) from error


def read_found(sent: Mapping[str, Any], drawn: Collection[int]) -> dict[int, Found]:
    """What was found of drawn reports: `found-<assignment>` with `reason-<assignment>`; Refused where there is none."""
    found = {
        pk: Found(FoundInSample(sent[f"found-{pk}"]), str(sent.get(f"reason-{pk}", "")))
        for pk in drawn
        if sent.get(f"found-{pk}") in FoundInSample.values
    }
    if not found:
        raise Refused(_("Say of at least one report whether it is right or wrong."))
    return found


class SampleForm(forms.Form):
    """How many to draw."""

    size = forms.IntegerField(
        label=_("How many to draw"),
        min_value=1,
        error_messages={"invalid": _("Write a whole number."), "required": _("Write how many reports to draw.")},
    )


class Files(forms.FileInput):
    """Several files by one control."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files that were sent under the name."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Any number of files; what each really is, the action decides by its contents."""

    def clean(self, value: Any) -> list[Photo]:
        """The files with their names."""
        return [Photo(file.name, file) for file in value or []]


class SpotCheckForm(forms.Form):
    """What was found on site."""

    checked_date = day_field(label=_("Day of the spot check"))
    finding = forms.ChoiceField(
        label=_("What was found"),
        widget=forms.RadioSelect,
        choices=[(code, FOUND_ON_SITE[code]) for code in FoundOnSite],
    )
    text = forms.CharField(
        label=_("What was seen, where, and with whom"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The unit reads it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    photos = FilesField(
        label=_("Photos or minutes"),
        required=False,
        widget=Files(attrs={"accept": "image/*,.pdf"}),
        help_text=_("Pictures or PDF, at most 20 MB each."),
    )

    def draft(self) -> SpotCheckDraft:
        """The checked cells as the verb below takes them."""
        values = self.cleaned_data
        return SpotCheckDraft(
            checked_date=values["checked_date"],
            finding=FoundOnSite(values["finding"]),
            text=values["text"],
            key=values["key"],
            photos=values["photos"],
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
