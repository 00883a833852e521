"""The words of the room: every code that a page or a letter shows, as text in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tiendo.rules.numbers import number
from tiendo.ui.terms import language

Words = Mapping[str, str | Promise]

# The sections of a digest, in the order in which a letter shows them.
SECTIONS: Words = {
    "after_due": _("Overdue"),
    "on_due_day": _("Due today"),
    "before_due": _("Due soon"),
    "returned": _("Returned to you"),
    "rhythm_missed": _("Periodic report not given"),
    "no_report": _("Not reported for long"),
    "waits_verification": _("Waiting for your confirmation"),
    "escalate_head": _("Long overdue in your unit"),
    "explanations": _("Explanations asked of you"),
    "obstacles": _("Obstacles to answer"),
    "extensions": _("Requests for more time to decide"),
    "escalate_above": _("Units below you with tasks long overdue"),
    "urge": _("To be reported now"),
}

RULE_KINDS: Words = {
    "before_due": _("so many working days before the due date, to the unit"),
    "on_due_day": _("on the due date, to the unit"),
    "after_due": _("overdue: on the first working day and then every so many, to the unit"),
    "no_report": _("no report for so many working days, to the unit"),
    "rhythm_missed": _("periodic report not given: first working day and then every so many, to the unit"),
    "returned": _("returned: first working day and then every so many, to the unit"),
    "waits_verification": _("a report waits for confirmation so many working days, to who confirms it"),
    "escalate_head": _("overdue for so many working days, to the head of the unit"),
    "escalate_above": _("overdue for so many working days, to the level above"),
    "to_answer": _("something to answer or to decide: first working day and then every so many"),
}

NOTICE_KINDS: Words = {"digest": _("Daily digest"), "urge": _("Urging"), "confirm": _("Confirmation of an address")}

NOTICE_STATES: Words = {
    "due": _("to be sent"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "failed": _("not sent"),
    "no_channel": _("no channel"),
}

CHANNEL_KINDS: Words = {"none": _("None"), "email": _("E-mail"), "messenger": _("Messenger")}

# Why a letter was not sent, as the gateways say it; a code of the server may follow in brackets.
REASONS: Words = {
    "no server for e-mail is set": _("no server for e-mail is set"),
    "the mail server closed the connection": _("the mail server closed the connection"),
    "the mail server refuses the address": _("the mail server refuses the address"),
    "the mail server answered": _("the mail server answered"),
    "the mail server cannot be reached": _("the mail server cannot be reached"),
    "the messenger is not one that may be used here": _("the messenger is not one that may be used here"),
    "the address of the messenger cannot be read": _("the address of the messenger cannot be read"),
    "the messenger did not take the message": _("the messenger did not take the message"),
    "given up": _("given up after too many attempts"),
    "the channel has ended": _("the channel has ended"),
    "the address cannot be opened with the present key": _("the address cannot be opened with the present key"),
}


def reason(text: str) -> str:
    """Why something was not sent, in the reader's language."""
    for known, words in REASONS.items():
        if text.startswith(known):
            return f"{words}{text[len(known) :]}"
    return text


def when(section: str, days: int) -> str:
    """How many working days are left or have passed; "" where the section says it."""
    count = {"days": number(days, language())}
    if section == "before_due":
        return ngettext("%(days)s working day left", "%(days)s working days left", days) % count
    if section in ("after_due", "escalate_head", "escalate_above"):
        return ngettext("%(days)s working day past", "%(days)s working days past", days) % count
    if section in ("on_due_day", "urge") or not days:
        return ""
    return ngettext("for %(days)s working day", "for %(days)s working days", days) % count


def overdue_tasks(count: int) -> str:
    """So many tasks of a unit, where one line stands for the unit."""
    return ngettext("%(count)s task", "%(count)s tasks", count) % {"count": number(count, language())}


def items(count: int) -> str:
    """So many lines of a letter."""
    return ngettext("%(count)s item", "%(count)s items", count) % {"count": number(count, language())}


def more(count: int) -> str:
    """So many lines that are not written out."""
    return gettext("and %(count)s more") % {"count": number(count, language())}
