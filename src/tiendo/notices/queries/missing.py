"""Who still has to report on a programme: the one meaning of it for the page and for urging."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from tiendo.gateways.clock import ZONE
from tiendo.notices.models import Urge
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.models import Position
from tiendo.people.queries import Actor, require, require_anywhere
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import State
from tiendo.rules.rhythm import Rhythm, period_of
from tiendo.tasks.models import Assignment, Programme


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit with what it still has to report."""

    unit: UnitVersion
    tasks: int
    overdue: int
    first_due: date | None
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Whether there is somebody to remind, and when the unit was last urged on what it has to report."""

    has_people: bool
    urged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Missing:
    """All units that still have to report, most overdue first."""

    units: tuple[MissingUnit, ...]
    tasks: int
    given_units: int


def to_report(on: date) -> Q:
    """The assignments on which a report is owed on a day.

    Never reported, or not done after the due date, or (with a rhythm) without the report of the last period: the
    twin in SQL of `rules.rhythm.meets`; a test holds both together.
    """
    is_open = Q(state__in=[State.NOT_STARTED, State.IN_PROGRESS])
    once = Q(recurring=False) & (Q(reported_at=None) | Q(due_date__lt=on))
    owed = Q(task__rhythm=Rhythm.CONTINUOUS, reported_date=None)
    for rhythm in Rhythm:
        if rhythm is not Rhythm.CONTINUOUS:
            owed |= _owed(rhythm, on)
    return is_open & (once | Q(owed, recurring=True)) | Q(owed, recurring=True, state=State.WAITING)


def _owed(rhythm: Rhythm, on: date) -> Q:
    first, _last = period_of(on, rhythm)
    before, _last = period_of(first - timedelta(days=1), rhythm)
    begun = datetime(first.year, first.month, first.day, tzinfo=ZONE)
    return Q(task__rhythm=rhythm, assigned_at__lt=begun) & (Q(reported_date=None) | Q(reported_date__lt=before))


def assignments_to_report(programme: Programme, on: date, *, task: str = "") -> QuerySet[Assignment]:
    """The assignments of a programme (or of one of its tasks) on which a report is owed."""
    found = Assignment.objects.filter(to_report(on), task__services__programme=programme)
    return found.filter(task__code=task) if task else found


def missing_for(actor: Actor, programme: Programme, *, within: UnitVersion | None, on: date) -> Missing:
    """The units in the actor's scope, within one of them where it is named, that still have to report.

    Three queries. Raises NotAllowed.
    """
    if within is None:
        require_anywhere(actor, Verb.VIEW)
    else:
        require(actor, Verb.VIEW, within)
    units = in_force(on).filter(actor.scope(Verb.VIEW), path__startswith=within.path if within else "")
    inside = units.order_by().values("unit_id")
    rows = assignments_to_report(programme, on).filter(unit_id__in=inside)
    counted = {row["unit_id"]: row for row in _counted(rows, on)}
    found = [_unit(unit, counted[unit.unit_id]) for unit in units.filter(unit_id__in=counted)]
    found.sort(key=lambda row: (-row.overdue, -row.tasks))
    given = Assignment.objects.filter(task__services__programme=programme, unit_id__in=inside)
    return Missing(
        units=tuple(found),
        tasks=sum(row.tasks for row in found),
        given_units=given.aggregate(units=Count("unit_id", distinct=True))["units"],
    )


def is_owed(actor: Actor, programme: Programme, on: date) -> bool:
    """Whether a unit in the actor's scope still has to report on a programme. One query."""
    inside = in_force(on).filter(actor.scope(Verb.VIEW)).order_by().values("unit_id")
    return assignments_to_report(programme, on).filter(unit_id__in=inside).exists()


def told(units: list[MissingUnit], programme: Programme, on: date) -> dict[int, Told]:
    """What the page says beside each unit. Two queries."""
    ids = [row.unit.unit_id for row in units]
    urges = Urge.objects.filter(assignment__unit_id__in=ids, assignment__task__services__programme=programme)
    urged = dict(urges.values_list("assignment__unit_id").annotate(last=Max("urged_at")))
    holders = Position.objects.filter(
        Q(unit_id__in=ids) | Q(scope_id__in=ids),
        role__in=[Role.REPORTER, Role.APPROVER, Role.LEADER],
        user__is_active=True,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    with_people = {unit for pair in holders.values_list("unit_id", "scope_id") for unit in pair}
    return {unit: Told(has_people=unit in with_people, urged_at=urged.get(unit)) for unit in ids}


def _counted(rows: QuerySet[Assignment], on: date) -> Iterable[Mapping[str, Any]]:
    """Per unit, in one query."""
    overdue = Q(due_date__lt=on, recurring=False)
    found: Iterable[Mapping[str, Any]] = (
        rows.order_by()
        .values("unit_id")
        .annotate(
            tasks=Count("pk"),
            overdue=Count("pk", filter=overdue),
            first_due=Min("due_date"),
            last_report=Max("reported_at"),
        )
    )
    return found


def _unit(unit: UnitVersion, row: Mapping[str, Any]) -> MissingUnit:
    return MissingUnit(unit, row["tasks"], row["overdue"], row["first_due"], row["last_report"])
