"""The queue: what waits for one person's verification, filtered, in the order in which it is urgent."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from tiendo.checking.queries.oddities import flagged_among
from tiendo.checking.queries.scope import waiting_for, waiting_for_another
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.tasks.models import Assignment


class Due(StrEnum):
    """How a waiting report stands to its due date. DELAY: overdue, although it was reported in time."""

    DELAY = "delay"
    OVERDUE = "overdue"
    IN_TIME = "in_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What is asked for; empty cells ask for everything. `task` is written PROGRAMME/TASK."""

    programme: str = ""
    task: str = ""
    unit: UnitVersion | None = None
    due: str = ""
    flag: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """The cells that ask for something, as the address holds them."""
        unit = self.unit.code if self.unit else ""
        cells = {"programme": self.programme, "task": self.task, "unit": unit, "due": self.due, "flag": self.flag}
        return {name: value for name, value in cells.items() if value}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports wait, and how many of them are overdue through the verifier's delay."""

    total: int
    verifier_delay: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: programmes by code, tasks by PROGRAMME/TASK, with their titles."""

    programmes: list[tuple[str, str]]
    tasks: list[tuple[str, str]]


def queue_for(actor: Actor, wanted: QueueFilter, on: date) -> QuerySet[Assignment]:
    """The assignments that wait for the actor, most urgent first: the verifier's delay, the due date, the report."""
    found = _narrowed(waiting_for(actor, on), wanted, on)
    if wanted.flag:
        found = found.filter(pk__in=flagged_among(list(found.values_list("pk", flat=True)), wanted.flag))
    return _urgent_first(found, on)


def counts_for(actor: Actor, on: date) -> Counts:
    """How much waits for the actor in all, whatever the filter."""
    found = waiting_for(actor, on).aggregate(total=Count("pk"), verifier_delay=Count("pk", filter=_verifier_delay(on)))
    return Counts(found["total"], found["verifier_delay"])


def own_count_for(actor: Actor, on: date) -> int:
    """How many wait that the actor reported, so that somebody else must verify them."""
    return waiting_for_another(actor, on).count()


def choices_for(actor: Actor, wanted: QueueFilter, on: date) -> Choices:
    """The programmes with something in the queue, and the tasks of the programme that is asked for (else of all)."""
    waiting = waiting_for(actor, on).order_by()
    programmes = waiting.values_list("task__services__programme__code", "task__services__programme__title")
    tasks = _narrowed(waiting, QueueFilter(programme=wanted.programme), on).values_list(
        "task__programme__code", "task__code", "task__title"
    )
    return Choices(
        programmes=sorted(programmes.distinct()),
        tasks=sorted((f"{programme}/{code}", title) for programme, code, title in tasks.distinct()),
    )


def _narrowed(waiting: QuerySet[Assignment], wanted: QueueFilter, on: date) -> QuerySet[Assignment]:
    if wanted.programme:
        waiting = waiting.filter(task__services__programme__code=wanted.programme)
    if wanted.task:
        programme, _slash, task = wanted.task.partition("/")
        waiting = waiting.filter(task__programme__code=programme, task__code=task)
    if wanted.unit:
        below = in_force(on).filter(path__startswith=wanted.unit.path).order_by()
        waiting = waiting.filter(unit_id__in=below.values("unit_id"))
    if wanted.due == Due.DELAY:
        waiting = waiting.filter(_verifier_delay(on))
    elif wanted.due == Due.OVERDUE:
        waiting = waiting.filter(due_date__lt=on)
    elif wanted.due == Due.IN_TIME:
        waiting = waiting.filter(Q(due_date__isnull=True) | Q(due_date__gte=on))
    return waiting


def _urgent_first(waiting: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    delay_first = Case(When(_verifier_delay(on), then=Value(0)), default=Value(1))
    return waiting.select_related("task__programme", "unit").order_by(
        delay_first, F("due_date").asc(nulls_last=True), "reported_at", "pk"
    )


def _verifier_delay(on: date) -> Q:
    """The twin in SQL of `rules.progress.is_verifiers_delay`, for what waits."""
    return Q(due_date__lt=on, reported_date__lte=F("due_date"))
