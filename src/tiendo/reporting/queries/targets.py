"""The assignment that a report page is about; where its unit was merged, the one of the unit that followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.org.queries_succession import successors_on
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import NotFound, Refused
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import assignment_for, programme_for
from tiendo.ui.words import day_words


@dataclass(frozen=True, slots=True)
class Target:
    """An assignment with its unit of today; `moved_from` is the unit that was asked for and has ended."""

    assignment: Assignment
    version: UnitVersion
    moved_from: UnitVersion | None = None


def target_for(actor: Actor, *, programme: str, task: str, unit: str, at: datetime) -> Target:
    """The assignment at an address. Raises NotAllowed out of scope, NotFound where there is none to lead to."""
    asked = programme_for(actor, programme)
    try:
        return Target(*assignment_for(actor, programme=asked, task=task, unit=unit, at=at))
    except NotFound:
        on = day_of(at)
        ended = UnitVersion.objects.filter(code=unit, valid_to__lte=on).order_by("-valid_to").first()
        if ended is None or in_force(on).filter(code=unit).exists():
            raise
    found = [
        following
        for following in successors_on([ended.unit_id], on)[ended.unit_id]
        if Assignment.objects.filter(task__services__programme=asked, task__code=task, unit=following.unit_id).exists()
    ]
    if len(found) != 1:
        raise NotFound(ended_text(ended, found))
    require(actor, Verb.VIEW, found[0])
    return Target(
        *assignment_for(actor, programme=asked, task=task, unit=found[0].code, at=at),
        moved_from=ended,
    )


def require_reportable(actor: Actor, target: Target) -> None:
    """Raise NotAllowed without the right to report on the unit, Refused where the task was withdrawn."""
    require(actor, Verb.REPORT, target.version)
    if target.assignment.state == State.WITHDRAWN:
        raise Refused(withdrawn_text(target.assignment, target.version))


def withdrawn_text(assignment: Assignment, version: UnitVersion) -> str:
    """The sentence for a task that was withdrawn."""
    text = _("The task %(task)s was withdrawn from %(unit)s, so nothing more is reported on it. Nothing was recorded.")
    return str(text) % {"task": assignment.task.code, "unit": version.full_name}


def ended_text(ended: UnitVersion, followers: Iterable[UnitVersion]) -> object:
    """The sentence for a unit that has ended, with those that followed."""
    names = ", ".join(f"{version.full_name} ({version.code})" for version in followers)
    return _("%(unit)s ended on %(day)s. Its tasks go on under: %(followers)s. Report there.") % {
        "unit": ended.full_name,
        "day": day_words(ended.valid_to),
        "followers": names or "–",
    }


def successor_of(assignment: Assignment, on: date) -> tuple[UnitVersion, list[UnitVersion]]:
    """The unit of an assignment as it last was, and the units in force that have its task now."""
    last = UnitVersion.objects.filter(unit_id=assignment.unit_id).order_by("-valid_from")[0]
    following = successors_on([assignment.unit_id], on)[assignment.unit_id]
    having = set(
        Assignment.objects.filter(
            task_id=assignment.task_id, unit_id__in=[version.unit_id for version in following]
        ).values_list("unit_id", flat=True)
    )
    return last, [version for version in following if version.unit_id in having]
