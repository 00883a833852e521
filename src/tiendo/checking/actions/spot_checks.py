"""Recording what was found on site, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiendo.checking.models import FoundOnSite, SpotCheck, SpotCheckFile
from tiendo.documents.actions import Uploaded, receive_document
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import DONE, State
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.actions import EventDraft, record_event
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries.doors import may
from tiendo.ui.words import day_words


@dataclass(frozen=True, slots=True)
class Photo:
    """A file as it was sent, with its name. What it really is, `receive_document` decides by the contents."""

    name: str
    content: bytes | Uploaded


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCheckDraft:
    """What a person found on site. `key`: the sender's own number, so that sent twice it counts once."""

    checked_date: date
    finding: FoundOnSite
    text: str
    key: UUID
    photos: Sequence[Photo] = field(default=())


def record_spot_check(
    draft: SpotCheckDraft, *, actor: Actor, assignment: Assignment, version: UnitVersion, now: datetime
) -> SpotCheck:
    """Keep a spot check; found not as reported, it reopens what is done and returns what waits, in one transaction.

    Raises NotAllowed or Refused; then nothing of it is recorded.
    """
    if not may(actor, Verb.SPOT_CHECK, assignment, version):
        raise NotAllowed(
            _("You have no position that allows a spot check of this task of %(unit)s. Ask your administrator.")
            % {"unit": version.full_name}
        )
    if draft.checked_date > day_of(now):
        raise Refused(_("The day of the spot check lies in the future. Enter today or an earlier day."))
    if not draft.text.strip():
        raise Refused(_("Write what was found on site."))
    with transaction.atomic():
        locked = Assignment.objects.select_for_update(of=("self",)).select_related("task__programme", "unit")
        current = locked.get(pk=assignment.pk)
        known = SpotCheck.objects.filter(key=draft.key).first()
        if known is not None:
            return _sent_before(known, current, actor)
        check = SpotCheck.objects.create(
            assignment=current,
            checked_date=draft.checked_date,
            finding=draft.finding,
            text=draft.text.strip(),
            key=draft.key,
            recorded_at=now,
            actor=actor.name,
            actor_user=actor.user_id,
            actor_unit=actor.unit_name,
        )
        documents = [receive_document(content=photo.content, name=photo.name, now=now) for photo in draft.photos]
        SpotCheckFile.objects.bulk_create(SpotCheckFile(spot_check=check, document=document) for document in documents)
        verb = _following(check, current)
        if verb:
            event = EventDraft(verb=verb, note=_reason(check), key=draft.key)
            record_event(event, actor=actor, assignment=current, version=version, now=now)
        details: dict[str, str | int | list[str] | None] = {
            "finding": str(draft.finding),
            "files": len(documents),
            "led_to": verb and str(verb),
        }
        subject = f"{current.task.programme.code}/{current.task.code} {version.full_name}"
        record_act(code="checking.spot_check.recorded", author=actor, subject=subject[:300], details=details)
    return check


def _sent_before(known: SpotCheck, assignment: Assignment, actor: Actor) -> SpotCheck:
    if (known.assignment_id, known.actor_user) != (assignment.pk, actor.user_id):
        raise Refused(_("The same sending was used for another task before. Reload the page and send this one again."))
    return known


def _following(check: SpotCheck, assignment: Assignment) -> Verb | None:
    """What the ledger has to say after the check; None where the standing stays."""
    if check.finding != FoundOnSite.NOT_AS_REPORTED:
        return None
    state = State(assignment.state)
    return Verb.REOPEN if state in DONE else Verb.RETURN if state is State.WAITING else None


def _reason(check: SpotCheck) -> str:
    """What the unit reads."""
    return gettext("Spot check no. %(number)s on %(day)s: not as reported. %(text)s") % {
        "number": check.pk,
        "day": day_words(check.checked_date),
        "text": check.text,
    }
