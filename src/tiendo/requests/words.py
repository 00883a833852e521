"""The words of the room's codes on screen."""

from django.utils.translation import gettext_lazy as _

from tiendo.ui.terms import Words

STAGES: Words = {
    "open": _("waits for a decision"),
    "granted": _("granted"),
    "refused": _("not granted"),
    "taken_back": _("request taken back"),
}

STEPS: Words = {
    "asked": _("waits for the unit's answer"),
    "answered": _("answered"),
    "closed": _("request closed"),
}
