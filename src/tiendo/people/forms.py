"""What is typed on the pages of the room, checked cell by cell."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import ENDLESS, UnitVersion
from tiendo.org.queries import version_of
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotFound
from tiendo.ui.terms import ROLES

CODE_ATTRS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 10}


def day_field(*, label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day: the browser's own picker, or typed as 2025-08-06 or 06/08/2025."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a day. Write it as 06/08/2025.")},
    )


def password_field(*, label: Any, help_text: Any = "", new: bool = False) -> forms.CharField:
    """A password, never shown again and never stripped."""
    purpose = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": purpose}),
    )


class LoginForm(forms.Form):
    """The first step of the log-in."""

    username = forms.CharField(
        label=_("Log-in name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(label=_("Password"))


class CodeForm(forms.Form):
    """A one-time code."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=10,
        help_text=_("Six digits. A new code comes every 30 seconds; each counts once."),
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )


class ConfirmPasswordForm(forms.Form):
    """The present password, before something that weakens the account."""

    present = password_field(label=_("Present password"))


class ChangePasswordForm(ConfirmPasswordForm):
    """One's own new password."""

    new = password_field(
        label=_("New password"),
        help_text=_("At least 10 characters, not digits alone, and no common word."),
        new=True,
    )
    again = password_field(label=_("New password again"), new=True)

    def clean_again(self) -> str:
        """Both entries must be the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise ValidationError(_("The two entries of the new password differ."))
        return again


class EndPositionForm(forms.Form):
    """The first day on which a position is no longer held."""

    valid_to = day_field(
        label=_("Ends on"), help_text=_("The first day on which the position no longer gives any right.")
    )


class PositionForm(forms.Form):
    """A role in a unit over a scope, for a time. `today` is the day on which unit codes are looked up."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))
    title = forms.CharField(
        label=_("Title"), max_length=300, help_text=_("As it is to be read in the history of a task.")
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=60, help_text=_("The code of the employing unit: 17329, 40.SKHCN, VN.")
    )
    scope = forms.CharField(
        label=_("Scope"),
        max_length=60,
        required=False,
        help_text=_("The code of the unit over which, with all below it, the role counts. Empty: the employing unit."),
    )
    valid_from = day_field(label=_("From"))
    valid_to = day_field(
        label=_("To"),
        required=False,
        help_text=_("The first day on which the position no longer gives any right. Empty: no end."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["valid_from"].initial = today

    def clean_unit(self) -> UnitVersion:
        """The unit as it is today."""
        return self._unit(self.cleaned_data["unit"])

    def clean_scope(self) -> UnitVersion | None:
        """The scope as it is today; the unit itself where the cell is empty."""
        code = self.cleaned_data["scope"]
        return self._unit(code) if code.strip() else self.cleaned_data.get("unit")

    def clean_role(self) -> Role:
        """The role as the rules know it."""
        return Role(self.cleaned_data["role"])

    def clean_valid_to(self) -> date:
        """Endless where the cell is empty; after the beginning."""
        until: date = self.cleaned_data["valid_to"] or ENDLESS
        begin = self.cleaned_data.get("valid_from")
        if begin and until <= begin:
            raise ValidationError(_("A position must end after it begins. Correct the days."))
        return until

    def _unit(self, code: str) -> UnitVersion:
        try:
            return version_of(code.strip(), self._today)
        except NotFound as refused:
            raise ValidationError(str(refused)) from refused


class AccountForm(PositionForm):
    """A new account with its first position."""

    username = forms.RegexField(
        label=_("Log-in name"),
        regex=r"^[a-z0-9][a-z0-9._-]*$",
        max_length=80,
        help_text=_("Small letters without marks, digits, dot, hyphen: anh-nv.nghean."),
        error_messages={
            "invalid": _("Use small letters without marks, digits, dots and hyphens, and begin with a letter or digit.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ("username", "full_name", "role", "title", "unit", "scope", "valid_from", "valid_to")
