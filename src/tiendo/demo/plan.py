"""The whole world as a plan: programmes, tasks and facts, and the same as the rows of the loaders."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tiendo.demo.catalogue import ASSIGNED_AT, TaskSpec, commune_tasks, province_tasks
from tiendo.demo.commune_plan import arriving_late, commune_facts
from tiendo.demo.curves import table
from tiendo.demo.facts import SOURCE, Fact
from tiendo.demo.local_plan import department_plan, party_plan
from tiendo.demo.national_plan import government_plan, resolution_plan
from tiendo.demo.places import Places
from tiendo.demo.province_plan import province_facts
from tiendo.gateways.spreadsheets import Row

LATE_PROVINCE = "12"  # Lai Châu, the smallest: its late facts move no published figure
MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is loaded before the cut-offs are published (`facts`), and what arrives after (`late`)."""

    programmes: tuple[dict[str, str], ...]
    tasks: tuple[TaskSpec, ...]
    facts: tuple[Fact, ...]
    late: tuple[Fact, ...]


def make_plan(places: Places) -> Plan:
    """The same places give the same plan, fact by fact."""
    communes, provinces = commune_tasks(), province_tasks()
    in_communes = commune_facts(places, communes)
    late_units = {p.code: frozenset(c.code for c in p.communes) for p in places.provinces}[LATE_PROVINCE]
    late = arriving_late(in_communes, late_units)
    plans = (party_plan(places), department_plan(places), government_plan(places), resolution_plan(places))
    facts = [fact for fact in in_communes if fact not in late] if late else in_communes
    facts += province_facts(places, provinces)
    return Plan(
        programmes=tuple(table("programmes.csv")),
        tasks=(*communes, *provinces, *(task for plan in plans for task in plan.tasks)),
        facts=(*facts, *(fact for plan in plans for fact in plan.facts)),
        late=tuple(sorted(late, key=lambda fact: (fact.recorded_at, fact.assignment))),
    )


def programme_rows(plan: Plan) -> list[Row]:
    """The rows of `load programmes`."""
    return _numbered(plan.programmes)


def task_rows(plan: Plan) -> list[Row]:
    """The rows of `load tasks`."""
    return _numbered(_task_cells(task) for task in plan.tasks)


def fact_rows(facts: Iterable[Fact]) -> list[Row]:
    """The rows of `load progress`."""
    return _numbered(_fact_cells(fact) for fact in facts)


def _task_cells(task: TaskSpec) -> dict[str, str]:
    return {
        "programme": task.programme,
        "code": task.code,
        "level": task.level,
        "title": task.title,
        "lead": task.lead,
        "supports": task.supports,
        "targets": ";".join(task.targets),
        "deliverable": task.deliverable,
        "due_date": task.due_date.isoformat() if task.due_date else "",
        "recurrence": task.recurrence,
        "phase": task.phase,
        "recorded_at": ASSIGNED_AT.strftime(MOMENT),
    }


def _fact_cells(fact: Fact) -> Iterator[tuple[str, str]]:
    yield "programme", fact.programme
    yield "task", fact.task
    yield "unit", fact.unit
    yield "kind", fact.kind.value
    yield "recorded_at", fact.recorded_at.strftime(MOMENT)
    yield "actor", fact.actor
    yield "source", SOURCE
    if fact.percent is not None:
        yield "percent", str(fact.percent)
    if fact.happened_date:
        yield "happened_date", fact.happened_date.isoformat()
    if fact.new_due_date:
        yield "new_due_date", fact.new_due_date.isoformat()
    if fact.note:
        yield "note", fact.note
    if fact.decision:
        yield "decision", fact.decision
    if fact.annuls:
        yield "annuls", fact.annuls.strftime(MOMENT)


def _numbered(rows: Iterable[dict[str, str] | Iterator[tuple[str, str]]]) -> list[Row]:
    """Empty cells are left out; the header would be line 1."""
    return [
        Row(line, {column: cell for column, cell in dict(cells).items() if cell})
        for line, cells in enumerate(rows, start=2)
    ]
