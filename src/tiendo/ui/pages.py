"""The frame around every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class PageContext:
    """Who looks, in which language, and the address of this very page."""

    language: str
    person: str
    address: str


def page_context(request: HttpRequest) -> PageContext:
    """The frame for one request."""
    person = getattr(request.user, "full_name", "") if hasattr(request, "user") else ""
    return PageContext(get_language() or "vi", person, request.get_full_path())
