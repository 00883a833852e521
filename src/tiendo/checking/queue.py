"""What the page of the queue shows: the rows of a page with what stands beside them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from tiendo.checking.queries.oddities import FILTERS
from tiendo.checking.queries.reports import ReportLine, report_lines
from tiendo.checking.queries.spot_checks import SpotCheckLine, spot_checks_of
from tiendo.checking.queries.waiting import QueueFilter, choices_for, counts_for, own_count_for, queue_for
from tiendo.checking.terms import DUES, FLAGS, filter_words
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Text
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import assignments_allowing

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent and not recorded: nothing of it is lost. `problems` by assignment; `reasons` by assignment."""

    ticked: Collection[str] = ()
    reason: str = ""
    reasons: Mapping[int, str] | None = None
    message: Text | None = None
    problems: Mapping[int, Text] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A waiting report as a line of the form."""

    line: ReportLine
    spot_checks: tuple[SpotCheckLine, ...]
    ticked: bool
    reason: str
    problem: Text | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A report on which nothing could be recorded: its name, where the actor may know it, and why."""

    name: str
    why: Text


def queue_context(request: HttpRequest, actor: Actor, wanted: QueueFilter, on: date, sent: Sent) -> dict[str, Any]:
    """Everything that the page of the queue needs."""
    page = Paginator(queue_for(actor, wanted, on), PAGE).get_page(request.GET.get("page"))
    return {
        "counts": counts_for(actor, on),
        "own_count": own_count_for(actor, on),
        "wanted": wanted,
        "words": filter_words(wanted),
        "choices": choices_for(actor, wanted, on),
        "dues": DUES,
        "flags": [(flag, FLAGS[flag]) for flag in FILTERS],
        "page_of": page,
        "rows": _rows(page, on, sent),
        "sent": sent,
        "problems": named_problems(actor, sent.problems or {}, on),
        "key": uuid4(),
        "sample_size": min(20, page.paginator.count),
    }


def named_problems(actor: Actor, problems: Mapping[int, Text], on: date) -> list[Problem]:
    """Problems with the names of their tasks and units; those out of the actor's reach by their number only."""
    known = (
        assignments_allowing(actor, Verb.VERIFY, on).filter(pk__in=problems) if problems else Assignment.objects.none()
    )
    lines = report_lines(known.select_related("task__programme", "unit"), on)
    names = {line.assignment.pk: f"{line.assignment.task.code}, {line.unit.full_name}" for line in lines}
    return [Problem(names.get(pk, f"№ {pk}"), why) for pk, why in problems.items()]


def _rows(page: Page[Assignment], on: date, sent: Sent) -> list[Row]:
    lines = report_lines(page.object_list, on)
    checks = spot_checks_of([line.assignment.pk for line in lines])
    problems, reasons = sent.problems or {}, sent.reasons or {}
    return [
        Row(
            line=line,
            spot_checks=checks.get(line.assignment.pk, ()),
            ticked=line.token in sent.ticked and line.assignment.pk not in problems,
            reason=reasons.get(line.assignment.pk, ""),
            problem=problems.get(line.assignment.pk),
        )
        for line in lines
    ]
