"""Setting a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.holidays_vn import FIRST_YEAR, LAST_YEAR
from tiendo.journal.actions import record_act
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.workdays.models import DayOverride
from tiendo.workdays.queries import out_of_reach


def set_day(*, day: date, working: bool, reason: str, decision: str, actor: Actor) -> DayOverride:
    """Say that a day is worked, or off, by a decision; what was said of it before stays in the record.

    Raises NotAllowed for those who do not set the rules of the whole country, Refused for what is missing.
    """
    if not actor.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("The calendar is the same for the whole country; its administrator sets it."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(out_of_reach())
    if not reason.strip() or not decision.strip():
        raise Refused(_("A day is set for a reason and by a decision. Enter both."))
    with transaction.atomic():
        made = DayOverride.objects.create(
            day=day,
            working=working,
            reason=reason.strip(),
            decision=decision.strip(),
            actor=actor.name,
            actor_unit=actor.unit_name,
        )
        record_act(
            code="workdays.day.set",
            author=actor,
            subject=f"{day.isoformat()}: {'worked' if working else 'off'}",
            details={"reason": made.reason, "decision": made.decision},
        )
    return made
