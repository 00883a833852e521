"""The frame around every page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from tiendo.rules.permissions import Verb
from tiendo.ui.menu import HasRights, Menu, menu_for


@dataclass(frozen=True, slots=True)
class PageContext:
    """Who looks, in which language, and the address of this very page.

    `illustrative`: the demo is loaded, so the wording of tasks is illustrative and every page says so.
    """

    language: str
    person: str
    address: str
    path: str
    sees_boards: bool
    menu: Menu | None
    illustrative: bool

    @property
    def other_language(self) -> str:
        """The code of the language that the switch leads to."""
        return "en" if self.language == "vi" else "vi"


def page_context(request: HttpRequest) -> PageContext:
    """The frame for one request."""
    actor: HasRights | None = getattr(request, "actor", None)
    return PageContext(
        language=get_language() or "vi",
        person=getattr(getattr(request, "user", None), "full_name", ""),
        address=request.get_full_path(),
        path=request.path,
        sees_boards=actor is not None and actor.can_anywhere(Verb.VIEW),
        menu=menu_for(actor, request.path) if actor is not None and actor.can_anywhere(Verb.VIEW) else None,
        illustrative=(settings.HOME / "illustrative").exists(),
    )
