"""Accounts and positions, for those who manage them."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.people import actions
from tiendo.people.forms import AccountForm, EndPositionForm, PositionForm
from tiendo.people.middleware import actor
from tiendo.people.models import User
from tiendo.people.queries import account_for, accounts_for, is_manageable, position_lines, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused

PAGE = 50


def people(request: HttpRequest) -> HttpResponse:
    """The list, with search."""
    who, today = actor(request), clock.day_of(clock.now())
    search = request.GET.get("q", "")
    page_of = Paginator(accounts_for(who, today, search), PAGE).get_page(request.GET.get("page"))
    users = list(page_of.object_list)
    lines = position_lines(who, users, today)
    rows = [(user, [line for line in lines[user.pk] if line.in_force]) for user in users]
    return render(request, "people/people.html", {"rows": rows, "page_of": page_of, "search": search})


@never_cache
def new_account(request: HttpRequest) -> HttpResponse:
    """Open an account with its first position; the generated password is shown once."""
    who, today = actor(request), clock.day_of(clock.now())
    require_anywhere(who, Verb.MANAGE)
    form = AccountForm(request.POST or None, today=today)
    if form.is_valid():
        try:
            user, password = actions.open_account(actor=who, **form.cleaned_data)
        except Refused as refused:  # NotAllowed too: a unit outside of one's scope is a cell to correct
            form.add_error(None, str(refused))
        else:
            return _show_password(request, user, password)
    return render(request, "people/new_account.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One account: its positions, and what can be changed. POST gives a position."""
    who, today = actor(request), clock.day_of(clock.now())
    user = account_for(who, username, today)
    form = PositionForm(request.POST or None, today=today)
    if form.is_valid():
        try:
            actions.give_position(actor=who, user=user, today=today, **form.cleaned_data)
        except Refused as refused:  # NotAllowed too: a unit outside of one's scope is a cell to correct
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The position is given."))
            return redirect("people:person", username=username)
    lines = position_lines(who, [user], today)[user.pk]
    shown = {
        "holder": user,
        "lines": lines,
        "form": form,
        "end_form": EndPositionForm(initial={"valid_to": today}),
        "manageable": is_manageable(who, lines, today),
        "own": user.pk == who.user_id,
    }
    return render(request, "people/person.html", shown, status=400 if form.errors else 200)


@require_POST
def end_position(request: HttpRequest, username: str, position: int) -> HttpResponse:
    """End a position on a day."""
    who, today = actor(request), clock.day_of(clock.now())
    user = account_for(who, username, today)
    form = EndPositionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is not a day. Write it as 06/08/2025."))
    actions.finish_position(
        actor=who, user=user, position_id=position, valid_to=form.cleaned_data["valid_to"], today=today
    )
    messages.success(request, _("The end of the position is recorded."))
    return redirect("people:person", username=username)


@require_POST
@never_cache
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """A generated password, shown once."""
    who, today = actor(request), clock.day_of(clock.now())
    user = account_for(who, username, today)
    return _show_password(request, user, actions.reset_password(actor=who, user=user, today=today))


@require_POST
def close_account(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account."""
    return _change(
        request,
        username,
        lambda user: actions.set_active(actor=actor(request), user=user, active=False, today=_today()),
        _("The account is closed; its sessions have ended."),
    )


@require_POST
def reopen_account(request: HttpRequest, username: str) -> HttpResponse:
    """Open a closed account again."""
    return _change(
        request,
        username,
        lambda user: actions.set_active(actor=actor(request), user=user, active=True, today=_today()),
        _("The account is open again."),
    )


@require_POST
def drop_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    """Remove the second factor of a person who lost the phone."""
    return _change(
        request,
        username,
        lambda user: actions.drop_second_factor(actor=actor(request), user=user, today=_today()),
        _("The second factor is removed; the password alone is asked."),
    )


def _change(request: HttpRequest, username: str, change: Callable[[User], None], done: str) -> HttpResponse:
    change(account_for(actor(request), username, _today()))
    messages.success(request, done)
    return redirect("people:person", username=username)


def _today() -> date:
    return clock.day_of(clock.now())


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "people/generated_password.html", {"holder": user, "password": password})
