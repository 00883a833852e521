"""Sending reports: each counts once, nobody overwrites another, and what is refused leaves the others standing.

The assignments are locked before anything is asked, so two sendings of one report (or of two people) never pass each
other: the second one sees what the first one recorded. docs/rules/reporting.md has the cases.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tiendo.documents.actions import Fit, register
from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.reporting.actions.drafts import drop_drafts
from tiendo.reporting.actions.locking import Locked, lock
from tiendo.reporting.queries.targets import ended_text, successor_of, withdrawn_text
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import BadRows, Refused, Text
from tiendo.tasks.actions import EventDraft, Intent, KeyTaken, Proof, record_events
from tiendo.tasks.models import Assignment, ProgressEvent


class Outcome(StrEnum):
    """What became of a sending."""

    RECORDED = "recorded"
    SENT_BEFORE = "sent_before"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One report as it arrives.

    `key`: the sender's own number. `seen`: the number of the last event that the sender saw (0: none). `forced`: sent
    after the sender saw what somebody else recorded. `fits`: files judged and stored already, to be registered;
    `proofs`: files registered before.
    """

    assignment_id: int
    key: UUID
    seen: int
    percent: Decimal
    note: str = ""
    happened_date: date | None = None
    written_at: datetime | None = None
    forced: bool = False
    fits: tuple[Fit, ...] = ()
    proofs: tuple[Proof, ...] = ()
    source: str = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one sending; `version` is the unit of today where there is one.

    `theirs`: the last event of somebody else, for a conflict. `fell_from`: the percentage before, where it fell.
    """

    outcome: Outcome
    message: Text = ""
    assignment: Assignment | None = None
    version: UnitVersion | None = None
    theirs: ProgressEvent | None = None
    fell_from: Decimal | None = None


def send_reports(sendings: Sequence[Sending], *, actor: Actor, now: datetime) -> list[Sent]:
    """Record reports in one transaction and say what became of each, in the order in which they were handed in."""
    try:
        return _send(sendings, actor=actor, now=now)
    except KeyTaken:  # at the same instant, for another task; now it is recorded and found
        return _send(sendings, actor=actor, now=now)


def _send(sendings: Sequence[Sending], *, actor: Actor, now: datetime) -> list[Sent]:
    with transaction.atomic():
        found = lock(
            {sending.assignment_id for sending in sendings},
            keys={sending.key for sending in sendings},
            since=min((sending.seen for sending in sendings), default=0),
            actor=actor,
            now=now,
        )
        judged = [_judge(sending, found, actor, now) for sending in sendings]
        ready = [place for place, sent in enumerate(judged) if sent.outcome is Outcome.RECORDED]
        refused = _record(sendings, judged, ready, actor=actor, now=now)
        for place, message in refused.items():
            judged[place] = _refused(message, judged[place])
        recorded = [sendings[place].assignment_id for place in ready if place not in refused]
        if found.drafted.intersection(recorded):
            drop_drafts(actor=actor, assignment_ids=recorded)
    return judged


def was_sent(key: UUID) -> bool:
    """Whether something is recorded under a key; asked before files are read a second time."""
    return ProgressEvent.objects.filter(key=key).exists()


def _judge(sending: Sending, found: Locked, actor: Actor, now: datetime) -> Sent:
    """What can be said before the ledger is asked; RECORDED means: nothing stands against it so far."""
    assignment = found.assignments.get(sending.assignment_id)
    if assignment is None:
        return Sent(outcome=Outcome.REFUSED, message=_("There is no such task. Reload the page and send it again."))
    version = found.versions.get(assignment.pk)
    if version is None:
        return _ended(assignment, now)
    if not actor.can(Verb.REPORT, version.path):
        text = _("You have no position that allows you to report on the task %(task)s of %(unit)s.")
        return Sent(outcome=Outcome.REFUSED, message=text % {"task": assignment.task.code, "unit": version.full_name})
    known = Sent(outcome=Outcome.RECORDED, assignment=assignment, version=version)
    if sending.key in found.sent_before:
        return _with(known, Outcome.SENT_BEFORE, _("This report was sent before and is recorded once."))
    if assignment.state == State.WITHDRAWN:
        return _refused(withdrawn_text(assignment, version), known)
    newer = [event for event in found.theirs.get(assignment.pk, ()) if event.pk > sending.seen]
    if newer and not sending.forced:
        return Sent(outcome=Outcome.CONFLICT, assignment=assignment, version=version, theirs=newer[-1])
    fell = assignment.percent is not None and sending.percent < assignment.percent
    return Sent(
        outcome=Outcome.RECORDED,
        assignment=assignment,
        version=version,
        fell_from=assignment.percent if fell else None,
    )


def _record(
    sendings: Sequence[Sending], judged: Sequence[Sent], ready: Sequence[int], *, actor: Actor, now: datetime
) -> dict[int, Text]:
    """Record those at the places `ready`: all at once, and where one is refused, one by one. Returns the refused."""
    if not ready:
        return {}
    try:
        with transaction.atomic() if any(sendings[place].fits for place in ready) else nullcontext():
            intents = [_intent(sendings[place], judged[place], now) for place in ready]
            fresh = record_events(intents, actor=actor, now=now, locked=True)
    except KeyTaken:
        raise
    except Refused as refused:
        if len(ready) == 1:
            return {ready[0]: _words_of(refused)}
        return {
            place: message
            for one in ready
            for place, message in _record(sendings, judged, [one], actor=actor, now=now).items()
        }
    return {} if fresh == len(ready) else _passed_over(sendings, ready)


def _passed_over(sendings: Sequence[Sending], ready: Sequence[int]) -> dict[int, Text]:
    """Those that the ledger passed over: their key stands under another task; under this one it was looked for."""
    keys = [sendings[place].key for place in ready]
    there = set(ProgressEvent.objects.filter(key__in=keys).values_list("key", "assignment_id"))
    text = _("The same sending was used for another task before. Reload the page and send this one again.")
    return {place: text for place in ready if (sendings[place].key, sendings[place].assignment_id) not in there}


def _intent(sending: Sending, sent: Sent, now: datetime) -> Intent:
    if sent.assignment is None or sent.version is None:
        raise ValueError("only what was found is recorded")
    registered = tuple(Proof(register(fit, now=now).pk, fit.sha256) for fit in sending.fits)
    draft = EventDraft(
        verb=Verb.REPORT,
        percent=sending.percent,
        happened_date=sending.happened_date,
        note=sending.note,
        evidence=(*sending.proofs, *registered),
        written_at=sending.written_at,
        key=sending.key,
        source=sending.source,
    )
    return Intent(draft, sent.assignment, sent.version)


def _words_of(refused: Refused) -> Text:
    problems = refused.problems if isinstance(refused, BadRows) else ()
    return "; ".join(str(problem.message) for problem in problems) or refused.message


def _ended(assignment: Assignment, now: datetime) -> Sent:
    """The unit was merged or split since the form was opened: who has its task now."""
    last, having = successor_of(assignment, day_of(now))
    return Sent(
        outcome=Outcome.REFUSED,
        message=str(ended_text(last, having)),
        assignment=assignment,
        version=having[0] if len(having) == 1 else None,
    )


def _refused(message: Text, sent: Sent) -> Sent:
    return _with(sent, Outcome.REFUSED, message)


def _with(sent: Sent, outcome: Outcome, message: Text) -> Sent:
    return Sent(outcome=outcome, message=message, assignment=sent.assignment, version=sent.version)
