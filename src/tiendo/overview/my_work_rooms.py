"""What waits for a person in the rooms besides reporting: each section is counted, with its most urgent lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tiendo.checking.queries.waiting import QueueFilter, counts_for, queue_for
from tiendo.gateways.clock import day_of
from tiendo.obstacles.queries import obstacles_to_answer_for, obstacles_to_raise_again_for
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.reporting.queries.supporting import waiting_count_for
from tiendo.requests.models import Explanation
from tiendo.requests.queries.lines import ExplanationLine, ExtensionLine, explanation_lines, extension_lines
from tiendo.requests.queries.lists import (
    explanations_to_answer_for,
    explanations_to_close_for,
    extensions_to_decide_for,
)
from tiendo.rules.permissions import Verb

MOST = 5  # lines of a section; the room's own page has all


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: what it is, whose, until when, and where it is done."""

    text: str
    href: str
    unit: str = ""
    due_date: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What waits of one kind; `urgent` says how many of them are late and through whom, in words."""

    code: str
    title: str
    count: int
    href: str
    lines: tuple[Line, ...] = ()
    urgent: str = ""


def sections_for(actor: Actor, now: datetime) -> list[Section]:
    """The sections in which something can wait for the actor, in the order in which they are urgent."""
    return [section for make in SECTIONS if (section := make(actor, now)) is not None]


def _to_verify(actor: Actor, now: datetime) -> Section | None:
    if not actor.can_anywhere(Verb.VERIFY):
        return None
    day = day_of(now)
    counts = counts_for(actor, day)
    first = list(queue_for(actor, QueueFilter(), day)[:MOST]) if counts.total else []
    names = _names([assignment.unit_id for assignment in first], day)
    return Section(
        code="verify",
        title=_("Reports to verify"),
        count=counts.total,
        href=reverse("checking:queue"),
        urgent=_("%(count)s overdue only because they wait for you") % {"count": counts.verifier_delay}
        if counts.verifier_delay
        else "",
        lines=tuple(
            Line(
                text=f"{assignment.task.code} {assignment.task.title}",
                href=f"{reverse('checking:queue')}?unit={names[assignment.unit_id].code}",
                unit=names[assignment.unit_id].full_name,
                due_date=assignment.due_date,
                late=assignment.due_date is not None and assignment.due_date < day,
            )
            for assignment in first
            if assignment.unit_id in names
        ),
    )


def _names(unit_ids: list[int], day: date) -> dict[int, UnitVersion]:
    if not unit_ids:
        return {}
    return {version.unit_id: version for version in in_force(day).filter(unit_id__in=unit_ids)}


def _obstacles(actor: Actor, now: datetime) -> Section | None:
    """Obstacles to answer for who answers, and answers that came back for who raises."""
    if not (actor.can_anywhere(Verb.ANSWER) or actor.can_anywhere(Verb.RAISE)):
        return None
    day = day_of(now)
    lines = obstacles_to_answer_for(actor, day) if actor.can_anywhere(Verb.ANSWER) else []
    if actor.can_anywhere(Verb.RAISE):
        lines += obstacles_to_raise_again_for(actor, day)
    late = sum(line.is_late for line in lines)
    return Section(
        code="obstacles",
        title=_("Obstacles that wait for you"),
        count=len(lines),
        href=f"{reverse('obstacles:obstacles')}?mine=1",
        urgent=_("%(count)s past the day allowed for the answer") % {"count": late} if late else "",
        lines=tuple(
            Line(
                text=line.title,
                href=reverse("obstacles:obstacle", args=[line.number]),
                unit=line.unit_name,
                due_date=line.due_date,
                late=line.is_late,
            )
            for line in lines[:MOST]
        ),
    )


def _extensions(actor: Actor, now: datetime) -> Section | None:
    """Requests for more time on which the actor decides."""
    if not actor.can_anywhere(Verb.EXTEND):
        return None
    day = day_of(now)
    found = extensions_to_decide_for(actor, day)
    count = found.count()
    lines = extension_lines(found[:MOST], day) if count else []
    return _requests(_("Requests for more time to decide"), "extensions", count, lines)


def _explanations(actor: Actor, now: datetime) -> Section | None:
    """Explanations asked of the actor's units."""
    if not actor.can_anywhere(Verb.EXPLAIN):
        return None
    return _explained(
        _("Explanations asked of you"), "explanations", explanations_to_answer_for(actor, day_of(now)), now
    )


def _answers(actor: Actor, now: datetime) -> Section | None:
    """Explanations that the actor asked for and that were answered."""
    if not actor.can_anywhere(Verb.ASK_EXPLANATION):
        return None
    return _explained(_("Explanations given to you"), "answers", explanations_to_close_for(actor, day_of(now)), now)


def _explained(title: str, code: str, found: QuerySet[Explanation], now: datetime) -> Section:
    count = found.count()
    lines = explanation_lines(found[:MOST], day_of(now)) if count else []
    return _requests(title, code, count, lines)


def _requests(title: str, code: str, count: int, lines: Sequence[ExtensionLine | ExplanationLine]) -> Section:
    shown = tuple(_request(line) for line in lines)
    return Section(code=code, title=title, count=count, href=reverse("requests:list"), lines=shown)


def _request(line: ExtensionLine | ExplanationLine) -> Line:
    if isinstance(line, ExtensionLine):
        href = reverse("requests:extension", args=[line.extension.pk])
        due_date, late = line.assignment.due_date, line.asked_after_due
    else:
        href = reverse("requests:explanation", args=[line.explanation.pk])
        due_date, late = line.question.due_date, line.late
    task = line.assignment.task
    return Line(text=f"{task.code} {task.title}", href=href, unit=line.unit.full_name, due_date=due_date, late=late)


def _parts(actor: Actor, now: datetime) -> Section | None:
    """Tasks of other units that the actor's unit supports and that are open."""
    if not actor.can_anywhere(Verb.CONTRIBUTE):
        return None
    return Section(
        code="parts",
        title=_("Tasks of other units that your unit supports"),
        count=waiting_count_for(actor, now),
        href=reverse("reporting:parts"),
    )


SECTIONS: tuple[Callable[[Actor, datetime], Section | None], ...] = (
    _explanations,
    _to_verify,
    _extensions,
    _obstacles,
    _answers,
    _parts,
)
