"""Puts the actor on the request: one look-up, before any view. Who has a generated password chooses another first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from tiendo.gateways import clock
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of

NOBODY = Actor(user_id=0, full_name="", held=())


class WithActor:
    """Sets `request.actor`; visitors who have not logged in are nobody and hold no position."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = actor_of(user, clock.day_of(clock.now())) if isinstance(user, User) else NOBODY
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)


class ChosenPassword:
    """Whoever has a generated password is led to the page on which to choose another, and on from there.

    Pages that open without a log-in see nobody: they keep what was typed, or tell a program to log in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        generated = isinstance(request.user, User) and request.user.password_generated
        response = self.get_response(request)
        still_in = generated and SESSION_KEY in request.session
        if still_in and isinstance(response, HttpResponseRedirect):
            asked = urlsplit(response.url)
            if asked.path == resolve_url(settings.LOGIN_URL):
                return _choose(parse_qs(asked.query).get("next", [""])[0])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Before any view but that of the password."""
        user = request.user
        if not isinstance(user, User) or not user.password_generated or request.path == reverse("people:password"):
            return None
        if getattr(view, "login_required", True):
            return _choose(request.get_full_path() if request.method == "GET" else "")
        request.user, request.actor = AnonymousUser(), NOBODY  # type: ignore[attr-defined]
        return None


def _choose(onward: str) -> HttpResponseRedirect:
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return redirect(f"{reverse('people:password')}{query}")


def actor(request: HttpRequest) -> Actor:
    """The actor of a request."""
    found: Actor = getattr(request, "actor", NOBODY)
    return found
