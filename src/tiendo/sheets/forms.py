"""What is typed on the pages of the room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TAKEN = ".xlsx,.csv,.tsv"


class FileForm(forms.Form):
    """One file that is sent."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel file (.xlsx) or a CSV. Nothing is recorded before you have seen what would change."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Save the sheet and send it.")},
        widget=forms.ClearableFileInput(attrs={"accept": TAKEN}),
    )


class TakeBackForm(forms.Form):
    """Why an import is taken back; with what was built upon it, that the person knows of it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The units read it in the history of their tasks."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the units read the reason.")},
    )
    knowing = forms.BooleanField(label=_("I know that these entries lose their effect"), required=False)

    def __init__(self, *args: Any, built: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if built:
            self.fields["knowing"].required = True
            self.fields["knowing"].error_messages["required"] = _("Tick this, or leave the import as it is.")
        else:
            del self.fields["knowing"]


class FormsForm(forms.Form):
    """For which unit a form is wanted."""

    unit = forms.CharField(
        label=_("Code of the unit"), max_length=60, error_messages={"required": _("Enter the code of a unit.")}
    )
    communes = forms.BooleanField(label=_("One form for each commune of this province"), required=False)
