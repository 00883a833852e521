"""What became of a sending, in sentences that the page, the table and the page without a line share."""

from django.utils.translation import gettext as _

from tiendo.reporting.actions import Sent
from tiendo.rules.numbers import moment_text, percent_text
from tiendo.rules.progress import Kind
from tiendo.tasks.models import ProgressEvent
from tiendo.ui.terms import KINDS, language


def recorded_text(sent: Sent) -> str:
    """Recorded; and where the percentage fell, that it is marked."""
    if sent.fell_from is None:
        return _("The report is recorded.")
    return _("The report is recorded. The percentage fell from %(before)s, so it is marked for the verifier.") % {
        "before": percent_text(sent.fell_from, language())
    }


def conflict_text(theirs: ProgressEvent) -> str:
    """Somebody else recorded something since the form was opened."""
    return _(
        "Since you opened the form, %(who)s recorded “%(what)s” at %(moment)s. Nothing of yours is recorded yet: "
        "compare both and decide."
    ) % {
        "who": theirs.actor or "–",
        "what": what_text(theirs),
        "moment": moment_text(theirs.recorded_at, language()),
    }


def what_text(event: ProgressEvent) -> str:
    """An event in a few words: Reported 60%, Confirmed."""
    word = str(KINDS[event.kind])
    return f"{word} {percent_text(event.percent, language())}" if event.kind == Kind.REPORTED else word


def clock_text(hour: int, minute: int) -> str:
    """14:05 or 14h05."""
    return f"{hour:02d}h{minute:02d}" if language() == "vi" else f"{hour:02d}:{minute:02d}"
