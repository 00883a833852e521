"""Lending positions: one's own, and for administrators those of the accounts that they may change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.people.actions_lending import MOST_DAYS, end_lending, lend_position
from tiendo.people.forms_lending import LendForm
from tiendo.people.middleware import actor
from tiendo.people.models import User
from tiendo.people.queries import account_for, require_manageable
from tiendo.people.queries_lending import lendable, lending_of, lendings_of
from tiendo.rules.refusal import NotAllowed
from tiendo.ui.forms import refusals_in


def own_lending(request: HttpRequest) -> HttpResponse:
    """What one lent and borrowed; POST lends one of the own positions."""
    return _lending(request, _own(request), own=True)


@require_POST
def end_own_lending(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what one lent, or give back what one borrowed."""
    _end(request, _own(request), number)
    return redirect("people:own_lending")


def persons_lending(request: HttpRequest, username: str) -> HttpResponse:
    """The same for an account that one may change."""
    who, today = actor(request), clock.day_of(clock.now())
    user = account_for(who, username, today)
    require_manageable(who, user, today)
    return _lending(request, user, own=False)


@require_POST
def end_persons_lending(request: HttpRequest, username: str, number: int) -> HttpResponse:
    """End a lending by an account that one may change."""
    who, today = actor(request), clock.day_of(clock.now())
    _end(request, account_for(who, username, today), number)
    return redirect("people:persons_lending", username)


def _lending(request: HttpRequest, user: User, *, own: bool) -> HttpResponse:
    who, today = actor(request), clock.day_of(clock.now())
    positions = lendable(user, today)
    form = LendForm(request.POST or None, positions=positions, today=today)
    if form.is_valid():
        with refusals_in(form):
            lend_position(**form.cleaned_data, actor=who, today=today)
            messages.success(request, _("The position is lent. Both of you act in it on these days."))
            return redirect(request.path)
    shown = {
        "holder": user,
        "own": own,
        "form": form,
        "positions": positions,
        "lendings": lendings_of(user, today),
        "most_days": MOST_DAYS,
    }
    return render(request, "people/lending.html", shown, status=400 if form.errors else 200)


def _end(request: HttpRequest, user: User, number: int) -> None:
    end_lending(lending=lending_of(user, number), actor=actor(request), today=clock.day_of(clock.now()))
    messages.success(request, _("The lending has ended. What was done in the position stays valid."))


def _own(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed(_("Log in first."))
    return request.user
