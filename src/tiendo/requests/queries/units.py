"""What of a unit can be asked about."""

from dataclasses import dataclass
from datetime import date, datetime

from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.queries import Actor, require
from tiendo.requests.models import Explanation
from tiendo.requests.queries.lists import asked_by, at_step
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import OPEN
from tiendo.rules.requests import Step
from tiendo.tasks.models import Assignment, Programme
from tiendo.tasks.queries import assignment_for


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assignment that one may ask about."""

    assignment: Assignment
    version: UnitVersion


def candidates_for(
    actor: Actor, *, programme: Programme, unit: str, task: str, now: datetime
) -> tuple[UnitVersion, list[Candidate]]:
    """The named task of a unit, or, where none is named, its overdue ones; for whoever may ask for explanations.

    Overdue tasks about which the actor's unit waits for an answer already are left out.
    """
    version = version_of(unit, day_of(now))
    require(actor, Verb.ASK_EXPLANATION, version)
    if task:
        assignment, _version = assignment_for(actor, programme=programme, task=task, unit=unit, at=now)
        return version, [Candidate(assignment, version)]
    found = overdue_of(programme, version, day_of(now))
    mine = Explanation.objects.filter(asked_by(actor), assignment__in=[assignment.pk for assignment in found])
    waiting = set(at_step(mine, Step.ASKED).values_list("assignment_id", flat=True))
    return version, [Candidate(assignment, version) for assignment in found if assignment.pk not in waiting]


def overdue_of(programme: Programme, version: UnitVersion, on: date) -> list[Assignment]:
    """The overdue assignments of a unit, the longest overdue first."""
    found = Assignment.objects.filter(
        task__services__programme=programme, unit_id=version.unit_id, state__in=OPEN, due_date__lt=on, recurring=False
    )
    return list(found.select_related("task__programme", "unit").order_by("due_date", "task__code"))
