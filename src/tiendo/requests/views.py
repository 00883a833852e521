"""The list of requests, and the days for answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.requests.actions import set_answer_days
from tiendo.requests.forms import AnswerDaysForm, FilterForm
from tiendo.requests.queries.days import all_answer_days, answer_days
from tiendo.requests.queries.overview import EXPLANATIONS, SHOWS, counts_for, default_show, page_for
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed
from tiendo.ui.forms import refusals_in


def request_list(request: HttpRequest) -> HttpResponse:
    """What waits for one, and all that was asked in the units that one may look into."""
    who, on = actor(request), clock.day_of(clock.now())
    require_anywhere(who, Verb.VIEW)
    counts = counts_for(who, on)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWS else default_show(counts)
    form = FilterForm(request.GET or None, explanations=show in EXPLANATIONS)
    wanted = form.cleaned_data if form.is_valid() else {}
    page_of, lines = page_for(who, show, wanted=wanted, number=request.GET.get("page"), on=on)
    shown = {
        "counts": counts,
        "show": show,
        "form": form,
        "page_of": page_of,
        "lines": lines,
        "explanations": show in EXPLANATIONS,
        "filtered": any(wanted.values()),
        "today": on,
    }
    return render(request, "requests/list.html", shown)


def answer_days_page(request: HttpRequest) -> HttpResponse:
    """In how many working days an explanation is due; POST sets it, for those who set the country's rules."""
    who, now = actor(request), clock.now()
    require_anywhere(who, Verb.VIEW)
    may_set = who.can_everywhere(Verb.CONFIGURE)
    form = AnswerDaysForm(request.POST or None, today=clock.day_of(now))
    if request.method == "POST":
        if not may_set:
            raise NotAllowed(_("These days are the same for the whole country; its administrator sets them."))
        if form.is_valid():
            with refusals_in(form):
                set_answer_days(**form.cleaned_data, actor=who, now=now)
                messages.success(request, _("The days are set. What was asked before keeps its last day."))
                return redirect("requests:answer_days")
    shown = {"form": form, "may_set": may_set, "now": answer_days(clock.day_of(now)), "rows": all_answer_days()}
    return render(request, "requests/answer_days.html", shown, status=400 if form.errors else 200)
