"""The words of the room's own codes."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tiendo.checking.queries.waiting import QueueFilter
from tiendo.tasks.queries.evidence import Flag, FlagKind
from tiendo.ui.terms import Words

DUES: Words = {
    "delay": _("past due, though reported in time"),
    "overdue": _("past due"),
    "in_time": _("not past due"),
}
FOUND_IN_SAMPLE: Words = {"right": _("right"), "wrong": _("wrong")}
FOUND_ON_SITE: Words = {
    "as_reported": _("as reported"),
    "not_as_reported": _("not as reported"),
    "not_seen": _("could not be seen"),
}
FLAGS: Words = {
    "same_file": _("same file under another unit"),
    "same_text": _("same text under another unit"),
    "after_verification": _("changed after a confirmation"),
    "fell": _("the percentage fell"),
}


def flag_text(flag: Flag) -> str:
    """What is odd about a report, with where else it was seen."""
    match flag.kind:
        case FlagKind.SAME_FILE:
            return gettext("A file was sent before by: %(units)s.") % {"units": ", ".join(flag.units)}
        case FlagKind.SAME_TEXT:
            return ngettext(
                "The same text stands in reports of %(count)s other unit.",
                "The same text stands in reports of %(count)s other units.",
                flag.count,
            ) % {"count": flag.count}
        case _:
            return str(FLAGS[flag.kind])


def filter_words(wanted: QueueFilter) -> str:
    """A filter as a person reads it, in one line."""
    parts = [
        gettext("programme %(code)s") % {"code": wanted.programme} if wanted.programme else "",
        gettext("task %(code)s") % {"code": wanted.task} if wanted.task else "",
        gettext("%(unit)s and below") % {"unit": wanted.unit.full_name} if wanted.unit else "",
        str(DUES[wanted.due]) if wanted.due else "",
        str(FLAGS[wanted.flag]) if wanted.flag else "",
    ]
    return "; ".join(part for part in parts if part) or gettext("everything that waits")
