"""The words of the rules: every code that a page shows, as text in the reader's language.

Keys are the codes themselves (the values of the enums in `tiendo.rules`, and of unit kinds and levels), so that a
template can look up what a row holds. tests/ui holds that every member of every enum has its word.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tiendo.rules.light import Action, Change, Light, Need, Reason, Verdict
from tiendo.rules.numbers import number
from tiendo.rules.rank import Criterion, Gain
from tiendo.rules.rhythm import Rhythm

Words = Mapping[str, str | Promise]


def language() -> str:
    """The language of the page."""
    return get_language() or "vi"


LIGHTS: Words = {"green": _("Green"), "yellow": _("Yellow"), "red": _("Red"), "grey": _("Not judged yet")}

STATES: Words = {
    "not_started": _("not started"),
    "in_progress": _("in progress"),
    "waiting": _("waiting for confirmation"),
    "done_on_time": _("done on time"),
    "done_late": _("done late"),
    "withdrawn": _("withdrawn"),
    "overdue": _("overdue"),
    "recurring": _("recurring"),
}

# One sign per state for tables of many cells; the word stands beside it for screen readers and in the legend.
STATE_SIGNS: Mapping[str, str] = {
    "not_started": "·",
    "in_progress": "◔",
    "waiting": "◕",
    "done_on_time": "✓",
    "done_late": "✓̲",
    "withdrawn": "×",
    "overdue": "!",
    "recurring": "↻",
}

KINDS: Words = {
    "reported": _("Reported"),
    "verified": _("Confirmed"),
    "returned": _("Returned"),
    "reopened": _("Reopened"),
    "extended": _("Due date extended"),
    "withdrawn": _("Withdrawn"),
    "annulled": _("Annulled"),
}

VERBS: Words = {
    "view": _("View"),
    "report": _("Report progress"),
    "contribute": _("Add a part"),
    "ask_extension": _("Ask for more time"),
    "explain": _("Explain"),
    "raise": _("Raise an obstacle"),
    "verify": _("Confirm completion"),
    "return": _("Return the report"),
    "reopen": _("Reopen"),
    "extend": _("Extend the due date"),
    "withdraw": _("Withdraw the task"),
    "annul": _("Annul an entry"),
    "spot_check": _("Record a spot check"),
    "answer": _("Answer an obstacle"),
    "ask_explanation": _("Ask for an explanation"),
    "urge": _("Urge"),
    "hand_over": _("Hand figures over"),
    "publish": _("Publish a moment"),
    "confirm": _("Confirm a state"),
    "read_journal": _("Read the journal"),
    "manage": _("Manage accounts"),
    "configure": _("Set the rules"),
}

ROLES: Words = {
    "viewer": _("Viewer"),
    "reporter": _("Reporter"),
    "approver": _("Approver"),
    "owner": _("Task owner"),
    "standing_body": _("Standing body"),
    "leader": _("Leader"),
    "command_centre": _("Command centre"),
    "inspector": _("Inspector"),
    "administrator": _("Administrator"),
}

CRITERIA: Words = {
    "share_complete": _("share of units complete"),
    "count_complete": _("number of units complete"),
    "share_done": _("share of tasks done"),
    "count_done": _("number of tasks done"),
    "fewest_overdue": _("fewest overdue tasks"),
}

RHYTHMS: Words = {
    "daily": _("every day"),
    "weekly": _("every week"),
    "monthly": _("every month"),
    "quarterly": _("every quarter"),
    "yearly": _("every year"),
    "continuous": _("continuously"),
}

LEVELS: Words = {
    "central": _("central level"),
    "province": _("provincial level"),
    "department": _("departments"),
    "commune": _("commune level"),
}

UNIT_KINDS: Words = {
    "country": _("Country"),
    "province": _("Province or city"),
    "district": _("District"),
    "commune": _("Commune-level unit"),
    "central_body": _("Central body"),
    "peoples_committee": _("People's Committee"),
    "party_committee": _("Party committee"),
    "standing_body": _("Standing body"),
    "department": _("Department"),
    "joint_body": _("Joint body"),
    "partner": _("Partner"),
}

# How an event came in, where the house itself wrote it; what offices write in a file's own column stays as it is.
# And where a figure comes from.
SOURCES: Words = {
    "Tiến Độ: tasks_progressevent": _("Tiến Độ, ledger of progress events (tasks_progressevent)"),
    "web": _("page"),
    "table": _("page, several at once"),
    "offline": _("page that works without a line"),
    "form": _("form as a file"),
    "api": _("connected program"),
    "succession": _("succession of units"),
    "import taken back": _("file taken back"),
}

PARTS: Words = {"lead": _("leads"), "support": _("supports")}


def reason(verdict: Verdict) -> str:
    """Why a light is what it is, as a sentence with its numbers."""
    numbers = {"count": number(verdict.count, language()), "of": number(verdict.of, language())}
    match verdict.reason:
        case Reason.OVERDUE_ABOVE_SHARE:
            return (
                gettext("%(count)s of %(of)s tasks that decide are overdue: above the share that is borne.") % numbers
            )
        case Reason.OVERDUE_WITHIN_SHARE:
            return gettext("%(count)s of %(of)s tasks that decide are overdue.") % numbers
        case Reason.DUE_SOON:
            return gettext("%(count)s of %(of)s tasks that decide are due soon and not started.") % numbers
        case Reason.INCOMPLETE_IN_TIME:
            return (
                ngettext(
                    "Nothing is overdue; %(count)s task is still to be confirmed.",
                    "Nothing is overdue; %(count)s tasks are still to be confirmed.",
                    verdict.count,
                )
                % numbers
            )
        case Reason.IN_TIME:
            return gettext("Nothing is overdue; %(count)s of %(of)s tasks that decide are done.") % numbers
        case Reason.COMPLETE:
            return gettext("All tasks are done and confirmed.")
        case Reason.NOTHING_TO_JUDGE:
            return gettext("No task is due before the current milestone.")
        case Reason.NO_DATA:
            return gettext("Nothing has been reported yet.")
        case Reason.OVERDUE:
            return gettext("Overdue.")
        case Reason.DONE:
            return gettext("Done and confirmed.")
        case Reason.RHYTHM_MET:
            return gettext("Reported as often as it has to be.")
        case Reason.RHYTHM_MISSED:
            return gettext("Not reported as often as it has to be.")
        case Reason.NOT_YET_DECIDING:
            return gettext("Nothing has been reported yet; due after the current milestone.")


def need(wanted: Need) -> str:
    """What so many tasks have to undergo, as the second half of a sentence."""
    count = wanted.count
    match wanted.action:
        case Action.COMPLETE_OVERDUE:
            text = ngettext("%(count)s overdue task is completed", "%(count)s overdue tasks are completed", count)
        case Action.START_DUE_SOON:
            text = ngettext("%(count)s task due soon is started", "%(count)s tasks due soon are started", count)
        case Action.REPORT:
            text = ngettext("%(count)s task is reported on", "%(count)s tasks are reported on", count)
        case Action.VERIFY:
            text = ngettext("%(count)s task is confirmed", "%(count)s tasks are confirmed", count)
        case Action.BECOME_OVERDUE:
            text = ngettext("%(count)s more task becomes overdue", "%(count)s more tasks become overdue", count)
    return text % {"count": number(count, language())}


def needs(step: Change) -> str:
    """All that one change of light takes."""
    return gettext(" and ").join(need(wanted) for wanted in step.needs)


def gain(what: Gain, count: int) -> str:
    """So many steps forward, by the leading criterion of the rank."""
    match what:
        case Gain.COMPLETE_UNITS:
            text = ngettext("%(count)s more unit complete", "%(count)s more units complete", count)
        case Gain.TASKS_DONE:
            text = ngettext("%(count)s more task done", "%(count)s more tasks done", count)
        case Gain.OVERDUE_CLEARED:
            text = ngettext("%(count)s overdue task fewer", "%(count)s overdue tasks fewer", count)
    return text % {"count": number(count, language())}


def is_better(target: Light, now: Light) -> bool:
    """Whether a change of light is a way up rather than a danger: red, yellow, grey, green."""
    order = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN)
    return order.index(target) > order.index(now)


def criteria(order: tuple[Criterion, ...]) -> str:
    """The criteria of a rank in their order."""
    return ", ".join(str(CRITERIA[criterion]) for criterion in order)


def rhythm(code: Rhythm | str) -> str:
    """How often a recurring task is to be reported; "" for one that ends once."""
    return str(RHYTHMS[code]) if code else ""
