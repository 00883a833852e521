"""Logging in and out. Between the password and the code nobody is logged in; docs/rules/login.md."""

from datetime import datetime
from typing import Any

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.people.forms import CodeForm, LoginForm
from tiendo.people.login import LoginRefused, enter_code, enter_password
from tiendo.people.models import User

PENDING = "people.pending"
PENDING_SECONDS = 300


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """The password; a fitting one leads on, or to the second step."""
    target = own_page(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(target)
    form = LoginForm(request.POST or None)
    if form.is_valid():
        now = clock.now()
        try:
            user = enter_password(**form.cleaned_data, now=now)
        except LoginRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _second_step(request, user, target, now) if user.has_totp else _enter(request, user, target)
    return _render(request, "people/login.html", {"form": form, "next": target})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a one-time code, within five minutes after the password."""
    now = clock.now()
    user = _pending_user(request, now)
    if user is None:
        return redirect("people:login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            enter_code(user=user, code=form.cleaned_data["code"], now=now)
        except LoginRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _enter(request, user, own_page(request, request.session[PENDING]["next"]))
    return _render(request, "people/code.html", {"form": form})


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("people:login")


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=400 if context["form"].errors else 200)


def own_page(request: HttpRequest, wanted: str, *, instead: str = "overview:home") -> str:
    """Where to go on: a page of this installation, nothing else."""
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if own else reverse(instead)


def _second_step(request: HttpRequest, user: User, target: str, now: datetime) -> HttpResponseRedirect:
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),  # a password changed in between ends this too
        "until": now.timestamp() + PENDING_SECONDS,
        "next": target,
    }
    return redirect("people:code")


def _pending_user(request: HttpRequest, now: datetime) -> User | None:
    """Who has given the right password less than five minutes ago in this session."""
    pending = request.session.get(PENDING)
    if not pending:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True, totp_sealed__isnull=False).first()
    fits = user is not None and constant_time_compare(user.get_session_auth_hash(), pending["hash"])
    if not fits or pending["until"] < now.timestamp():
        del request.session[PENDING]
        return None
    return user


def _enter(request: HttpRequest, user: User, target: str) -> HttpResponseRedirect:
    """A session of its own: a new key, and nothing kept from before."""
    request.session.flush()
    auth.login(request, user)
    return redirect(target)
