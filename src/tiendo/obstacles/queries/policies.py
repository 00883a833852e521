"""The groups and the days allowed, as an administrator set them."""

from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.obstacles.models import DaysAllowed, ObstacleGroup
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import Allowance
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.ui.terms import language


def group_name(group: ObstacleGroup) -> str:
    """The name of a group in the language of the page."""
    return group.name_vi if language() == "vi" else group.name_en


def groups_on(on: date) -> QuerySet[ObstacleGroup]:
    """The groups that can be chosen on a day, in their order."""
    return ObstacleGroup.objects.filter(valid_from__lte=on, valid_to__gt=on).order_by("sequence", "code")


def allowance() -> Allowance:
    """All versions of the days allowed. One query."""
    return Allowance(tuple(row.terms for row in DaysAllowed.objects.all()))


def groups_for(actor: Actor) -> QuerySet[ObstacleGroup]:
    """All groups with the number of their obstacles (`used`), for those who set the rules; NotAllowed otherwise."""
    require_rules(actor)
    return ObstacleGroup.objects.annotate(used=Count("obstacles")).order_by("sequence", "code")


def group_for(actor: Actor, code: str) -> ObstacleGroup:
    """One group by its code, for those who set the rules."""
    found = groups_for(actor).filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no group “%(code)s”.") % {"code": code})
    return found


def days_for(actor: Actor) -> QuerySet[DaysAllowed]:
    """All versions of the days allowed, newest first, for those who set the rules."""
    require_rules(actor)
    return DaysAllowed.objects.order_by("step", "-valid_from", "-id")


def require_rules(actor: Actor) -> None:
    """Groups and days hold for everybody, so they are set by a position over the whole country. Raises NotAllowed."""
    if not actor.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("Groups and days are set by an administrator of the whole country."))
