"""Setting the rules of reminding. A rule is never changed: it ends on a day, and another one begins."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import Details, record_act
from tiendo.notices.models import ReminderRule
from tiendo.notices.queries.rules import require_rules
from tiendo.people.queries import Actor
from tiendo.rules.refusal import Refused
from tiendo.rules.reminders import RuleKind
from tiendo.tasks.models import Programme
from tiendo.ui.words import day_words


@transaction.atomic
def add_rule(
    *, actor: Actor, kind: RuleKind, days: int, duty: bool, programme: Programme | None, valid_from: date, today: date
) -> ReminderRule:
    """A rule in force from a day on, today at the earliest. Raises NotAllowed or Refused."""
    require_rules(actor)
    if valid_from < today:
        raise Refused(_("A rule begins today or later: digests of past days are sent already."))
    if ReminderRule.objects.filter(kind=kind, days=days, programme=programme, valid_to__gt=valid_from).exists():
        raise Refused(_("There is such a rule already. End it first, or choose another number of days."))
    rule = ReminderRule.objects.create(kind=kind, days=days, duty=duty, programme=programme, valid_from=valid_from)
    details: Details = {"days": days, "duty": str(duty), "programme": programme.code if programme else None}
    record_act(code="notices.rule.added", author=actor, subject=f"{kind} {days}", details=details)
    return rule


@transaction.atomic
def end_rule(*, actor: Actor, rule: ReminderRule, valid_to: date, today: date) -> None:
    """A rule ends: `valid_to` is the first day on which it no longer counts. Raises NotAllowed or Refused."""
    require_rules(actor)
    if valid_to < today or not rule.valid_from <= valid_to <= rule.valid_to:
        raise Refused(
            _("The rule can end from %(day)s on, and not after it has ended.")
            % {"day": day_words(max(today, rule.valid_from))}
        )
    rule.valid_to = valid_to
    rule.save(update_fields=["valid_to"])
    details = {"valid_to": valid_to.isoformat()}
    record_act(code="notices.rule.ended", author=actor, subject=str(rule), details=details)
