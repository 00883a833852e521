"""The language of a page, and pages for what the house refuses."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tiendo.rules.refusal import BadRows, NotAllowed, NotFound, Refused


class Language:
    """Vietnamese, unless the person chose another language: what a browser prefers says nothing of an official."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalPages:
    """Answers 403, 404 or 400 with the refusal's own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals are pages; anything else is a defect and stays one."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 404 if isinstance(exception, NotFound) else 400
        problems = exception.problems if isinstance(exception, BadRows) else ()
        return render(
            request,
            "ui/refused.html",
            {"message": exception.message, "problems": problems, "status": status},
            status=status,
        )
