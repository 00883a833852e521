"""Puts the actor on the request: one look-up, before any view. Who has a generated password chooses another first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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
        if isinstance(user, User) and user.password_generated and not _open_before_choosing(request.path):
            return redirect("people:password")
        return self.get_response(request)


def _open_before_choosing(path: str) -> bool:
    """Whether a page opens although the person has not chosen a password yet."""
    return path.startswith("/static/") or path in {
        reverse("people:password"),
        reverse("people:logout"),
        reverse("set_language"),
    }


def actor(request: HttpRequest) -> Actor:
    """The actor of a request."""
    found: Actor = getattr(request, "actor", NOBODY)
    return found
