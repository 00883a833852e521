"""The tables of the boards as CSV files."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tiendo.figures.queries import tables
from tiendo.figures.queries.board import board
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.org.models import UnitKind
from tiendo.overview.questions import Asked, ask
from tiendo.overview.rows import board_cells, board_header, in_asked_order
from tiendo.ui import terms


def board_table(request: HttpRequest, code: str) -> HttpResponse:
    """The ranking as a file."""
    asked = ask(request, code)
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""))
    return _file(asked, "", board_header(), (board_cells(row) for row in rows))


def unit_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The units below a province as a file; for every other unit its tasks."""
    asked = ask(request, code, unit)
    if asked.unit.kind != UnitKind.PROVINCE:
        return _own_tasks(ask(request, code, unit, members_only=True))
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""), usual="-done")
    return _file(asked, unit, board_header(), (board_cells(row) for row in rows))


def tasks_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The tasks over the units at or under one, as a file."""
    asked = ask(request, code, unit, compare=False)
    header = [
        _("Task"),
        _("Title"),
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
            row.due_date or "",
            row.tasks.done,
            row.tasks.total,
            row.tasks.waiting,
            row.tasks.overdue,
        ]
        for row in tables.by_task(asked.question)
    )
    return _file(asked, f"{unit}-tasks", header, cells)


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
    return _file(asked, f"{unit}-matrix", header, cells)


def _own_tasks(asked: Asked) -> HttpResponse:
    header = [
        _("Task"),
        _("Title"),
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
            line.due_date or "",
            line.original_due_date or "",
            "" if line.percent is None else line.percent,
            str(terms.LIGHTS[line.verdict.light]),
        ]
        for line in tables.unit_tasks(asked.question)
    )
    return _file(asked, asked.unit.code, header, cells)


def _file(asked: Asked, part: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
    moment = asked.question.basis.at.astimezone(ZONE).strftime("%Y-%m-%d-%H%M")
    name = "-".join(bit for bit in (asked.programme.code, part, moment) if bit)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
