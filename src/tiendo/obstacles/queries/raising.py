"""What the form for a new obstacle offers: for which unit, which of its tasks, and who could remove it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tiendo.obstacles.models import ObstacleGroup
from tiendo.obstacles.queries.policies import groups_on
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import ancestors, in_force, version_of
from tiendo.people.queries import Actor, require, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import OPEN
from tiendo.tasks.models import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseChoices:
    """What can be chosen for a unit. `named` are the assignments that the address names."""

    unit: UnitVersion
    groups: tuple[ObstacleGroup, ...]
    assignments: tuple[Assignment, ...]
    removers: tuple[UnitVersion, ...]
    named: tuple[int, ...]


def raising_unit_for(actor: Actor, code: str, on: date) -> UnitVersion | None:
    """The unit for which the actor raises: the one with this code, else the first of the own ones.

    None where the own one is the whole country, above which nothing is. Raises NotFound or NotAllowed.
    """
    require_anywhere(actor, Verb.RAISE)
    if code.strip():
        version = version_of(code.strip(), on)
        require(actor, Verb.RAISE, version)
        return version
    paths = actor.scope_paths(Verb.RAISE)
    return in_force(on).filter(path__in=paths).exclude(kind=UnitKind.COUNTRY).first()


def chooses_unit(actor: Actor, on: date) -> bool:
    """Whether the actor may raise for more than one unit."""
    return in_force(on).filter(actor.scope(Verb.RAISE)).order_by()[:2].count() > 1


def raise_choices(unit: UnitVersion, on: date, *, programme: str = "", task: str = "") -> RaiseChoices:
    """The choices of the form for a unit that came through `raising_unit_for`. Constant queries."""
    fitting = Q(state__in=[state.value for state in OPEN])
    asked = Q(task__services__programme__code=programme, task__code=task)
    named = tuple(Assignment.objects.filter(asked, unit_id=unit.unit_id).values_list("pk", flat=True)) if task else ()
    assignments = (
        Assignment.objects.filter(fitting | Q(pk__in=named), unit_id=unit.unit_id)
        .select_related("task__programme")
        .order_by("task__programme__code", "task__code")
    )
    bodies = in_force(on).filter(kind=UnitKind.CENTRAL_BODY)
    return RaiseChoices(
        unit=unit,
        groups=tuple(groups_on(on)),
        assignments=tuple(assignments),
        removers=(*reversed(ancestors(unit, on)), *bodies),
        named=named,
    )
