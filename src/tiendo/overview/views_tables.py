"""The tables of the boards as files, CSV and .xlsx: which of them, the address says."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tiendo.figures.queries import tables
from tiendo.figures.queries.board import board
from tiendo.figures.queries.values import BoardRow
from tiendo.org.models import UnitKind
from tiendo.overview.questions import Asked, ask
from tiendo.overview.rows import board_cells, board_header, in_asked_order
from tiendo.overview.tables_out import XLSX, Table, ending_of, moment_name, table_file
from tiendo.ui import terms

_PERCENT_OF_BOARD = 6


def board_table(request: HttpRequest, code: str) -> HttpResponse:
    """The ranking as a file."""
    asked = ask(request, code)
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""))
    return _board(request, asked, rows, "")


def unit_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The units below a province as a file; for every other unit its tasks."""
    asked = ask(request, code, unit)
    if asked.unit.kind != UnitKind.PROVINCE:
        return _own_tasks(request, ask(request, code, unit, members_only=True))
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""), usual="-done")
    return _board(request, asked, rows, unit)


def tasks_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The tasks over the units at or under one, as a file."""
    asked = ask(request, code, unit, compare=False)
    header = [
        _("Task"),
        _("Title of the task"),
        _("Lead"),
        _("Due date"),
        _("Done"),
        _("Total"),
        _("Waiting"),
        _("Overdue"),
    ]
    cells = (
        [
            row.task_code,
            row.title,
            row.lead,
            row.due_date,
            row.tasks.done,
            row.tasks.total,
            row.tasks.waiting,
            row.tasks.overdue,
        ]
        for row in tables.by_task(asked.question)
    )
    title = _("By task: %(unit)s") % {"unit": asked.unit.full_name}
    return _file(request, asked, f"{unit}-tasks", title, header, cells, long=1)


def matrix_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Units × tasks as a file, with the states in words."""
    asked = ask(request, code, unit, compare=False, members_only=True)
    found = tables.matrix(asked.question)
    header = [_("Code"), _("Unit"), _("Tasks done"), *found.task_codes]
    cells = (
        [
            row.unit_code,
            row.unit_name,
            row.done,
            *(str(terms.STATES[cell]) if cell else "" for cell in row.cells),
        ]
        for row in found.rows
    )
    title = _("Units × tasks: %(unit)s") % {"unit": asked.unit.full_name}
    return _file(request, asked, f"{unit}-matrix", title, header, cells)


def _board(request: HttpRequest, asked: Asked, rows: Sequence[BoardRow], part: str) -> HttpResponse:
    """A board; in a workbook the newest data is a moment, in a CSV it is written as addresses write it."""
    workbook = ending_of(request) == XLSX
    cells = ([*board_cells(row)[:-1], row.counted.data_at] if workbook else board_cells(row) for row in rows)
    title = _("Board: %(unit)s") % {"unit": asked.unit.full_name}
    return _file(request, asked, part, title, board_header(), cells, percent=_PERCENT_OF_BOARD)


def _own_tasks(request: HttpRequest, asked: Asked) -> HttpResponse:
    header = [
        _("Task"),
        _("Title of the task"),
        _("State"),
        _("Due date"),
        _("Original due date"),
        _("Percent"),
        _("Light"),
    ]
    cells = (
        [
            line.task_code,
            line.title,
            str(terms.STATES[line.shown_state]),
            line.due_date,
            line.original_due_date,
            line.percent,
            str(terms.LIGHTS[line.verdict.light]),
        ]
        for line in tables.unit_tasks(asked.question)
    )
    title = _("Tasks: %(unit)s") % {"unit": asked.unit.full_name}
    return _file(request, asked, asked.unit.code, title, header, cells, percent=5, long=1)


def _file(
    request: HttpRequest,
    asked: Asked,
    part: str,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    percent: int | None = None,
    long: int | None = None,
) -> HttpResponse:
    table = Table(
        name=moment_name(asked, part),
        title=title,
        header=header,
        rows=rows,
        percent=frozenset() if percent is None else frozenset({percent}),
        long=frozenset() if long is None else frozenset({long}),
    )
    return table_file(asked, table, ending_of(request))
