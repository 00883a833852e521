"""Pages for what goes wrong before, or in spite of, the house's own refusals.

They are made without the database and without the person, so that they can be shown whatever is broken.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiendo.gateways.outage import RETRY_SECONDS, database_is_away


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: an address that no page has."""
    return _page(
        404,
        _("Not found"),
        _("There is no page at this address. It may have been mistyped, or cut off when it was copied."),
    )


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that cannot be read."""
    return _page(
        400,
        _("This cannot be read"),
        _(
            "What your browser sent cannot be read, so nothing was recorded. "
            "Go back, reload the page and send it again."
        ),
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was opened before the last log-in, or sent from elsewhere."""
    if reason.startswith(("Origin checking failed", "Referer checking failed")):
        return _page(
            403,
            _("This was sent from another address"),
            _(
                "Nothing was recorded: the form says that it comes from another address than this installation's. "
                "Tell your administrator; TIENDO_ORIGINS names the addresses that count."
            ),
        )
    return _page(
        403,
        _("The page is older than your log-in"),
        _(
            "Nothing was recorded. Go back: your browser still has what you typed. "
            "Copy it, reload the page and send it again."
        ),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, 500 for a defect; the log of the server has the rest."""
    read = request.method in ("GET", "HEAD")
    sent = "" if read else _("It is not certain whether what you sent was recorded: look before you send it again.")
    if database_is_away(sys.exception()):
        response = _page(503, _("The database does not answer"), _("Wait a minute and load the page again."), sent)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    why = _(
        "Go back and try once more. If it happens again, tell your administrator the address of the page and the time; "
        "the log of the server says why."
    )
    return _page(500, _("This went wrong on our side"), why, sent)


def _page(status: int, title: str, *texts: str) -> HttpResponse:
    shown = {"language": get_language() or "vi", "title": title, "texts": [text for text in texts if text]}
    return HttpResponse(render_to_string("ui/failed.html", shown), status=status)
