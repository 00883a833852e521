"""Setting in how many working days an explanation is due."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.people.queries import Actor
from tiendo.requests.actions.rights import require_text
from tiendo.requests.models import AnswerDays
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused

MOST = 60


def set_answer_days(*, days: int, valid_from: date, basis: str, actor: Actor, now: datetime) -> AnswerDays:
    """From a day on, explanations are due in so many working days. What was asked before keeps its last day.

    Raises NotAllowed for those who do not set the rules of the whole country, Refused for what can't be.
    """
    if not actor.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("These days are the same for the whole country; its administrator sets them."))
    basis = require_text(basis, _("Say by which decision these days are set."))
    if not 1 <= days <= MOST:
        raise Refused(_("Choose from 1 to %(most)s working days.") % {"most": MOST})
    if valid_from < day_of(now):
        raise Refused(_("What was asked before keeps its days. Choose today or a later day."))
    with transaction.atomic():
        made = AnswerDays.objects.create(
            days=days, valid_from=valid_from, basis=basis, recorded_at=now, actor=actor.name
        )
        record_act(
            code="requests.answer_days.set",
            author=actor,
            subject=f"{days}, {valid_from.isoformat()}",
            details={"basis": basis},
        )
    return made
