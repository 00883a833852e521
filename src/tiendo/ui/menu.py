"""The main menu: what everybody opens stands in the line, what some need stands in the sheet behind "More"."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiendo.rules.permissions import Verb

# The verbs for which something can wait: who has one of them lands on "my work" after the log-in.
WORK = (Verb.REPORT, Verb.VERIFY, Verb.ANSWER, Verb.EXTEND, Verb.ASK_EXPLANATION)


class HasRights(Protocol):
    """What the menu needs of an actor."""

    def can_anywhere(self, verb: Verb) -> bool: ...

    def can_everywhere(self, verb: Verb) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of the menu with its word; `current`: the page that is shown lies there."""

    href: str
    word: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries in the line and those behind "More"."""

    line: tuple[Entry, ...]
    more: tuple[Entry, ...]

    @property
    def in_more(self) -> bool:
        """Whether the page that is shown is one behind "More"."""
        return any(entry.current for entry in self.more)


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    word: str | Promise
    open_to: Callable[[HasRights], bool]


def _any_of(*verbs: Verb) -> Callable[[HasRights], bool]:
    return lambda actor: any(actor.can_anywhere(verb) for verb in verbs)


_EVERYBODY = _any_of(Verb.VIEW)
_LINE = (
    _Place("overview:my_work", _("My work"), _any_of(*WORK)),
    _Place("overview:home_board", _("Board"), _EVERYBODY),
    _Place("reporting:table", _("Reports"), _any_of(Verb.REPORT)),
    _Place("checking:queue", _("Verification"), _any_of(Verb.VERIFY)),
    _Place("obstacles:obstacles", _("Obstacles"), _EVERYBODY),
    _Place("overview:programmes", _("Programmes"), _EVERYBODY),
    _Place("overview:cutoffs", _("Published moments"), _EVERYBODY),
)
_MORE = (
    _Place("overview:units", _("Units"), _EVERYBODY),
    _Place("requests:list", _("Extensions and explanations"), _any_of(Verb.ASK_EXTENSION, *WORK)),
    _Place("sheets:imports", _("Files: take in reports"), _any_of(Verb.REPORT, Verb.VERIFY)),
    _Place("sheets:forms", _("Forms for units without a line"), _any_of(Verb.REPORT, Verb.VERIFY)),
    _Place("checking:samples", _("Samples"), _EVERYBODY),
    _Place("checking:spot_checks", _("Spot checks"), _EVERYBODY),
    _Place("notices:missing", _("Who has not reported"), _any_of(Verb.URGE)),
    _Place("notices:notices", _("Reminders sent"), _any_of(Verb.URGE, Verb.CONFIGURE)),
    _Place("api:handovers", _("Files for other trackers"), _any_of(Verb.HAND_OVER)),
    _Place("api:mappings", _("Forms of other trackers"), _any_of(Verb.CONFIGURE)),
    _Place("workdays:calendar", _("Working days"), _EVERYBODY),
    _Place("requests:answer_days", _("Days for an explanation"), _any_of(Verb.CONFIGURE)),
    _Place("api:clients", _("Programs that are connected"), _any_of(Verb.CONFIGURE)),
    _Place("people:people", _("Accounts"), _any_of(Verb.MANAGE)),
    _Place("journal:journal", _("Journal"), lambda actor: actor.can_everywhere(Verb.READ_JOURNAL)),
)


def menu_for(actor: HasRights, path: str) -> Menu:
    """The menu of a page: only what the actor can open. Boards of a programme count as "Board"."""
    shown = "/board/" if path.startswith("/programmes/") and path != "/programmes/" else path
    places = [(place, reverse(place.name)) for place in (*_LINE, *_MORE) if place.open_to(actor)]
    # The longest address that the page begins with: /checking/samples/ is not the queue at /checking/.
    current = max((href for _place, href in places if shown.startswith(href)), key=len, default="")
    entries = {place: Entry(href, place.word, href == current) for place, href in places}
    return Menu(
        tuple(entries[place] for place in _LINE if place in entries),
        tuple(entries[place] for place in _MORE if place in entries),
    )
