"""What is typed to lend a position."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiendo.people.forms import day_field
from tiendo.people.models import Position


class LendForm(forms.Form):
    """One of the positions handed in, to whom, for which days, and why."""

    position = forms.ChoiceField(label=_("Position"))
    to = forms.CharField(
        label=_("Log-in name of the person who acts"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    valid_from = day_field(label=_("From"))
    valid_to = day_field(
        label=_("To"), help_text=_("The first day on which the other person no longer acts; at most 180 days later.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Leave, a course, an acting head."))

    def __init__(self, *args: Any, positions: Iterable[Position], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._positions = {str(position.pk): position for position in positions}
        choices = [(number, position.title) for number, position in self._positions.items()]
        self.fields["position"].choices = choices  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = today

    def clean_position(self) -> Position:
        """The position itself."""
        chosen: str = self.cleaned_data["position"]
        return self._positions[chosen]
