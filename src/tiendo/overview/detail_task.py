"""What the page of one task says: its facts, and who is where with it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tiendo.figures.queries.tables import TaskLine, task_assignments
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.overview.questions import Asked
from tiendo.rules.light import Light
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Task, TaskService, TaskUnit, UnitPart
from tiendo.tasks.queries import task_for

LIGHT_ORDER = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
STATE_ORDER = (
    "overdue",
    "not_started",
    "in_progress",
    "waiting",
    "done_late",
    "done_on_time",
    "recurring",
)
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)
SORTS: dict[str, Callable[[TaskLine], object]] = {
    "unit": lambda line: 0,  # lines come in Vietnamese order
    "state": lambda line: STATE_ORDER.index(line.shown_state),
    "light": lambda line: LIGHT_ORDER[line.verdict.light],
    "due": lambda line: line.due_date or date.max,
    "percent": lambda line: -1 if line.percent is None else line.percent,
    "data": lambda line: line.last_event_at or _NEVER,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The units that lead (and verify) a task, and those that support it."""

    leads: tuple[UnitVersion, ...]
    supports: tuple[UnitVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDetail:
    """One task over the units of the question. `lines`: those open to the reader; `hidden`: how many others."""

    task: Task
    parts: Parts
    services: tuple[TaskService, ...]
    children: tuple[Task, ...]
    total: int
    states: tuple[tuple[str, int], ...]
    lights: tuple[tuple[str, int], ...]
    lines: tuple[TaskLine, ...]
    hidden: int

    def count(self, *states: str) -> int:
        """Assignments in any of the states."""
        return sum(number for state, number in self.states if state in states)

    @property
    def done(self) -> int:
        """Done and verified, on time or late."""
        return self.count("done_on_time", "done_late")

    @property
    def overdue(self) -> int:
        """Not done, and due before the day of the moment."""
        return self.count("overdue")


def task_detail(asked: Asked, code: str) -> TaskDetail:
    """The task with everything that its page shows."""
    task = task_for(asked.actor, asked.programme, code)
    lines = task_assignments(asked.question, task.code)
    visible = tuple(line for line in lines if asked.actor.can(Verb.VIEW, line.path))
    numbers = Counter(line.shown_state for line in lines)
    lights = Counter(line.verdict.light for line in lines)
    services = TaskService.objects.filter(task=task).select_related("programme", "clause__directive")
    children = Task.objects.filter(parent=task, assigned_at__lte=asked.question.basis.at)
    return TaskDetail(
        task=task,
        parts=parts_of(task, asked.question.basis.day),
        services=tuple(services.order_by("programme__code")),
        children=tuple(children.select_related("programme").order_by("programme__code", "code")),
        total=len(lines),
        states=tuple((state, numbers[state]) for state in STATE_ORDER if numbers[state]),
        lights=tuple((light.value, lights[light]) for light in Light if lights[light]),
        lines=visible,
        hidden=len(lines) - len(visible),
    )


def parts_of(task: Task, on: date) -> Parts:
    """Who leads and who supports a task, as the units are on a day."""
    parts = set(TaskUnit.objects.filter(task=task).values_list("unit_id", "part"))
    units = list(in_force(on).filter(unit_id__in={unit_id for unit_id, _part in parts}))
    return Parts(
        leads=tuple(unit for unit in units if (unit.unit_id, UnitPart.LEAD) in parts),
        supports=tuple(unit for unit in units if (unit.unit_id, UnitPart.SUPPORT) in parts),
    )


def chosen(lines: Sequence[TaskLine], *, state: str = "", light: str = "", sort: str = "") -> list[TaskLine]:
    """The lines with a state and a light ("": any), in an order ("-" before its name: reversed)."""
    found = [
        line
        for line in lines
        if (not state or line.shown_state == state) and (not light or line.verdict.light == light)
    ]
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return found
    if sort == "-unit":
        return found[::-1]
    return sorted(found, key=key, reverse=sort.startswith("-"))  # type: ignore[arg-type]
