"""What a figure stands on: a moment, and what was known of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tiendo.figures.models import CutOff
from tiendo.gateways.clock import day_of
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import Programme
from tiendo.tasks.queries import programme_start
from tiendo.ui.words import moment_words


@dataclass(frozen=True, slots=True)
class Basis:
    """A moment, read either as published (`cutoff`) or as known now.

    `live` means: the present, answered from the standings of now.
    """

    at: datetime
    live: bool
    cutoff: CutOff | None = None

    @property
    def day(self) -> date:
        """The calendar day of the moment: the tree, and what is overdue, are of this day."""
        return day_of(self.at)

    @property
    def as_known_now(self) -> "Basis":
        """The same moment with everything that has arrived since."""
        return Basis(self.at, self.live)


def basis_of(at: datetime | None, *, now: datetime, programme: Programme | None = None) -> Basis:
    """The basis for a moment that a person asked for; None is the present. A published moment reopens as published.

    Raises Refused for a moment in the future or before the programme.
    """
    if at is None:
        return Basis(now, live=True)
    if at > now:
        raise Refused(_("The moment %(at)s lies in the future. Choose one up to now.") % {"at": moment_words(at)})
    if programme is not None and at < programme_start(programme):
        raise Refused(
            _("At %(at)s the programme %(programme)s had not begun; it begins %(start)s. Choose a later moment.")
            % {
                "at": moment_words(at),
                "programme": programme.code,
                "start": moment_words(programme_start(programme)),
            }
        )
    return Basis(at, live=False, cutoff=CutOff.objects.filter(at=at).first())


def latest_cutoff(before: datetime) -> CutOff | None:
    """The last published moment before a moment."""
    return CutOff.objects.filter(at__lt=before).order_by("-at").first()
