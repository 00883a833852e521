"""The sections of what others wait for: obstacles, explanations, requests for more time. One query each."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import starmap
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from tiendo.gateways.clock import day_of
from tiendo.notices.queries.census import Census, Line, Posting
from tiendo.obstacles.models import Obstacle
from tiendo.obstacles.queries.units import standing_for
from tiendo.org.models import UnitVersion
from tiendo.requests.models import Explanation, ExplanationEntry, Extension
from tiendo.rules import obstacles
from tiendo.rules.reminders import Rule, RuleKind, is_to_remind, rules_for
from tiendo.rules.requests import Step

_EVERY_PROGRAMME = 0  # an obstacle is a unit's, of no programme: the general rules count
_COLUMNS = (
    *("pk", "assignment__task_id", "assignment__unit_id", "assignment__responsible_id"),
    *("assignment__task__programme_id", "assignment__task__programme__code", "assignment__task__code"),
    "assignment__task__title",
)


class _Row(NamedTuple):
    """A request about an assignment that waits for an answer, as the query gives it."""

    pk: int
    task_id: int
    unit_id: int
    responsible_id: int | None
    programme_id: int
    programme: str
    task: str
    title: str
    at: datetime
    due: date | None = None


def extension_postings(census: Census) -> Iterator[Posting]:
    """Requests for more time without an answer, for those who decide on the task."""
    rows = Extension.objects.filter(answer=None).order_by("recorded_at", "pk").values_list(*_COLUMNS, "recorded_at")
    for row in starmap(_Row, rows):
        line = _line(census, row, section="extensions", page="requests:extension")
        if line is not None:
            yield Posting(census.directory.verifiers(row.task_id, row.unit_id), line)


def explanation_postings(census: Census) -> Iterator[Posting]:
    """Explanations that were asked and not given, for those who report for the unit and answer for it."""
    last = ExplanationEntry.objects.filter(explanation=OuterRef("pk")).order_by("-id")
    asked = Explanation.objects.annotate(
        last_step=Subquery(last.values("step")[:1]),
        last_at=Subquery(last.values("recorded_at")[:1]),
        last_due=Subquery(last.values("due_date")[:1]),
    ).filter(last_step=Step.ASKED)
    rows = asked.order_by("last_due", "pk").values_list(*_COLUMNS, "last_at", "last_due")
    for row in starmap(_Row, rows):
        line = _line(census, row, section="explanations", page="requests:explanation")
        if line is not None:
            directory = census.directory
            people = directory.reporters(row.unit_id, row.responsible_id) | directory.heads(row.unit_id)
            yield Posting(people, line, row.unit_id)


def obstacle_postings(census: Census) -> Iterator[Posting]:
    """Obstacles that wait for the unit above, and questions on them that wait for the unit itself."""
    waiting = [obstacles.State.NEW, obstacles.State.TAKEN_UP, obstacles.State.WAITING]
    rows = Obstacle.objects.filter(standing__state__in=waiting, standing__into=None).order_by("raised_at", "pk")
    columns = ("pk", "title", "unit_id", "standing__unit_id", "standing__state")
    found = list(rows.values_list(*columns, "standing__arrived_date", "standing__asked_date"))
    standing = standing_for({unit for row in found for unit in row[2:4]}, census.on)
    for pk, title, unit_id, desk_id, state, arrived, asked in found:
        is_asked = state == obstacles.State.WAITING
        since = asked if is_asked and asked else arrived
        rule = _rule(census, _EVERY_PROGRAMME, since)
        raisers, desks = (_in_force(census, standing[one]) for one in (unit_id, desk_id))
        if rule is None or not raisers or not desks:
            continue
        place = census.directory.places[raisers[0]]
        line = Line(
            section="obstacles",
            unit=place.name,
            unit_code=place.code,
            title=title,
            days=_passed(census, since),
            duty=rule.duty,
            link=reverse("obstacles:obstacle", args=[pk]),
        )
        people = {one for unit in (raisers if is_asked else desks) for one in _people(census, unit, is_asked)}
        yield Posting(people, line, raisers[0] if is_asked else None)


def _in_force(census: Census, units: Sequence[UnitVersion]) -> list[int]:
    """The ids of those units that there are today."""
    return [unit.unit_id for unit in units if unit.unit_id in census.directory.places]


def _line(census: Census, row: _Row, *, section: str, page: str) -> Line | None:
    """The line of a request, if a rule reminds of it today and its unit is still there."""
    rule, place = _rule(census, row.programme_id, day_of(row.at)), census.directory.places.get(row.unit_id)
    if rule is None or place is None:
        return None
    return Line(
        section=section,
        unit=place.name,
        unit_code=place.code,
        programme=row.programme,
        task=row.task,
        title=row.title,
        due=row.due.isoformat() if row.due else "",
        days=_passed(census, day_of(row.at)),
        duty=rule.duty,
        link=reverse(page, args=[row.pk]),
    )


def _people(census: Census, unit_id: int, is_asked: bool) -> set[int]:
    directory = census.directory
    if is_asked:
        return directory.reporters(unit_id) | directory.heads(unit_id)
    return directory.answerers(unit_id) or directory.above(unit_id)


def _rule(census: Census, programme: int, since: date) -> Rule | None:
    """The rule that reminds today of something open since a day."""
    for rule in rules_for(census.rules, programme=programme, on=census.on):
        is_kind = rule.kind is RuleKind.TO_ANSWER
        if is_kind and is_to_remind(rule, since=since, calendar=census.calendar, on=census.on):
            return rule
    return None


def _passed(census: Census, since: date) -> int:
    return census.calendar.between(since, census.on)
