"""The calendar of a year as a page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed
from tiendo.ui.forms import refusals_in
from tiendo.workdays.actions import set_day
from tiendo.workdays.forms import DayForm
from tiendo.workdays.queries import year_for


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Twelve months, and which day is what and why; POST sets a day, for those who set the country's rules."""
    who, today = actor(request), clock.day_of(clock.now())
    form = DayForm(request.POST or None)
    if request.method == "POST":
        if not who.can_everywhere(Verb.CONFIGURE):
            raise NotAllowed(_("The calendar is the same for the whole country; its administrator sets it."))
        if form.is_valid():
            with refusals_in(form):
                made = set_day(**form.draft(), actor=who)
                messages.success(request, _("The day is set. What was said of it before stays in the record."))
                return redirect(f"{reverse('workdays:calendar')}?year={made.day.year}")
    asked = request.GET.get("year", "")
    year = year_for(who, int(asked) if asked.isdecimal() and len(asked) == 4 else today.year)
    shown = {"year": year, "form": form, "may_set": who.can_everywhere(Verb.CONFIGURE), "today": today}
    return render(request, "workdays/calendar.html", shown, status=400 if form.errors else 200)
