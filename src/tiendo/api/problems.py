"""How the interface says no: application/problem+json with what happened, why, and what to do."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiendo.rules.refusal import BadRows, NotAllowed, NotFound, Refused

MEDIA_TYPE = "application/problem+json"
Part = tuple[str, str]
TITLES: dict[int, tuple[str, str | Promise, str | Promise]] = {
    400: (
        "unreadable",
        _("The request does not fit the description of the interface."),
        _("Correct the places named under “problems” and send it again."),
    ),
    401: (
        "unknown-client",
        _("The token is missing, unknown, or no longer counts."),
        _("Send “Authorization: Bearer” with the client's token; your administrator can make a new one."),
    ),
    403: (
        "not-allowed",
        _("This client may not do that."),
        _("Ask your administrator for another scope or role."),
    ),
    404: (
        "not-found",
        _("There is nothing under this name."),
        _("Check the codes; programmes, units and tasks can be listed."),
    ),
    405: (
        "other-method",
        _("This address takes another method."),
        _("Use one of the methods named in the header “Allow”."),
    ),
    409: (
        "refused",
        _("This cannot be done as things stand."),
        _("Read the reason. Nothing was recorded; the same request will be refused again until that has changed."),
    ),
    413: (
        "too-large",
        _("The request is too large."),
        _("Send it in smaller parts."),
    ),
    429: (
        "too-many",
        _("More requests came within a minute than this client may send."),
        _("Wait for the seconds that the header “Retry-After” names, then send the same request again."),
    ),
    503: (
        "away",
        _("The database does not answer."),
        _("Wait as long as “Retry-After” says, then send the same request with the same keys: nothing counts twice."),
    ),
}


def problem(code: int, detail: Any = "", parts: Sequence[Part] = (), **headers: str) -> HttpResponse:
    """A refusal; `parts`: (place in the request, what is wrong there)."""
    kind, title, advice = TITLES[code]
    body = {
        "type": f"urn:tiendo:problem:{kind}",
        "title": str(title),
        "status": code,
        "detail": str(detail) or str(title),
        "advice": str(advice),
        "problems": [{"where": where, "detail": what} for where, what in parts],
    }
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), status=code, content_type=MEDIA_TYPE)
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def problem_of(refused: Refused) -> HttpResponse:
    """What the house refuses, as the interface says it. Rows of a batch are named by their place in it."""
    code = 403 if isinstance(refused, NotAllowed) else 404 if isinstance(refused, NotFound) else 409
    parts: list[Part] = []
    if isinstance(refused, BadRows):
        parts = [(f"/reports/{row.line - 1}", str(row.message)) for row in refused.problems]
    return problem(code, refused.message, parts)


def refusals(*codes: int) -> dict[str, Any]:
    """For the description of an operation: the refusals that it knows besides those that all have."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    every = sorted({400, 401, 403, 405, 429, 503, *codes})
    return {"responses": {code: {"description": TITLES[code][0], "content": content} for code in every}}
