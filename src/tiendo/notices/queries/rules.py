"""The rules of reminding, and the door to their page."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.notices.models import ReminderRule
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.rules.reminders import Rule


def rules_on(on: date) -> tuple[Rule, ...]:
    """All rules in force on a day, of every programme."""
    found = ReminderRule.objects.filter(valid_from__lte=on, valid_to__gt=on).order_by("id")
    return tuple(rule.value for rule in found)


def rules_for(actor: Actor) -> QuerySet[ReminderRule]:
    """All rules ever; for those who set rules. NotAllowed for others."""
    require_anywhere(actor, Verb.CONFIGURE)
    return ReminderRule.objects.select_related("programme").order_by("id")


def require_rules(actor: Actor) -> None:
    """Raise NotAllowed unless the actor sets the rules of the whole country: a rule holds everywhere."""
    if not actor.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("Rules of reminding hold for the whole country. Ask an administrator of the country."))


def rule_for(actor: Actor, number: int) -> ReminderRule:
    """One rule to change."""
    require_rules(actor)
    found = ReminderRule.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such rule of reminding. Open the list of rules again."))
    return found
