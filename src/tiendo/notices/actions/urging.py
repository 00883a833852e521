"""Urging now: units that still have to report are told so at once, at most once a day for each task."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import Details, record_act
from tiendo.notices.actions.making import Draft, make_notices, person_draft, unit_draft, ways
from tiendo.notices.models import NoticeKind, Urge
from tiendo.notices.queries.census import Line
from tiendo.notices.queries.directory import Directory, directory_on
from tiendo.notices.queries.missing import assignments_to_report
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, require, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import Assignment, Programme

LONGEST_NOTE = 1000
_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which units on which tasks: named units, or all within one (None: all that the actor may urge)."""

    programme: Programme
    units: tuple[UnitVersion, ...] = ()
    within: UnitVersion | None = None
    task: str = ""


@dataclass(frozen=True, slots=True)
class Urging:
    """What one act of urging did. `passed_over`: tasks of units that were urged on them today already."""

    units: int
    tasks: int
    passed_over: int
    notices: int


@transaction.atomic
def urge(selection: Selection, *, actor: Actor, note: str, now: datetime) -> Urging:
    """Urge those who still have to report. Raises NotAllowed, or Refused where nobody has to."""
    on, note = day_of(now), note.strip()[:LONGEST_NOTE]
    rows = list(_chosen(selection, actor, on))
    if not rows:
        raise Refused(_("Nobody among those chosen still has to report. Nothing was sent."))
    act = uuid4()
    fresh = _record_urges(rows, act, actor, note, now)
    if not fresh:
        raise Refused(_("All those chosen were urged today already. A unit is urged on a task once a day."))
    drafts = _drafts(directory_on(on), fresh, note=note, author=f"{actor.name}, {actor.unit_name}", act=act)
    made = make_notices(drafts, kind=NoticeKind.URGE, on=on, ways=ways())
    units = len({row.unit_id for row in fresh})
    details: Details = {"units": units, "tasks": len(fresh), "notices": made, "note": note[:300]}
    record_act(code="notices.units.urged", author=actor, subject=selection.programme.code, details=details)
    return Urging(units=units, tasks=len(fresh), passed_over=len(rows) - len(fresh), notices=made)


def _chosen(selection: Selection, actor: Actor, on: date) -> Iterable[Assignment]:
    """The assignments to report on among those chosen, within the scope in which the actor may urge."""
    require_anywhere(actor, Verb.URGE)
    for unit in (*selection.units, *([selection.within] if selection.within else [])):
        require(actor, Verb.URGE, unit)
    units = in_force(on).filter(actor.scope(Verb.URGE)).order_by()
    if selection.units:
        units = units.filter(unit_id__in=[unit.unit_id for unit in selection.units])
    if selection.within:
        units = units.filter(path__startswith=selection.within.path)
    found = assignments_to_report(selection.programme, on, task=selection.task)
    return found.filter(unit_id__in=units.values("unit_id")).select_related("task__programme").order_by("pk")


def _record_urges(rows: list[Assignment], act: UUID, actor: Actor, note: str, now: datetime) -> list[Assignment]:
    """Append the urges; returns the assignments that had none today."""
    urges = [
        Urge(
            assignment=row,
            urged_date=day_of(now),
            urged_at=now,
            act=act,
            actor=actor.name,
            actor_user=actor.user_id,
            actor_unit=actor.unit_name,
            note=note,
        )
        for row in rows
    ]
    Urge.objects.bulk_create(urges, batch_size=_BATCH, ignore_conflicts=True)
    kept = set(Urge.objects.filter(act=act).values_list("assignment_id", flat=True))
    return [row for row in rows if row.pk in kept]


def _drafts(directory: Directory, rows: list[Assignment], *, note: str, author: str, act: UUID) -> Iterable[Draft]:
    """What the people of each unit are told: who reports for it and who answers for it."""
    of_user: dict[int, list[dict[str, object]]] = defaultdict(list)
    of_unit: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        place, task = directory.places[row.unit_id], row.task
        line = Line(
            section="urge",
            unit=place.name,
            unit_code=place.code,
            programme=task.programme.code,
            task=task.code,
            title=task.title,
            due=row.due_date.isoformat() if row.due_date and not row.recurring else "",
        ).as_data
        for user in directory.reporters(row.unit_id, row.responsible_id) | directory.heads(row.unit_id):
            of_user[user].append(line)
        of_unit[row.unit_id].append(line)
    more = {"note": note, "author": author[:600], "about": str(act)}
    drafts = [person_draft(directory, user, lines, **more) for user, lines in of_user.items()]
    return [*drafts, *(unit_draft(directory, unit, lines, **more) for unit, lines in of_unit.items())]
