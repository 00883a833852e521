"""What is typed on the pages of the room, checked cell by cell; the verbs check rights and rules again."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tiendo.notices import words
from tiendo.notices.models import ChannelKind, NoticeKind, NoticeState
from tiendo.notices.queries.log import LogFilter
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.forms import day_field
from tiendo.rules.refusal import NotFound
from tiendo.rules.reminders import RuleKind
from tiendo.tasks.models import Programme

_ALL = ("", _("all"))


class LogForm(forms.Form):
    """What of the log is wanted."""

    for_date = day_field(label=_("Day"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[_ALL, *((k.value, words.NOTICE_KINDS[k]) for k in NoticeKind)]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[_ALL, *((s.value, words.NOTICE_STATES[s]) for s in NoticeState)]
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=100, help_text=_("A part of its name."))

    def wanted(self, last: date | None) -> LogFilter:
        """The filter; without a day that of the last notices. What can't be read is left out."""
        values = self.cleaned_data if self.is_valid() else {}
        return LogFilter(
            for_date=values.get("for_date") or (None if values.get("unit") else last),
            kind=values.get("kind", ""),
            state=values.get("state", ""),
            unit=values.get("unit", "").strip(),
        )


class RuleForm(forms.Form):
    """A new rule of reminding."""

    kind = forms.ChoiceField(
        label=_("When, and whom"), choices=[(kind.value, words.RULE_KINDS[kind]) for kind in RuleKind]
    )
    days = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=250,
        help_text=_("Counted after the day in question; the calendar of working days decides. On the due date: 1."),
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("every programme"),
        help_text=_("The rules of a programme take the place of the general ones of the same kind."),
    )
    duty = forms.BooleanField(label=_("It is a duty: a person cannot switch it off"), required=False, initial=True)
    valid_from = day_field(label=_("From"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = self.fields["programme"]
        assert isinstance(programmes, forms.ModelChoiceField)  # noqa: S101 - declared above; for the type checker
        programmes.queryset = Programme.objects.order_by("code")
        self.fields["valid_from"].initial = today

    def clean_kind(self) -> RuleKind:
        """The kind as the rules know it."""
        return RuleKind(self.cleaned_data["kind"])


class EndRuleForm(forms.Form):
    """The first day on which a rule no longer counts."""

    valid_to = day_field(label=_("Ends on"))


class ChannelForm(forms.Form):
    """An address. `unit` is there for those who set the rules of some unit."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, words.CHANNEL_KINDS[kind]) for kind in (ChannelKind.EMAIL, ChannelKind.MESSENGER)],
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("An e-mail address; or the address of a messenger as its service gives it: zalo://token/number."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=60,
        required=False,
        help_text=_("The code of the unit whose people share this address. Empty: it is yours alone."),
    )
    duty_only = forms.BooleanField(label=_("Send only what is a duty"), required=False)

    def __init__(self, *args: Any, today: date, may_set_units: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if not may_set_units:
            del self.fields["unit"]

    def clean_kind(self) -> ChannelKind:
        """The kind as the models know it."""
        return ChannelKind(self.cleaned_data["kind"])

    def clean_unit(self) -> UnitVersion | None:
        """The unit as it is today."""
        code = self.cleaned_data["unit"].strip()
        if not code:
            return None
        try:
            return version_of(code, self._today)
        except NotFound as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """An e-mail address must be one."""
        values = dict(self.cleaned_data)
        values.setdefault("unit", None)
        values["address"] = str(values.get("address", "")).strip()
        if values.get("kind") is ChannelKind.EMAIL and values["address"]:
            try:
                validate_email(values["address"])
            except ValidationError:
                self.add_error("address", _("This is no e-mail address. Write it as name@example.gov.vn."))
        return values
