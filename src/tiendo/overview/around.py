"""What surrounds an assignment: what holds it up, what was asked about it, what was found on site."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tiendo.checking.queries import SpotCheckLine, spot_checks_of
from tiendo.obstacles.queries import ObstacleLine, blocking_for
from tiendo.overview.detail_assignment import AssignmentDetail
from tiendo.overview.questions import Asked
from tiendo.reporting.queries.page import Part, contributions_of
from tiendo.requests.queries.lines import AssignmentRequests, requests_of
from tiendo.requests.queries.moves import moved_after_due
from tiendo.rules.permissions import Verb
from tiendo.rules.requests import DueMove


@dataclass(frozen=True, slots=True)
class Around:
    """Everything beside the ledger that concerns one assignment at the moment of the page."""

    obstacles: tuple[ObstacleLine, ...]
    asked: AssignmentRequests
    moves: tuple[DueMove, ...]
    spot_checks: tuple[SpotCheckLine, ...]
    parts: tuple[Part, ...]
    links: tuple[tuple[str, str], ...]


def around(asked: Asked, detail: AssignmentDetail) -> Around:
    """Fifteen queries at most, whatever there is. Links lead to what the actor may do, in the present only."""
    number, basis = detail.assignment.pk, asked.question.basis
    return Around(
        obstacles=tuple(line for line in blocking_for([number], basis.at).get(number, ()) if line.is_open),
        asked=requests_of([number], basis.day).get(number, AssignmentRequests()),
        moves=moved_after_due([number]).get(number, ()),
        spot_checks=spot_checks_of([number]).get(number, ()),
        parts=contributions_of([number]).get(number, ()),
        links=_links(asked, detail) if basis.live else (),
    )


def _links(asked: Asked, detail: AssignmentDetail) -> tuple[tuple[str, str], ...]:
    task, unit = detail.assignment.task, asked.unit
    place = [task.programme.code, task.code, unit.code]
    query = f"?programme={place[0]}&task={place[1]}&unit={place[2]}"
    offered = (
        (Verb.REPORT, _("Report with evidence"), reverse("reporting:report", args=place)),
        (Verb.ASK_EXTENSION, _("Ask for more time"), reverse("requests:new_extension") + query),
        (Verb.RAISE, _("Raise an obstacle"), reverse("obstacles:new") + query),
        (Verb.ASK_EXPLANATION, _("Ask for an explanation"), reverse("requests:new_explanation") + query),
        (Verb.SPOT_CHECK, _("Record a spot check"), reverse("checking:spot_check", args=place)),
    )
    return tuple((text, href) for verb, text, href in offered if asked.actor.can(verb, unit.path))
