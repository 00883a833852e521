"""The doors: the only getters that pages use; each checks the right of the actor first."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.directives.models import Directive
from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force, version_of
from tiendo.people.queries import Actor, Held, require
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import DONE, Kind, State
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.tasks.models import Assignment, Programme, ProgressEvent, Task, TaskOwnership, TaskUnit, UnitPart
from tiendo.tasks.queries.lookup import programme_named


def programmes_for(actor: Actor) -> QuerySet[Programme]:
    """All programmes, for whoever holds a position; none otherwise."""
    found = Programme.objects.select_related("directive").order_by("code")
    return found if actor.can_anywhere(Verb.VIEW) else found.none()


def programme_for(actor: Actor, code: str) -> Programme:
    """One programme by its code."""
    _require_position(actor)
    return programme_named(code)


def directive_for(actor: Actor, programme: Programme) -> Directive:
    """The directive of a programme, with its file."""
    _require_position(actor)
    return Directive.objects.select_related("document").get(pk=programme.directive_id)


def tasks_of(programme: Programme, at: datetime) -> QuerySet[Task]:
    """The tasks that serve a programme and had been given by a moment, in order of their codes."""
    return Task.objects.filter(services__programme=programme, assigned_at__lte=at).order_by("code")


def task_for(actor: Actor, programme: Programme, code: str) -> Task:
    """One task of a programme by its code."""
    _require_position(actor)
    found = Task.objects.filter(services__programme=programme, code=code).select_related("programme", "parent").first()
    if found is None:
        raise NotFound(
            _("The programme %(programme)s has no task “%(code)s”.") % {"programme": programme.code, "code": code}
        )
    return found


def assignments_for(actor: Actor, on: date) -> QuerySet[Assignment]:
    """The assignments of units that the actor may look into, on the tree of a day."""
    units = in_force(on).filter(actor.scope(Verb.VIEW)).order_by()
    return Assignment.objects.filter(unit_id__in=units.values("unit_id"))


def assignment_for(
    actor: Actor, *, programme: Programme, task: str, unit: str, at: datetime
) -> tuple[Assignment, UnitVersion]:
    """One assignment by programme, task and unit code, with the unit as of the moment; NotAllowed out of scope."""
    version = version_of(unit, day_of(at))
    require(actor, Verb.VIEW, version)
    found = (
        Assignment.objects.select_related("task__programme__directive", "task__parent", "responsible__user", "unit")
        .filter(task__services__programme=programme, task__code=task, unit_id=version.unit_id)
        .first()
    )
    if found is None:
        raise NotFound(
            _("The task %(task)s of %(programme)s was not given to %(unit)s.")
            % {"task": task, "programme": programme.code, "unit": version.full_name}
        )
    return found, version


def verbs_for(actor: Actor, assignment: Assignment, version: UnitVersion) -> tuple[Verb, ...]:
    """What the actor may record on an assignment now, given its state and the two-person rule."""
    state = State(assignment.state)
    fitting = {
        Verb.REPORT: state is not State.WITHDRAWN,
        Verb.VERIFY: state is State.WAITING,
        Verb.RETURN: state is State.WAITING,
        Verb.REOPEN: state in DONE,
        Verb.EXTEND: state is not State.WITHDRAWN,
        Verb.WITHDRAW: state is not State.WITHDRAWN,
        Verb.ANNUL: assignment.last_event_at is not None,
    }
    allowed = [verb for verb, fits in fitting.items() if fits and may(actor, verb, assignment, version)]
    if Verb.VERIFY in allowed and reported_among([assignment.pk], actor):
        allowed.remove(Verb.VERIFY)
    return tuple(allowed)


def may(actor: Actor, verb: Verb, assignment: Assignment, version: UnitVersion) -> bool:
    """Whether some position allows the verb on the unit; an owner's only on the tasks that are the owner's."""
    held = actor.positions_for(verb, version.path)
    return any(position.role is not Role.OWNER for position in held) or owns(held, assignment.task_id)


def owns(held: Sequence[Held], task_id: int) -> bool:
    """Whether a task is an owner's: named for the position, or, where none is named, led by the employing unit."""
    owners = [position for position in held if position.role is Role.OWNER]
    if not owners:
        return False
    ids = [position.position_id for position in owners]
    named = set(TaskOwnership.objects.filter(position_id__in=ids).values_list("position_id", "task_id"))
    if any((position_id, task_id) in named for position_id in ids):
        return True
    with_named = {position_id for position_id, _task in named}
    units = [position.unit_id for position in owners if position.position_id not in with_named]
    return TaskUnit.objects.filter(task_id=task_id, unit_id__in=units, part=UnitPart.LEAD).exists()


def reported_among(assignment_ids: Iterable[int], actor: Actor) -> set[int]:
    """Those of the assignments on which the actor reported: somebody else must verify them."""
    found = ProgressEvent.objects.filter(
        Q(assignment_id__in=list(assignment_ids)), Q(kind=Kind.REPORTED), Q(actor_user=actor.user_id)
    )
    return set(found.values_list("assignment_id", flat=True))


def _require_position(actor: Actor) -> None:
    if not actor.can_anywhere(Verb.VIEW):
        raise NotAllowed(_("You hold no position today. Ask your administrator to add one."))
