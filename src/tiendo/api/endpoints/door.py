"""The door of the interface: who asks, and how refusals and failures become answers."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from tiendo.api.actions.clients import Admitted, TooManyError, admit
from tiendo.api.problems import problem, problem_of
from tiendo.documents.actions import MAX_BYTES
from tiendo.gateways import clock
from tiendo.gateways.outage import RETRY_SECONDS, database_is_away
from tiendo.rules.refusal import Refused

Answer = Callable[..., HttpResponse]
MOST_BYTES = MAX_BYTES + 1_000_000  # a file and its frame; bodies of JSON have Django's own, smaller limit


class UnknownNamesError(Exception):
    """Names in the query of an address that the operation does not know."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(names)
        self.names = names


class Token(HttpBearer):
    """A client's token, in the header Authorization."""

    def authenticate(self, request: HttpRequest, token: str) -> Admitted | None:
        """The client, or None. Raises TooManyError, and UnknownNamesError for what the query may not carry."""
        admitted = admit(token, now=clock.now())
        unknown = set(request.GET) - request.asked_names if admitted else set()  # type: ignore[attr-defined]
        if unknown:
            raise UnknownNamesError(unknown)
        return admitted


class Bodies(Parser):
    """JSON as it comes; nesting that no report has is no body at all."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The parsed body. Raises ValueError, which is answered with 400."""
        try:
            return json.loads(request.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def client_of(request: HttpRequest) -> Admitted:
    """The client that was let in."""
    found: Admitted = request.auth  # type: ignore[attr-defined]
    return found


def answer_refusals(api: NinjaAPI) -> None:
    """Every way in which an operation can end without an answer of its own becomes a problem."""
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        Refused: problem_of,
        TooManyError: lambda error: problem(429, Retry_After=str(error.wait)),
        HttpError: _http,
        ValidationError: _misfit,
        UnknownNamesError: lambda error: problem(
            400, parts=[(f"/query/{n[:60]}", "unknown") for n in sorted(error.names)]
        ),
        RequestDataTooBig: lambda error: problem(413),
        **dict.fromkeys((OperationalError, InterfaceError), _away),
        **dict.fromkeys((SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError), _unreadable),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _handler(answer))


def opened(view: Answer, asked: frozenset[str] = frozenset()) -> Answer:
    """An operation as the site serves it: without a log-in, in the language asked for, with problems throughout.

    `asked`: the names that its query may have; another one is a mistake of the sender, so it is not passed over.
    """

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.headers.get("Accept-Language", "")
        language = "en" if wanted.lower().startswith("en") else "vi"
        with translation.override(language):
            request.asked_names = asked  # type: ignore[attr-defined]
            too_large = int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES
            made = problem(413) if too_large else view(request, *args, **kwargs)
            if made.status_code == 405:
                made = problem(405, Allow=made["Allow"])
        made["Content-Language"] = language
        patch_vary_headers(made, ("Accept-Language", "Authorization"))
        return made

    answer.login_required = False  # type: ignore[attr-defined]
    answer.csrf_exempt = True  # type: ignore[attr-defined]  # a token in a header is never sent by a browser by itself
    return answer


def nothing_there(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Addresses of the interface that do not exist."""
    return problem(404)


def _away(error: Exception) -> HttpResponse:
    if not database_is_away(error):
        raise error
    return problem(503, Retry_After=str(RETRY_SECONDS))


def _http(error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        return problem(401, WWW_Authenticate='Bearer realm="tiendo"')
    return problem(400)


def _misfit(error: ValidationError) -> HttpResponse:
    parts = [("/" + "/".join(map(str, one["loc"][-4:])), str(one["msg"])) for one in error.errors]
    return problem(400, parts=parts[:50])


def _unreadable(error: Exception) -> HttpResponse:
    return problem(400)


def _handler(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(error)
