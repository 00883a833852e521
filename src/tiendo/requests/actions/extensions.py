"""Asking for more time, and deciding on it. A due date is moved by the ledger only, in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.people.queries_lending import by_same_hands
from tiendo.requests.actions.rights import address_of, lock, require_may, require_text, signature, subject_of
from tiendo.requests.models import Extension, ExtensionAnswer, ExtensionFile
from tiendo.requests.queries.lines import ExtensionLine
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import OPEN, State
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.rules.requests import Outcome
from tiendo.tasks.actions import EventDraft, record_event
from tiendo.tasks.models import Assignment


def ask_extension(
    *,
    assignment: Assignment,
    version: UnitVersion,
    wished_date: date,
    reason: str,
    files: Sequence[Document] = (),
    actor: Actor,
    now: datetime,
) -> Extension:
    """Ask for more time for an assignment that is not done. Raises NotAllowed or Refused with what to do."""
    require_may(actor, Verb.ASK_EXTENSION, assignment, version)
    reason = require_text(reason, _("Say why more time is needed: the level above decides on it."))
    with transaction.atomic():
        lock([assignment.pk])
        assignment.refresh_from_db(fields=["state", "due_date"])
        due_date = movable_due_date(assignment)
        if wished_date <= due_date or wished_date < day_of(now):
            raise Refused(_("The day you wish for must come after the due date in force, and not lie in the past."))
        if Extension.objects.filter(assignment=assignment, answer=None).exists():
            raise Refused(_("More time was asked for already and is not decided yet. Take that request back first."))
        made = Extension.objects.create(
            assignment=assignment,
            due_date=due_date,
            wished_date=wished_date,
            reason=reason,
            **signature(actor, now),
        )
        ExtensionFile.objects.bulk_create(ExtensionFile(extension=made, document=document) for document in files)
        record_act(
            code="requests.extension.asked",
            author=actor,
            subject=subject_of(assignment, version),
            details={**address_of(assignment, version), "request": made.pk, "wished": wished_date.isoformat()},
        )
    return made


def grant_extension(
    *, line: ExtensionLine, new_due_date: date, decision: str, note: str = "", actor: Actor, now: datetime
) -> ExtensionAnswer:
    """Move the due date by a decision, perhaps to another day than was wished for; the ledger records it as well."""
    decision = require_text(decision, _("An extension needs the decision that grants it: its number and day."))
    assignment = line.assignment
    with transaction.atomic():
        _require_open(line, actor, Verb.EXTEND)
        if new_due_date <= movable_due_date(assignment):
            raise Refused(_("The new due date must come after the due date in force."))
        draft = EventDraft(verb=Verb.EXTEND, new_due_date=new_due_date, decision=decision, note=note)
        record_event(draft, actor=actor, assignment=assignment, version=line.unit, now=now)
        return _answer(
            line, Outcome.GRANTED, actor=actor, now=now, note=note, new_due_date=new_due_date, decision=decision
        )


def refuse_extension(*, line: ExtensionLine, reason: str, actor: Actor, now: datetime) -> ExtensionAnswer:
    """Leave the due date as it is, with a reason that the unit reads."""
    reason = require_text(reason, _("Say why: the unit reads the reason."))
    with transaction.atomic():
        _require_open(line, actor, Verb.EXTEND)
        return _answer(line, Outcome.REFUSED, actor=actor, now=now, note=reason)


def take_extension_back(*, line: ExtensionLine, note: str = "", actor: Actor, now: datetime) -> ExtensionAnswer:
    """Whoever may ask for the unit takes an open request back."""
    with transaction.atomic():
        _require_open(line, actor, Verb.ASK_EXTENSION)
        return _answer(line, Outcome.TAKEN_BACK, actor=actor, now=now, note=note)


def movable_due_date(assignment: Assignment) -> date:
    """The due date in force. Refused where there is none, or nothing is left to be done by it."""
    if assignment.due_date is None or assignment.recurring:
        raise Refused(_("This task is reported on regularly and has no due date, so there is no time to extend."))
    if State(assignment.state) not in OPEN:
        raise Refused(_("This task is done or withdrawn, so it needs no more time."))
    return assignment.due_date


def _require_open(line: ExtensionLine, actor: Actor, verb: Verb) -> None:
    """The right, checked again under the lock; and that nobody has answered meanwhile."""
    require_may(actor, verb, line.assignment, line.unit)
    lock([line.assignment.pk])
    line.assignment.refresh_from_db(fields=["state", "due_date"])
    asked = Extension.objects.filter(pk=line.extension.pk)
    if asked.filter(answer__isnull=False).exists():
        raise Refused(_("This request was answered meanwhile. Reload the page to see how."))
    if verb is Verb.EXTEND and asked.filter(by_same_hands(actor, Verb.ASK_EXTENSION)).exists():
        raise NotAllowed(_("You asked for this yourself, or in a position that was lent; somebody else must decide."))


def _answer(
    line: ExtensionLine,
    outcome: Outcome,
    *,
    actor: Actor,
    now: datetime,
    note: str,
    new_due_date: date | None = None,
    decision: str = "",
) -> ExtensionAnswer:
    made = ExtensionAnswer.objects.create(
        extension=line.extension,
        outcome=outcome,
        new_due_date=new_due_date,
        decision=decision,
        note=note.strip(),
        **signature(actor, now),
    )
    record_act(
        code=f"requests.extension.{outcome}",
        author=actor,
        subject=subject_of(line.assignment, line.unit),
        details={
            **address_of(line.assignment, line.unit),
            "request": line.extension.pk,
            "new_due_date": new_due_date.isoformat() if new_due_date else None,
        },
    )
    return made
