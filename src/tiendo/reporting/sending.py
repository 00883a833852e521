"""From a checked form to a report: the page's way to the verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.messages import constants as tones

from tiendo.documents.actions import Fit, store
from tiendo.people.queries import Actor
from tiendo.reporting.actions import Outcome, Sending, send_reports
from tiendo.reporting.forms import ReportForm
from tiendo.reporting.queries.page import draft_files, draft_for
from tiendo.reporting.queries.targets import Target
from tiendo.reporting.sentences import conflict_text, recorded_text
from tiendo.rules.refusal import Refused
from tiendo.tasks.actions import Proof
from tiendo.tasks.models import ProgressEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a sent form. `done`: nothing is left to do on the page."""

    done: bool
    notices: tuple[tuple[int, str], ...] = ()
    problem: str = ""
    theirs: ProgressEvent | None = None


def page_sending(form: ReportForm, found: Target, fits: Sequence[Fit], *, actor: Actor, now: datetime) -> Result:
    """Send a form that was checked, with its files and those that wait with the draft."""
    cells = form.cleaned_data
    waiting = draft_files(draft_for(actor, found.assignment))
    new = {fit.sha256: fit for fit in fits if fit.sha256 not in {file.document.sha256 for file in waiting}}
    try:
        for fit in new.values():
            store(fit)
    except Refused as refused:
        return Result(done=False, problem=str(refused))
    sending = Sending(
        assignment_id=found.assignment.pk,
        key=cells["key"],
        seen=cells["seen"],
        percent=cells["percent"],
        note=cells["note"],
        happened_date=cells["happened_date"],
        fits=tuple(new.values()),
        proofs=tuple(Proof(file.document_id, file.document.sha256) for file in waiting),
    )
    sent = send_reports([sending], actor=actor, now=now)[0]
    if sent.outcome is Outcome.RECORDED:
        tone = tones.SUCCESS if sent.fell_from is None else tones.WARNING
        return Result(done=True, notices=((tone, recorded_text(sent)),))
    if sent.outcome is Outcome.SENT_BEFORE:
        return Result(done=True, notices=((tones.SUCCESS, str(sent.message)),))
    problem = conflict_text(sent.theirs) if sent.theirs is not None else str(sent.message)
    return Result(done=False, problem=problem, theirs=sent.theirs)
