"""The rules of reminding, for those who set them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.notices.actions.rules import add_rule, end_rule
from tiendo.notices.forms import EndRuleForm, RuleForm
from tiendo.notices.queries.rules import rule_for, rules_for
from tiendo.people.middleware import actor as actor_of_request
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused
from tiendo.rules.reminders import RuleKind
from tiendo.ui.forms import refusals_in


def rules(request: HttpRequest) -> HttpResponse:
    """All rules; POST adds one."""
    actor, today = actor_of_request(request), clock.day_of(clock.now())
    order = list(RuleKind)
    found = sorted(rules_for(actor), key=lambda rule: (order.index(RuleKind(rule.kind)), -rule.days))
    form = RuleForm(request.POST or None, today=today)
    if form.is_valid():
        with refusals_in(form):
            add_rule(actor=actor, today=today, **form.cleaned_data)
            messages.success(request, _("The rule is added."))
            return redirect("notices:rules")
    context = {
        "current": [rule for rule in found if rule.valid_to > today and rule.valid_from < rule.valid_to],
        "ended": [rule for rule in found if rule.valid_to <= today or rule.valid_from == rule.valid_to],
        "form": form,
        "may_set": actor.can_everywhere(Verb.CONFIGURE),
        "today": today,
    }
    return render(request, "notices/rules.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a rule on a day."""
    actor, today = actor_of_request(request), clock.day_of(clock.now())
    rule = rule_for(actor, number)
    form = EndRuleForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is not a day. Write it as 06/08/2025."))
    end_rule(actor=actor, rule=rule, valid_to=form.cleaned_data["valid_to"], today=today)
    messages.success(request, _("The end of the rule is recorded."))
    return redirect("notices:rules")
