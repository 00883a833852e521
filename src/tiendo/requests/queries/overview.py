"""The lists of the page of requests: counted, filtered, a page at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.requests.models import Explanation, Extension
from tiendo.requests.queries.lines import ExplanationLine, ExtensionLine, explanation_lines, extension_lines
from tiendo.requests.queries.lists import (
    at_step,
    explanations_seen_by,
    explanations_to_answer_for,
    explanations_to_close_for,
    extensions_seen_by,
    extensions_to_decide_for,
    late_among,
)
from tiendo.rules.requests import Outcome, Step

PAGE = 50
DECIDE, ANSWER, CLOSE, ALL_EXTENSIONS, ALL_EXPLANATIONS = "decide", "answer", "close", "extensions", "explanations"
SHOWS = (DECIDE, ANSWER, CLOSE, ALL_EXTENSIONS, ALL_EXPLANATIONS)
EXPLANATIONS = (ANSWER, CLOSE, ALL_EXPLANATIONS)

Lines = list[ExtensionLine] | list[ExplanationLine]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits for the actor: to decide, to answer (and late), to close."""

    decide: int
    answer: int
    late: int
    close: int


def counts_for(actor: Actor, on: date) -> Counts:
    """What waits for the actor, counted."""
    answer = explanations_to_answer_for(actor, on)
    return Counts(
        decide=extensions_to_decide_for(actor, on).count(),
        answer=answer.count(),
        late=late_among(answer, on).count(),
        close=explanations_to_close_for(actor, on).count(),
    )


def default_show(counts: Counts) -> str:
    """The first list in which something waits, else everything that was asked."""
    for show, count in ((DECIDE, counts.decide), (ANSWER, counts.answer), (CLOSE, counts.close)):
        if count:
            return show
    return ALL_EXTENSIONS


def page_for(
    actor: Actor, show: str, *, wanted: dict[str, Any], number: str | None, on: date
) -> tuple[Page[Any], Lines]:
    """One page of a list, filtered by stage, unit and programme, and its lines."""
    if show in EXPLANATIONS:
        explanations = Paginator(_explanations(actor, show, wanted, on), PAGE).get_page(number)
        return explanations, explanation_lines(explanations.object_list, on)
    extensions = Paginator(_extensions(actor, show, wanted, on), PAGE).get_page(number)
    return extensions, extension_lines(extensions.object_list, on)


def _extensions(actor: Actor, show: str, wanted: dict[str, Any], on: date) -> QuerySet[Extension]:
    found = extensions_to_decide_for(actor, on) if show == DECIDE else extensions_seen_by(actor, on)
    stage = wanted.get("stage", "")
    if stage == "open":
        found = found.filter(answer=None)
    elif stage in list(Outcome):
        found = found.filter(answer__outcome=stage)
    return found.filter(**_places(wanted, on))


def _explanations(actor: Actor, show: str, wanted: dict[str, Any], on: date) -> QuerySet[Explanation]:
    lists = {ANSWER: explanations_to_answer_for, CLOSE: explanations_to_close_for}
    found = lists.get(show, explanations_seen_by)(actor, on)
    stage = wanted.get("stage", "")
    if stage in list(Step):
        found = at_step(found, Step(stage))
    return found.filter(**_places(wanted, on))


def _places(wanted: dict[str, Any], on: date) -> dict[str, Any]:
    """The filters by unit (and all below it) and programme."""
    found: dict[str, Any] = {}
    if wanted.get("programme"):
        found["assignment__task__programme__code"] = wanted["programme"].strip()
    if wanted.get("unit"):
        in_tree = UnitVersion.objects.filter(valid_from__lte=on, valid_to__gt=on)
        code = wanted["unit"].strip()
        top = in_tree.filter(code=code).values_list("path", flat=True).first()
        below = in_tree.filter(path__startswith=top) if top else in_tree.none()
        found["assignment__unit_id__in"] = below.values("unit_id")
    return found
