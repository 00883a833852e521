"""The frame around every page."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from tiendo.rules.permissions import Verb


class HasRights(Protocol):
    """What the frame needs of an actor."""

    def can_anywhere(self, verb: Verb) -> bool: ...

    def can_everywhere(self, verb: Verb) -> bool: ...


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
    reads_journal: bool
    manages_people: bool
    illustrative: bool

    @property
    def other_language(self) -> str:
        """The code of the language that the switch leads to."""
        return "en" if self.language == "vi" else "vi"

    @property
    def section(self) -> str:
        """The first step of the path: which entry of the menu is the present one."""
        return self.path.strip("/").split("/", 1)[0]


def page_context(request: HttpRequest) -> PageContext:
    """The frame for one request."""
    actor: HasRights | None = getattr(request, "actor", None)
    return PageContext(
        language=get_language() or "vi",
        person=getattr(getattr(request, "user", None), "full_name", ""),
        address=request.get_full_path(),
        path=request.path,
        sees_boards=actor is not None and actor.can_anywhere(Verb.VIEW),
        reads_journal=actor is not None and actor.can_everywhere(Verb.READ_JOURNAL),
        manages_people=actor is not None and actor.can_anywhere(Verb.MANAGE),
        illustrative=(settings.HOME / "illustrative").exists(),
    )
