"""Groups and days, for those who set the rules of the country."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.gateways.clock import day_of
from tiendo.obstacles.actions import add_group, change_group, set_days
from tiendo.obstacles.forms import DaysForm, GroupForm, NewGroupForm
from tiendo.obstacles.queries.policies import allowance, days_for, group_for, groups_for
from tiendo.org.models import BEGINNING, ENDLESS
from tiendo.people.middleware import actor
from tiendo.rules.obstacles import Step
from tiendo.ui.forms import refusals_in


def groups(request: HttpRequest) -> HttpResponse:
    """All groups; POST adds one."""
    who = actor(request)
    rows = groups_for(who)
    form = NewGroupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            add_group(form.cleaned_data["code"], form.draft(), actor=who)
            messages.success(request, _("The group is added."))
            return redirect("obstacles:groups")
    shown = {"rows": rows, "form": form, "today": day_of(clock.now()), "always": BEGINNING, "endless": ENDLESS}
    return render(request, "obstacles/groups.html", shown, status=400 if form.errors else 200)


def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group; POST changes it."""
    who = actor(request)
    found = group_for(who, code)
    initial = {
        "name_vi": found.name_vi,
        "name_en": found.name_en,
        "sequence": found.sequence,
        "valid_from": None if found.valid_from == BEGINNING else found.valid_from,
        "valid_to": None if found.valid_to == ENDLESS else found.valid_to,
    }
    form = GroupForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals_in(form):
            change_group(found, form.draft(), actor=who)
            messages.success(request, _("The group is changed."))
            return redirect("obstacles:groups")
    shown = {"group": found, "form": form}
    return render(request, "obstacles/group.html", shown, status=400 if form.errors else 200)


def days(request: HttpRequest) -> HttpResponse:
    """The working days of every step, with all versions; POST adds a version."""
    who, today = actor(request), day_of(clock.now())
    rows = days_for(who)
    form = DaysForm(request.POST if request.method == "POST" else None, initial={"valid_from": today})
    if form.is_valid():
        step, count, valid_from, basis = form.values()
        with refusals_in(form):
            set_days(step=step, days=count, valid_from=valid_from, basis=basis, actor=who)
            messages.success(request, _("The days are set."))
            return redirect("obstacles:days")
    in_force = allowance()
    shown = {
        "rows": rows,
        "form": form,
        "always": BEGINNING,
        "in_force": [(step, in_force.days(step, today)) for step in Step],
    }
    return render(request, "obstacles/days.html", shown, status=400 if form.errors else 200)
