"""Setting the groups and the days allowed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import record_act
from tiendo.obstacles.models import DaysAllowed, ObstacleGroup
from tiendo.obstacles.queries.policies import require_rules
from tiendo.org.models import BEGINNING, ENDLESS
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import Step
from tiendo.rules.refusal import Refused

MOST_DAYS = 120  # the calendar of a page reaches to the end of the next year


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A group as an administrator wants it. It can be chosen from `valid_from` until the day before `valid_to`."""

    name_vi: str
    name_en: str
    sequence: int = 100
    valid_from: date = BEGINNING
    valid_to: date = ENDLESS


def add_group(code: str, draft: GroupDraft, *, actor: Actor) -> ObstacleGroup:
    """A new group under a code that never changes. Raises NotAllowed or Refused."""
    require_rules(actor)
    if ObstacleGroup.objects.filter(code=code).exists():
        raise Refused(
            _("There is a group “%(code)s” already. Change that one, or choose another code.") % {"code": code}
        )
    return _save(ObstacleGroup(code=code), draft, actor, "obstacles.group.added")


def change_group(group: ObstacleGroup, draft: GroupDraft, *, actor: Actor) -> ObstacleGroup:
    """New words, another place in the list, or an end. Obstacles of the group keep it. Raises NotAllowed or Refused."""
    require_rules(actor)
    return _save(group, draft, actor, "obstacles.group.changed")


def set_days(*, step: Step, days: int, valid_from: date, basis: str, actor: Actor) -> DaysAllowed:
    """Other days for a step from a day on; what began before keeps its days. Raises NotAllowed or Refused."""
    require_rules(actor)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A step takes from 1 to %(most)s working days.") % {"most": MOST_DAYS})
    if not basis.strip():
        raise Refused(_("Name the decision or the rule on which the days stand."))
    with transaction.atomic():
        row = DaysAllowed.objects.create(
            step=step.value, days=days, valid_from=valid_from, basis=basis.strip(), added_by=actor.name
        )
        record_act(
            code="obstacles.days_allowed.added",
            author=actor,
            subject=step.value,
            details={"days": days, "from": valid_from.isoformat(), "basis": basis.strip()},
        )
    return row


def _save(group: ObstacleGroup, draft: GroupDraft, actor: Actor, code: str) -> ObstacleGroup:
    if not draft.name_vi.strip() or not draft.name_en.strip():
        raise Refused(_("A group needs its name in both languages."))
    if draft.valid_to <= draft.valid_from:
        raise Refused(_("A group must end after it begins. Correct the days."))
    group.name_vi, group.name_en = draft.name_vi.strip(), draft.name_en.strip()
    group.sequence, group.valid_from, group.valid_to = draft.sequence, draft.valid_from, draft.valid_to
    with transaction.atomic():
        group.save()
        record_act(
            code=code,
            author=actor,
            subject=group.code,
            details={
                "name": group.name_vi,
                "sequence": group.sequence,
                "from": group.valid_from.isoformat(),
                "to": group.valid_to.isoformat(),
            },
        )
    return group
