"""The doors: the only getters that pages use; each checks the right of the actor first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.directives.models import Directive
from tiendo.gateways.clock import day_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force, version_of
from tiendo.people.queries import Actor, Held, require
from tiendo.people.queries_lending import by_same_hands
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
    return Reach(actor, [assignment.task_id]).may(verb, assignment.task_id, version.path)


class Reach:
    """What an actor may do on many assignments: what owners own is asked once, and only where it decides.

    A task is an owner's when it is named for the position, or, where none is named, when the employing unit leads it.
    """

    def __init__(self, actor: Actor, task_ids: Iterable[int]) -> None:
        self._actor, self._task_ids = actor, set(task_ids)
        self._owned: dict[int, set[int]] | None = None

    def may(self, verb: Verb, task_id: int, path: str) -> bool:
        """Whether some position allows the verb on the task of the unit with this path."""
        held = self._actor.positions_for(verb, path)
        if any(position.role is not Role.OWNER for position in held):
            return True
        return any(task_id in self._owned_by(position) for position in held)

    def _owned_by(self, position: Held) -> set[int]:
        if self._owned is None:
            self._owned = self._ask()
        return self._owned.get(position.position_id, set())

    def _ask(self) -> dict[int, set[int]]:
        owners = [position for position in self._actor.held if position.role is Role.OWNER]
        named: dict[int, set[int]] = defaultdict(set)
        found = TaskOwnership.objects.filter(position_id__in=[position.position_id for position in owners])
        for position_id, task_id in found.values_list("position_id", "task_id"):
            named[position_id].add(task_id)
        units = {position.unit_id for position in owners if position.position_id not in named}
        led: dict[int, set[int]] = defaultdict(set)
        parts = TaskUnit.objects.filter(task_id__in=self._task_ids, unit_id__in=units, part=UnitPart.LEAD)
        for unit_id, task_id in parts.values_list("unit_id", "task_id") if units else ():
            led[unit_id].add(task_id)
        return {position.position_id: named.get(position.position_id) or led[position.unit_id] for position in owners}


def reported_among(assignment_ids: Iterable[int], actor: Actor) -> set[int]:
    """Those of the assignments on which the actor reported, or who shared a position with the actor then.

    Somebody else must verify them.
    """
    found = ProgressEvent.objects.filter(
        by_same_hands(actor), assignment_id__in=list(assignment_ids), kind=Kind.REPORTED
    )
    return set(found.values_list("assignment_id", flat=True))


def _require_position(actor: Actor) -> None:
    if not actor.can_anywhere(Verb.VIEW):
        raise NotAllowed(_("You hold no position today. Ask your administrator to add one."))
