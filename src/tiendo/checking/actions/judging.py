"""Verifying or returning many reports at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.checking.queries.reports import current_reports
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import BadRows, Refused, RowProblem, Text
from tiendo.tasks.actions import EventDraft, Intent, record_events
from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.queries import assignments_allowing
from tiendo.tasks.queries.doors import reported_among

ACTS = {Verb.VERIFY: "checking.reports.verified", Verb.RETURN: "checking.reports.returned"}


class Seen(NamedTuple):
    """An assignment with the number of the report that the reviewer had before the eyes."""

    assignment_id: int
    report: int


@dataclass(frozen=True, slots=True)
class Examined:
    """Assignments under lock, their units, and why the verb can't be recorded on some, by assignment."""

    assignments: dict[int, Assignment]
    units: dict[int, UnitVersion]
    problems: dict[int, Text]

    def intent(self, assignment_id: int, draft: EventDraft) -> Intent:
        """What to record on one of them."""
        assignment = self.assignments[assignment_id]
        return Intent(draft, assignment, self.units[assignment.unit_id])


def judge_reports(seen: Sequence[Seen], *, verb: Verb, reason: str, key: UUID, actor: Actor, now: datetime) -> int:
    """Verify or return reports, all or nothing, in one transaction; returns how many events are new.

    `key` is the number of the sending: what was sent before under it is passed over. Raises NotAllowed, Refused, or
    BadRows that names each report on which it can't be done (`line`: its place among `seen`, from 1).
    """
    require_anywhere(actor, verb)
    if verb not in ACTS:
        raise Refused(_("Choose whether to confirm or to return the reports."))
    if not seen:
        raise Refused(_("Tick at least one report."))
    if verb is Verb.RETURN and not reason.strip():
        raise Refused(_("Say why: the unit reads the reason."))
    keys = {one.assignment_id: uuid5(key, f"{verb}-{one.assignment_id}-{one.report}") for one in seen}
    with transaction.atomic():
        sent = set(ProgressEvent.objects.filter(key__in=keys.values()).values_list("assignment_id", flat=True))
        left = [one for one in seen if one.assignment_id not in sent]
        examined = examine(left, verb=verb, actor=actor, on=day_of(now))
        if examined.problems:
            raise BadRows(_("Some reports can't be decided on. Nothing was recorded."), _rows(seen, examined.problems))
        drafts = [(one, EventDraft(verb=verb, key=keys[one.assignment_id], note=reason)) for one in left]
        new = record_events([examined.intent(one.assignment_id, draft) for one, draft in drafts], actor=actor, now=now)
        if new:
            record_act(code=ACTS[verb], author=actor, subject=str(new), details={"reports": new})
    return new


def examine(seen: Sequence[Seen], *, verb: Verb, actor: Actor, on: date) -> Examined:
    """Lock the assignments and say on which the verb can't be recorded, or no longer on the report that was seen."""
    ids = [one.assignment_id for one in seen]
    locked = Assignment.objects.filter(pk__in=ids).select_related("task__programme", "unit").order_by("pk")
    assignments = {assignment.pk: assignment for assignment in locked.select_for_update(of=("self",))}
    units = {u.unit_id: u for u in in_force(on).filter(unit_id__in=[a.unit_id for a in assignments.values()])}
    allowed = set(assignments_allowing(actor, verb, on).filter(pk__in=ids).values_list("pk", flat=True))
    own = reported_among(ids, actor) if verb is Verb.VERIFY else set()
    reports = current_reports(list(assignments.values()))
    problems: dict[int, Text] = {}
    for one in seen:
        pk = one.assignment_id
        if pk not in allowed:
            problems[pk] = _("You have no position that allows this here. Leave it to the unit that owns the task.")
        elif assignments[pk].state != State.WAITING:
            problems[pk] = _("It no longer waits: somebody decided on it meanwhile, or the unit changed its report.")
        elif reports[pk] != one.report:
            problems[pk] = _("The unit sent another report after you had opened the page. Read it and decide again.")
        elif pk in own:
            problems[pk] = _("You reported on it yourself; somebody else must verify it.")
    return Examined(assignments, units, problems)


def _rows(seen: Sequence[Seen], problems: dict[int, Text]) -> list[RowProblem]:
    return [
        RowProblem(place, "row", problems[one.assignment_id])
        for place, one in enumerate(seen, start=1)
        if one.assignment_id in problems
    ]
