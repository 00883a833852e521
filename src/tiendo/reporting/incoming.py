"""What arrives before anybody is asked: files within limits, forms that are ours, texts of whoever's session ended."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _

from tiendo.documents.actions import Fit, look_at
from tiendo.documents.uploads import refused_files, set_limits
from tiendo.people.sessions import SessionStore
from tiendo.reporting.actions.drafts import CELLS
from tiendo.rules.refusal import Refused

HELD = "reporting.held"
HELD_SECONDS = 1800
FILES = "evidence"


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def read_form(request: HttpRequest) -> None:
    """Read a form with its files, within the limits. Raises Refused for a text of megabytes."""
    set_limits(request)
    try:
        bool(request.POST)
    except RequestDataTooBig as error:
        raise Refused(_("The text is longer than 2 MB. Shorten it and send it again.")) from error


def form_is_ours(request: HttpRequest) -> bool:
    """Whether the form was made by a page of ours for this browser.

    The framework's check, asked by the view itself, so that a refusal loses nothing that was typed.
    """
    check = CsrfViewMiddleware(_no_view)
    check.process_request(request)
    return check.process_view(request, _no_view, (), {}) is None


def fitting_files(request: HttpRequest) -> tuple[list[Fit], list[str]]:
    """The files that may be kept, judged by their contents, and why the others may not."""
    refused = list(refused_files(request))
    fits: list[Fit] = []
    for file in request.FILES.getlist(FILES):
        try:
            fits.append(look_at(file, name=file.name or ""))
        except Refused as problem:
            refused.append(str(problem))
    return fits, refused


def held_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """The typed cells of a form."""
    return {name: str(data.get(name, ""))[:limit] for name, limit in CELLS.items()}


def hold(typed: Mapping[str, str], *, path: str) -> str:
    """Keep what somebody typed whose session has ended, half an hour, under a number that opens it once.

    It lies in a session of its own that belongs to nobody: who logs in gets a new one, with nothing from before.
    """
    store = SessionStore()
    store[HELD] = {"path": path, "typed": dict(typed)}
    store.set_expiry(HELD_SECONDS)
    store.create()
    return store.session_key or ""


def held(number: str, *, path: str) -> dict[str, str] | None:
    """What was kept under a number for a page, once; None where there is nothing (any more)."""
    if not number.isalnum() or len(number) > 40:
        return None
    store = SessionStore(session_key=number)
    kept = store.get(HELD)
    if not isinstance(kept, dict) or kept.get("path") != path:
        return None
    store.delete()
    return {name: str(text) for name, text in kept["typed"].items()}
