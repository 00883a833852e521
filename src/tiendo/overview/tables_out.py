"""Tables of the pages as files: the same rows as CSV and as .xlsx."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tiendo.figures.queries.figure import SOURCE
from tiendo.figures.queries.tables import TaskLine
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.gateways.spreadsheets_out import CONTENT_TYPE, Shape, Sheet, xlsx_bytes
from tiendo.overview.questions import Asked
from tiendo.ui import terms
from tiendo.ui.words import moment_words

XLSX = "xlsx"
LINE_HEADER = (
    "task",
    "title",
    "unit",
    "unit_name",
    "state",
    "light",
    "percent",
    "due_date",
    "original_due_date",
    "reported_at",
    "completed_date",
    "last_event_at",
)
Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page. `codes`: the head of the CSV where it differs from the titles.

    `percent` and `long` are the columns (from 0) of percentages and of texts over several lines.
    """

    name: str
    title: str
    header: Sequence[str]
    rows: Rows
    codes: Sequence[str] = ()
    percent: frozenset[int] = frozenset()
    long: frozenset[int] = frozenset()


def table_file(asked: Asked, table: Table, ending: str) -> HttpResponse:
    """The file that a link under a table leads to; `ending`: "csv" or "xlsx"."""
    if ending == XLSX:
        content, kind = xlsx_bytes(_sheet(asked, table)), CONTENT_TYPE
    else:
        content = csv_bytes(table.codes or table.header, ([_plain(cell) for cell in row] for row in table.rows))
        kind = "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{table.name}.{ending}") or "attachment"
    return response


def ending_of(request: HttpRequest) -> str:
    """Which of the two files an address asks for."""
    return XLSX if request.path.endswith(f".{XLSX}") else "csv"


def moment_name(asked: Asked, *parts: str) -> str:
    """The name of a file: programme, parts, moment."""
    moment = asked.question.basis.at.astimezone(ZONE).strftime("%Y-%m-%d-%H%M")
    return "-".join(part for part in (asked.programme.code, *parts, moment) if part)


def line_titles() -> list[str]:
    """The head of a list of assignments in words."""
    return [
        _("Task"),
        _("Title of the task"),
        _("Code"),
        _("Unit"),
        _("State"),
        _("Light"),
        _("Percent"),
        _("Due date"),
        _("Original due date"),
        _("Reported"),
        _("Completed"),
        _("Newest data"),
    ]


def line_cells(line: TaskLine) -> tuple[object, ...]:
    """An assignment with its values, in words."""
    return (
        line.task_code,
        line.title,
        line.unit_code,
        line.unit_name,
        str(terms.STATES[line.shown_state]),
        str(terms.LIGHTS[line.verdict.light]),
        line.percent,
        line.due_date,
        line.original_due_date,
        line.reported_at,
        line.completed_date,
        line.last_event_at,
    )


def line_codes(line: TaskLine) -> tuple[object, ...]:
    """The same with the codes of state and light, for programs that read the CSV."""
    cells = line_cells(line)
    return (*cells[:4], line.shown_state, str(line.verdict.light), *cells[6:])


def lines_table(name: str, title: str, lines: Iterable[TaskLine], ending: str) -> Table:
    """A list of assignments as a table."""
    return Table(
        name=name,
        title=title,
        header=line_titles(),
        codes=LINE_HEADER,
        rows=(line_cells(line) if ending == XLSX else line_codes(line) for line in lines),
        percent=frozenset({6}),
        long=frozenset({1}),
    )


def _sheet(asked: Asked, table: Table) -> Sheet:
    basis = asked.question.basis
    about = [
        _("Unit: %(unit)s. Programme: %(programme)s.")
        % {"unit": asked.unit.full_name, "programme": f"{asked.programme.code}, {asked.programme.title}"},
        _("As of %(at)s. Source: %(source)s.") % {"at": moment_words(basis.at), "source": terms.SOURCES[SOURCE]},
    ]
    if asked.question.due_year:
        about.append(_("Tasks due in %(year)s only.") % {"year": asked.question.due_year})
    shapes = dict.fromkeys(table.long, Shape.WRAPPED) | dict.fromkeys(table.percent, Shape.PERCENT)
    return Sheet(table.name, table.title, about, table.header, table.rows, shapes)


def _plain(cell: object) -> object:
    """A cell of a CSV: moments as 2025-08-06 16:00:30 in Hanoi's time, nothing as an empty cell."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return cell.isoformat()
        case Decimal():
            return str(cell)
        case _:
            return cell
