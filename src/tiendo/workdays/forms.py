"""What is typed on the page of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiendo.people.forms import day_field


class DayForm(forms.Form):
    """A day that is worked, or off, by a decision."""

    day = day_field(label=_("Day"))
    working = forms.ChoiceField(
        label=_("This day is"), choices=[("off", _("a day off")), ("working", _("a working day"))]
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("As it is to be read in the calendar: swapped with 10/01/2026.")
    )
    decision = forms.CharField(label=_("Decision"), max_length=300, help_text=_("Number, day and issuer."))

    def clean_working(self) -> bool:
        """Whether the day is worked."""
        choice: str = self.cleaned_data["working"]
        return choice == "working"

    def draft(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in ("day", "working", "reason", "decision")}
