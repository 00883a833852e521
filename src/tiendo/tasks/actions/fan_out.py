"""Giving tasks to their units: who must do it is read from the tree of the day on which it was ordered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import F
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
COLUMNS = {UnitPart.LEAD: "lead", UnitPart.SUPPORT: "supports"}
Given = dict[str, set[int]]  # by column: the ids of units, under "programme" of programmes


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
        self._served = {
            (programme, code): task
            for programme, code, task in TaskService.objects.values_list("programme_id", "task__code", "task_id")
        }
        self._given = self._given_to(rows)
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
        if len(cells.problems) > before:
            return 0
        there = self._tasks.get((programmes[0].pk, task.code))
        if there is None:
            self._refuse_shadow(cells, task.code, programmes)
        elif not _same(there, task) or self._given[there.pk] != _given(programmes, units, self._given[there.pk]):
            cells.fail("code", _("the task is there already, with other contents"))
        if there is not None or len(cells.problems) > before:
            return 0
        self._save(cells, task, programmes, units, targets)
        return 1

    def _refuse_shadow(self, cells: Cells, code: str, programmes: Iterable[Programme]) -> None:
        """Two tasks with one code in a programme could not be told apart where progress is loaded."""
        for programme in programmes:
            if (programme.pk, code) in self._served:
                cells.fail(
                    "code",
                    _("the programme %(programme)s has another task “%(code)s” already")
                    % {"programme": programme.code, "code": code},
                )

    def finish(self) -> int:
        """Write the assignments with their first standings. Returns how many."""
        people = named_positions({a.unit_id for a in self._assignments}, day_of(self._now))
        for assignment in self._assignments:
            assignment.responsible_id = people.get(assignment.unit_id)
        create_assignments(self._assignments)
        return len(self._assignments)

    def _given_to(self, rows: Sequence[Row]) -> dict[int, Given]:
        """Whom the tasks of the rows that are there already were given to, before any restructuring."""
        given: dict[int, Given] = defaultdict(_nobody)
        named = set()
        for row in rows:
            programmes = Cells(row).codes("programme")
            first = self._programmes.get(programmes[0]) if programmes else None
            task = self._tasks.get((first.pk, row.get("code"))) if first else None
            if task is not None:
                named.add(task.pk)
        for task_id, programme in TaskService.objects.filter(task_id__in=named).values_list("task_id", "programme_id"):
            given[task_id]["programme"].add(programme)
        for task_id, unit, part in TaskUnit.objects.filter(task_id__in=named).values_list("task_id", "unit_id", "part"):
            given[task_id][COLUMNS[UnitPart(part)]].add(unit)
        # A successor of a restructured unit has the task only from the day of the restructuring on.
        first_ones = Assignment.objects.filter(task_id__in=named, assigned_at=F("task__assigned_at"))
        for task_id, unit in first_ones.values_list("task_id", "unit_id"):
            given[task_id]["targets"].add(unit)
        return given

    def _task(self, cells: Cells) -> tuple[Task, list[Programme]]:
        programmes = [self._programmes.get(code) for code in cells.codes("programme")]
        if not programmes or None in programmes:
            cells.fail("programme", _("the programme is not known; load it first"))
        moment = cells.moment("recorded_at", required=True)
        if moment and moment > self._now:
            cells.fail("recorded_at", _("the moment lies in the future"))
        rhythm = cells.rhythm("recurrence")
        task = Task(
            code=cells.code("code", limit=60),
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
        self._served |= {(programme.pk, task.code): task.pk for programme in programmes}
        self._given[task.pk] = _given(programmes, units, {"targets": set(targets)})
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


def _nobody() -> Given:
    return {column: set() for column in ("programme", "lead", "supports", "targets")}


def _given(programmes: Sequence[Programme], units: dict[str, list[int]], there: Given) -> Given:
    """Whom a row gives its task to, as `there` tells it; without targets it leaves open who they are."""
    given = {column: set(found) for column, found in units.items()}
    return given | {
        "programme": {programme.pk for programme in programmes},
        "targets": given["targets"] or there["targets"],
    }


def _same(one: Task, other: Task) -> bool:
    columns = ("level", "title", "deliverable", "due_date", "rhythm", "phase", "assigned_at")
    return all(getattr(one, column) == getattr(other, column) for column in columns)
