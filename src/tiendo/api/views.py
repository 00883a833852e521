"""The description of the interface, for people and for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiendo.api.actions.clients import TooManyError, admit
from tiendo.api.description import chapters
from tiendo.api.interface import description
from tiendo.api.problems import problem
from tiendo.gateways import clock


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3.1, for whoever has logged in or holds a token."""
    if not request.user.is_authenticated:
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        try:
            known = kind.lower() == "bearer" and admit(token, now=clock.now()) is not None
        except TooManyError as error:
            return problem(429, Retry_After=str(error.wait))
        if not known:
            return problem(401, WWW_Authenticate='Bearer realm="tiendo"')
    return JsonResponse(description())


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The description as a page."""
    return render(request, "api/documentation.html", {"chapters": chapters(description())})
