"""One's own account: password, second factor, positions."""

import base64
import io
from datetime import datetime

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tiendo.gateways import clock
from tiendo.people import totp
from tiendo.people.actions import change_password
from tiendo.people.forms import ChangePasswordForm, CodeForm, ConfirmPasswordForm
from tiendo.people.login import add_second_factor, confirm_password, remove_second_factor
from tiendo.people.middleware import actor
from tiendo.people.models import User
from tiendo.people.queries import position_lines
from tiendo.people.views_login import own_page
from tiendo.rules.refusal import NotAllowed
from tiendo.ui.forms import refusals_in

ENROLMENT = "people.enrolment"
ENROLMENT_SECONDS = 900


def account(request: HttpRequest) -> HttpResponse:
    """What the account is, and what can be changed."""
    user = _own(request)
    lines = position_lines(actor(request), [user], clock.day_of(clock.now()))[user.pk]
    return render(request, "people/account.html", {"user": user, "lines": lines})


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end, this one goes on under a new key."""
    user = _own(request)
    onward = request.POST.get("next") or request.GET.get("next") or ""
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form, "present"):
            confirm_password(user=user, password=form.cleaned_data["present"], now=clock.now())
            with refusals_in(form, "new"):
                change_password(user=user, password=form.cleaned_data["new"], author=actor(request))
                update_session_auth_hash(request, user)
                messages.success(request, _("The password is changed. Other sessions of the account have ended."))
                return redirect(own_page(request, onward, instead="people:account"))
    shown = {"form": form, "user": user, "next": onward}
    return render(request, "people/password.html", shown, status=_status(form.errors))


@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Add a second factor: the key as a square and as text, confirmed by a first code."""
    user = _own(request)
    if user.has_totp:
        return redirect("people:account")
    now = clock.now()
    secret = _enrolment_secret(request, user, now)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form, "code"):
            code = form.cleaned_data["code"]
            add_second_factor(user=user, secret=secret, code=code, author=actor(request), now=now)
            del request.session[ENROLMENT]
            request.session.cycle_key()
            messages.success(request, _("From now on the log-in asks for a code from the app."))
            return redirect("people:account")
    shown = {
        "form": form,
        "square": _square(totp.address(secret, account=user.username)),
        "key": _in_fours(secret),
    }
    return render(request, "people/second_factor.html", shown, status=_status(form.errors))


@never_cache
@sensitive_post_parameters()
def second_factor_removal(request: HttpRequest) -> HttpResponse:
    """Remove one's second factor; needs the password."""
    user = _own(request)
    if not user.has_totp:
        return redirect("people:account")
    form = ConfirmPasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form, "present"):
            confirm_password(user=user, password=form.cleaned_data["present"], now=clock.now())
            remove_second_factor(user=user, author=actor(request))
            messages.success(request, _("The second factor is removed; the password alone is asked."))
            return redirect("people:account")
    return render(request, "people/second_factor_removal.html", {"form": form}, status=_status(form.errors))


def _own(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed(_("Log in first."))
    return request.user


def _status(errors: object) -> int:
    return 400 if errors else 200


def _enrolment_secret(request: HttpRequest, user: User, now: datetime) -> str:
    """The secret being enrolled: the same until confirmed, for fifteen minutes, sealed in the session."""
    known = request.session.get(ENROLMENT)
    account = str(user.pk)
    if known and known["until"] >= now.timestamp():
        return totp.unseal(base64.b64decode(known["sealed"]), account=account)
    secret = totp.new_secret()
    request.session[ENROLMENT] = {
        "sealed": base64.b64encode(totp.seal(secret, account=account)).decode("ascii"),
        "until": now.timestamp() + ENROLMENT_SECONDS,
    }
    return secret


def _square(address: str) -> SafeString:
    """The address as a square of dots, inline SVG without any style."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=False,
        scale=5,
        border=4,
        dark="#000",
        light="#fff",
        nl=False,
    )
    return mark_safe(drawn.getvalue().decode("utf-8"))  # noqa: S308 - drawn here; the address is only dots in it


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
