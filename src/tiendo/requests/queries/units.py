"""What of a unit can be asked about."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force, version_of
from tiendo.org.queries_succession import last_versions
from tiendo.people.queries import Actor, require
from tiendo.requests.models import Explanation
from tiendo.requests.queries.lists import asked_by, at_step
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import OPEN
from tiendo.rules.requests import Step
from tiendo.tasks.models import Assignment, Programme
from tiendo.tasks.queries import assignment_for, assignments_allowing

MOST = 200  # tasks on one page; the others follow when these have been asked about


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assignment that one may ask about."""

    assignment: Assignment
    version: UnitVersion


def candidates_for(
    actor: Actor, *, programme: Programme, unit: str, task: str, now: datetime
) -> tuple[UnitVersion, list[Candidate]]:
    """The named task of a unit, or, where none is named, the overdue ones of the unit and of those below it.

    For whoever may ask for explanations. Overdue tasks about which the actor's unit waits for an answer already are
    left out; of more than `MOST` the longest overdue come first.
    """
    on = day_of(now)
    version = version_of(unit, on)
    require(actor, Verb.ASK_EXPLANATION, version)
    if task:
        assignment, _version = assignment_for(actor, programme=programme, task=task, unit=unit, at=now)
        return version, [Candidate(assignment, version)]
    waiting = at_step(Explanation.objects.filter(asked_by(actor)), Step.ASKED).values("assignment_id")
    reach = assignments_allowing(actor, Verb.ASK_EXPLANATION, on).values("pk")
    found = list(overdue_of(programme, version, on).filter(pk__in=reach).exclude(pk__in=waiting)[:MOST])
    versions = last_versions({assignment.unit_id for assignment in found}, on)
    return version, [Candidate(assignment, versions[assignment.unit_id]) for assignment in found]


def overdue_of(programme: Programme, version: UnitVersion, on: date) -> QuerySet[Assignment]:
    """The overdue assignments of a unit and of those below it, the longest overdue first."""
    found = Assignment.objects.filter(
        task__services__programme=programme,
        unit_id__in=in_force(on).filter(path__startswith=version.path).order_by().values("unit_id"),
        state__in=OPEN,
        due_date__lt=on,
        recurring=False,
    )
    return found.select_related("task__programme", "unit").order_by("due_date", "task__code", "pk")
