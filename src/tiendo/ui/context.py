"""What every page needs besides its own contents."""

from django.http import HttpRequest

from tiendo.ui.pages import PageContext, page_context


def page(request: HttpRequest) -> dict[str, PageContext]:
    """The frame of a page: who looks, in which language, and where the language switch leads."""
    return {"page": page_context(request)}
