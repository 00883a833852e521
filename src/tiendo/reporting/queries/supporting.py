"""What waits for supporting units: the open assignments of tasks that they support, in their province."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion, full_name
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, require_anywhere
from tiendo.reporting.models import Contribution
from tiendo.reporting.queries.targets import Target
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import OPEN, State
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import programme_for

# A supporter without a province (a central body) supports everywhere.
_WAITING = """
FROM tasks_taskunit s
JOIN org_unitversion sv ON sv.unit_id = s.unit_id AND sv.valid_from <= %(on)s AND sv.valid_to > %(on)s
JOIN tasks_assignment a ON a.task_id = s.task_id AND a.state IN ('not_started', 'in_progress', 'waiting')
JOIN org_unitversion v ON v.unit_id = a.unit_id AND v.valid_from <= %(on)s AND v.valid_to > %(on)s
JOIN tasks_task t ON t.id = a.task_id
JOIN tasks_programme p ON p.id = t.programme_id
WHERE s.part = 'support' AND sv.path LIKE ANY(%(paths)s)
  AND (sv.province_id IS NULL AND sv.kind <> 'province'
       OR COALESCE(sv.province_id, sv.unit_id) IN (v.province_id, v.unit_id))
"""
_ROWS = f"""
SELECT * FROM (
    SELECT p.code AS programme, t.code AS task, t.title, v.code AS unit, v.designation, v.name,
           sv.designation AS their_designation, sv.name AS their_name, a.state, a.due_date,
           (SELECT max(c.recorded_at) FROM reporting_contribution c
            WHERE c.assignment_id = a.id AND c.unit_id = sv.unit_id) AS added_at, v.sort_key
    {_WAITING}
) waiting
ORDER BY added_at IS NOT NULL, due_date NULLS LAST, programme, task, sort_key LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - only this module's own text is put in
_COUNT = f"SELECT count(*) {_WAITING}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPart:
    """An assignment to which a supporting unit may add. `added_at`: when it last did."""

    programme: str
    task: str
    title: str
    unit_code: str
    unit_name: str
    supporter: str
    state: State
    due_date: date | None
    added_at: datetime | None


def waiting_parts_for(actor: Actor, now: datetime, *, limit: int, offset: int) -> list[WaitingPart]:
    """What waits for the units on which the actor may add parts; what nobody added to comes first."""
    require_anywhere(actor, Verb.CONTRIBUTE)
    values = _values(actor, day_of(now)) | {"limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return [_waiting(row) for row in cursor]


def waiting_count_for(actor: Actor, now: datetime) -> int:
    """How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _values(actor, day_of(now)))
        return int(cursor.fetchone()[0])


def supported_for(
    actor: Actor, *, programme: str, task: str, unit: str, at: datetime
) -> tuple[Target, list[UnitVersion]]:
    """An assignment with the supporting units in whose name the actor may add to it. NotAllowed where there is none."""
    on = day_of(at)
    found = (
        Assignment.objects.select_related("task__programme", "unit")
        .filter(
            task__services__programme=programme_for(actor, programme),
            task__code=task,
            unit_id__in=in_force(on).filter(code=unit).order_by().values("unit_id"),
        )
        .first()
    )
    if found is None:
        raise NotFound(_("The task %(task)s was not given to “%(unit)s”.") % {"task": task, "unit": unit})
    version = in_force(on).get(unit_id=found.unit_id)
    return Target(found, version), supporters_for(actor, found, version, on)


def supporters_for(actor: Actor, assignment: Assignment, version: UnitVersion, on: date) -> list[UnitVersion]:
    """The supporting units of an assignment in whose name the actor may add. NotAllowed where there is none."""
    supporting = assignment.task.parts.filter(part="support").values("unit_id")
    own = in_force(on).filter(actor.scope(Verb.CONTRIBUTE), unit_id__in=supporting)
    near = [supporter for supporter in own if _is_near(supporter, version)]
    if not near:
        raise NotAllowed(
            _("No unit of yours supports the task %(task)s of %(unit)s, so you can't add to it.")
            % {"task": assignment.task.code, "unit": version.full_name}
        )
    return near


def _waiting(row: tuple[Any, ...]) -> WaitingPart:
    programme, task, title, code, designation, name, their_designation, their_name, state, due, added_at, _sort = row
    return WaitingPart(
        programme=programme,
        task=task,
        title=title,
        unit_code=code,
        unit_name=full_name(designation, name),
        supporter=full_name(their_designation, their_name),
        state=State(state),
        due_date=due,
        added_at=added_at,
    )


def part_document_for(actor: Actor, number: int, *, on: date) -> Document:
    """The file of a part; NotAllowed for whoever neither sees the assignment's unit nor supports it."""
    found = (
        Contribution.objects.select_related("document", "assignment__task").filter(pk=number).first()
        if number < 2**63
        else None
    )
    if found is None or found.document is None:
        raise NotFound(_("There is no file of a part with the number %(number)s.") % {"number": number})
    version = UnitVersion.objects.filter(unit_id=found.assignment.unit_id).order_by("-valid_from")[0]
    if not actor.can(Verb.VIEW, version.path):
        supporters_for(actor, found.assignment, version, on)
    return found.document


def is_open(assignment: Assignment) -> bool:
    """Whether parts are still added."""
    return State(assignment.state) in OPEN


def _is_near(supporter: UnitVersion, version: UnitVersion) -> bool:
    """The same province; a supporter without one is near to all. The twin of the condition above."""
    if supporter.province_id is None and supporter.kind != "province":
        return True
    return (supporter.province_id or supporter.unit_id) in (version.province_id, version.unit_id)


def _values(actor: Actor, on: date) -> dict[str, Any]:
    return {"on": on, "paths": [f"{path}%" for path in actor.scope_paths(Verb.CONTRIBUTE)]}
