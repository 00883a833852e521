"""The sections of what others wait for: obstacles, explanations, requests for more time. One query each."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from tiendo.gateways.clock import day_of
from tiendo.notices.queries.census import Census, Line, Posting
from tiendo.obstacles.models import Obstacle
from tiendo.requests.models import Explanation, ExplanationEntry, Extension
from tiendo.rules import obstacles
from tiendo.rules.reminders import Rule, RuleKind, is_to_remind, rules_for
from tiendo.rules.requests import Step

_EVERY_PROGRAMME = 0  # an obstacle is a unit's, of no programme: the general rules count
_TASK = (
    *("pk", "assignment__task_id", "assignment__unit_id", "assignment__responsible_id"),
    *("assignment__task__programme_id", "assignment__task__programme__code", "assignment__task__code"),
    "assignment__task__title",
)


def extension_postings(census: Census) -> Iterator[Posting]:
    """Requests for more time without an answer, for those who decide on the task."""
    rows = Extension.objects.filter(answer=None).order_by("recorded_at", "pk").values_list(*_TASK, "recorded_at")
    for pk, task_id, unit_id, _responsible, programme_id, programme, task, title, at in rows:
        rule = _rule(census, programme_id, day_of(at))
        if rule is None or unit_id not in census.directory.places:
            continue
        line = Line(
            section="extensions",
            unit=census.directory.places[unit_id].name,
            unit_code=census.directory.places[unit_id].code,
            programme=programme,
            task=task,
            title=title,
            days=_passed(census, day_of(at)),
            duty=rule.duty,
            link=reverse("requests:extension", args=[pk]),
        )
        yield Posting(census.directory.verifiers(task_id, unit_id), line)


def explanation_postings(census: Census) -> Iterator[Posting]:
    """Explanations that were asked and not given, for those who report for the unit and answer for it."""
    last = ExplanationEntry.objects.filter(explanation=OuterRef("pk")).order_by("-id")
    asked = Explanation.objects.annotate(
        last_step=Subquery(last.values("step")[:1]),
        last_at=Subquery(last.values("recorded_at")[:1]),
        last_due=Subquery(last.values("due_date")[:1]),
    ).filter(last_step=Step.ASKED)
    rows = asked.order_by("last_due", "pk").values_list(*_TASK, "last_at", "last_due")
    for pk, _task_id, unit_id, responsible, programme_id, programme, task, title, at, due in rows:
        rule = _rule(census, programme_id, day_of(at))
        if rule is None or unit_id not in census.directory.places:
            continue
        line = Line(
            section="explanations",
            unit=census.directory.places[unit_id].name,
            unit_code=census.directory.places[unit_id].code,
            programme=programme,
            task=task,
            title=title,
            due=due.isoformat() if due else "",
            days=_passed(census, day_of(at)),
            duty=rule.duty,
            link=reverse("requests:explanation", args=[pk]),
        )
        people = census.directory.reporters(unit_id, responsible) | census.directory.heads(unit_id)
        yield Posting(people, line, unit_id)


def obstacle_postings(census: Census) -> Iterator[Posting]:
    """Obstacles that wait for the unit above, and questions on them that wait for the unit itself."""
    waiting = [obstacles.State.NEW, obstacles.State.TAKEN_UP, obstacles.State.WAITING]
    rows = Obstacle.objects.filter(standing__state__in=waiting, standing__into=None).order_by("raised_at", "pk")
    columns = ("pk", "title", "unit_id", "standing__unit_id", "standing__state")
    for pk, title, unit_id, desk_id, state, arrived, asked in rows.values_list(
        *columns, "standing__arrived_date", "standing__asked_date"
    ):
        is_asked = state == obstacles.State.WAITING
        since = asked if is_asked and asked else arrived
        rule = _rule(census, _EVERY_PROGRAMME, since)
        place = census.directory.places.get(unit_id)
        if rule is None or place is None or desk_id not in census.directory.places:
            continue
        line = Line(
            section="obstacles",
            unit=place.name,
            unit_code=place.code,
            title=title,
            days=_passed(census, since),
            duty=rule.duty,
            link=reverse("obstacles:obstacle", args=[pk]),
        )
        yield Posting(_people(census, unit_id if is_asked else desk_id, is_asked), line, unit_id if is_asked else None)


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
