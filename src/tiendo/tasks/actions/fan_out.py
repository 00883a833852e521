"""Giving tasks to their units: who must do it is read from the tree of the day on which it was ordered."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tiendo.directives.actions import put_clause
from tiendo.gateways.clock import day_of
from tiendo.gateways.spreadsheets import Row
from tiendo.org.models import UnitKind
from tiendo.org.queries import in_force, why_not_in_force
from tiendo.people.queries import named_positions
from tiendo.tasks.actions.standings import create_assignments
from tiendo.tasks.cells import Cells
from tiendo.tasks.models import Assignment, Level, Programme, Task, TaskService, TaskUnit, UnitPart
from tiendo.tasks.queries.lookup import UnitCodes

KINDS = {
    Level.COMMUNE: UnitKind.COMMUNE,
    Level.PROVINCE: UnitKind.PROVINCE,
    Level.DEPARTMENT: UnitKind.DEPARTMENT,
    Level.CENTRAL: UnitKind.CENTRAL_BODY,
}


class FanOut:
    """Adds tasks one by one, and their assignments at the end in bulk."""

    def __init__(self, rows: Sequence[Row], *, now: datetime) -> None:
        codes: set[str] = set()
        for row in rows:
            cells = Cells(row)
            for column in ("lead", "supports", "targets"):
                codes.update(cells.codes(column))
        self._codes = UnitCodes(codes)
        self._programmes = {programme.code: programme for programme in Programme.objects.all()}
        self._tasks = {(task.programme_id, task.code): task for task in Task.objects.all()}
        self._levels: dict[tuple[str, date], list[int]] = {}
        self._assignments: list[Assignment] = []
        self._now = now

    def add(self, cells: Cells) -> int:
        """Add the task of one row: 1 if it is new, 0 if it was there or is bad (then a problem is noted)."""
        before = len(cells.problems)
        task, programmes = self._task(cells)
        if len(cells.problems) > before or not programmes:
            return 0
        day = day_of(task.assigned_at)
        units = {column: self._units(cells, column, day) for column in ("lead", "supports", "targets")}
        targets = units["targets"] or self._all_of(task.level, day)
        if not targets:
            cells.fail("targets", _("no unit of this level is in force on that day"))
        there = self._tasks.get((programmes[0].pk, task.code))
        if there is not None and not _same(there, task):
            cells.fail("code", _("the task is there already, with other contents"))
        if there is not None or len(cells.problems) > before:
            return 0
        self._save(cells, task, programmes, units, targets)
        return 1

    def finish(self) -> int:
        """Write the assignments with their first standings. Returns how many."""
        people = named_positions({a.unit_id for a in self._assignments}, day_of(self._now))
        for assignment in self._assignments:
            assignment.responsible_id = people.get(assignment.unit_id)
        create_assignments(self._assignments)
        return len(self._assignments)

    def _task(self, cells: Cells) -> tuple[Task, list[Programme]]:
        programmes = [self._programmes.get(code) for code in cells.codes("programme")]
        if not programmes or None in programmes:
            cells.fail("programme", _("the programme is not known; load it first"))
        moment = cells.moment("recorded_at", required=True)
        if moment and moment > self._now:
            cells.fail("recorded_at", _("the moment lies in the future"))
        rhythm = cells.rhythm("recurrence")
        task = Task(
            code=cells.text("code", limit=60, required=True),
            level=cells.choice("level", Level.values),
            title=cells.text("title", limit=1000, required=True),
            deliverable=cells.text("deliverable", limit=1000),
            due_date=cells.day("due_date"),
            rhythm=rhythm or "",
            phase=cells.text("phase", limit=100),
            assigned_at=moment or self._now,
        )
        found = [programme for programme in programmes if programme is not None]
        if found:
            task.programme = found[0]
        if cells.row.get("parent"):
            task.parent = self._parent(cells)
        return task, found

    def _parent(self, cells: Cells) -> Task | None:
        programme_code, _slash, task_code = cells.row.get("parent").partition("/")
        programme = self._programmes.get(programme_code)
        parent = self._tasks.get((programme.pk, task_code)) if programme else None
        if parent is None:
            cells.fail("parent", _("the parent task is not known; write it as PROGRAMME/CODE and load it first"))
        return parent

    def _units(self, cells: Cells, column: str, day: date) -> list[int]:
        found = []
        for code in cells.codes(column):
            unit = self._codes.unit(code, day)
            if unit is None:
                cells.fail(column, why_not_in_force(code, day))
            else:
                found.append(unit)
        return found

    def _all_of(self, level: str, day: date) -> list[int]:
        if (level, day) not in self._levels:
            units = in_force(day).filter(kind=KINDS[Level(level)]).order_by("code")
            self._levels[level, day] = list(units.values_list("unit_id", flat=True))
        return self._levels[level, day]

    def _save(
        self,
        cells: Cells,
        task: Task,
        programmes: list[Programme],
        units: dict[str, list[int]],
        targets: Iterable[int],
    ) -> None:
        task.save()
        self._tasks[task.programme_id, task.code] = task
        clause = cells.text("clause", limit=60)
        TaskService.objects.bulk_create(
            TaskService(
                task=task,
                programme=programme,
                clause=put_clause(programme.directive_id, clause) if clause else None,
            )
            for programme in programmes
        )
        parts = [(unit, UnitPart.LEAD) for unit in units["lead"]]
        parts += [(unit, UnitPart.SUPPORT) for unit in units["supports"]]
        TaskUnit.objects.bulk_create(TaskUnit(task=task, unit_id=unit, part=part) for unit, part in parts)
        self._assignments += [
            Assignment(
                task=task,
                unit_id=unit,
                assigned_at=task.assigned_at,
                original_due_date=None if task.rhythm else task.due_date,
                due_date=None if task.rhythm else task.due_date,
                recurring=bool(task.rhythm),
            )
            for unit in targets
        ]


def _same(one: Task, other: Task) -> bool:
    columns = ("level", "title", "deliverable", "due_date", "rhythm", "phase", "assigned_at")
    return all(getattr(one, column) == getattr(other, column) for column in columns)
