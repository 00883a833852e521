"""Figures and boards for programs: the same functions as the pages, asked from within the same doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tiendo.figures.queries.basis import Basis, basis_of
from tiendo.figures.queries.board import Board, Question, board
from tiendo.figures.queries.figure import Figure, UnitLine, figure_from, unit_lines
from tiendo.figures.queries.rows import RowsQuery
from tiendo.figures.queries.tables import TaskLine, lines_of
from tiendo.org.models import UnitKind
from tiendo.org.queries import country, version_of
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.models import Programme
from tiendo.tasks.queries import programme_for


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFigures:
    """What a program asks: which programme, whose figures, when, since when, and which due year."""

    programme: str
    unit: str = ""
    at: datetime | None = None
    since: datetime | None = None
    due_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRows:
    """A page of the rows of a figure that lie in the actor's scope; `hidden` counts all others."""

    figure: Figure
    units: Sequence[UnitLine]
    assignments: Sequence[TaskLine]
    hidden: int


def board_for(actor: Actor, asked: AskedFigures, now: datetime) -> Board:
    """The board of a unit whose sums the actor may see. NotAllowed, NotFound, Refused (moments)."""
    programme = programme_for(actor, asked.programme)
    basis = basis_of(asked.at, now=now, programme=programme)
    unit = version_of(asked.unit, basis.day) if asked.unit else country(basis.day)
    if not actor.can_see_board(unit.path):
        raise NotAllowed(
            _("The figures of %(unit)s are not open to this client. Ask for its own unit or one above it.")
            % {"unit": unit.full_name}
        )
    return board(
        Question(
            programme=programme,
            basis=basis,
            unit=None if unit.kind == UnitKind.COUNTRY else unit,
            since=_since(asked, basis, programme, now),
            due_year=asked.due_year,
        )
    )


def figure_for(actor: Actor, code: str, asked: AskedFigures, now: datetime) -> Figure:
    """One figure by its code."""
    return figure_from(code, board_for(actor, asked, now))


def rows_for(actor: Actor, code: str, asked: AskedFigures, *, now: datetime, after: int, limit: int) -> FigureRows:
    """A page of a figure's rows: units (by place in the list) or assignments (by number)."""
    shown = board_for(actor, asked, now)
    figure = figure_from(code, shown)
    if figure.of_units:
        lines = unit_lines(figure, shown)
        seen = [line for line in lines if actor.can(Verb.VIEW, line.unit.path)]
        return FigureRows(
            figure=figure, units=seen[after : after + limit], assignments=(), hidden=len(lines) - len(seen)
        )
    return _assignment_rows(actor, figure, after=after, limit=limit)


def _assignment_rows(actor: Actor, figure: Figure, *, after: int, limit: int) -> FigureRows:
    """The figure's own statement, narrowed to the scope and to one page."""
    behind = f"FROM ({figure.query.sql}) AS behind"
    query = figure.query.with_params(
        scopes=[path + "%" for path in actor.scope_paths(Verb.VIEW)], after=after, limit=limit
    )
    counts = f"SELECT count(*) FILTER (WHERE NOT path LIKE ANY(%(scopes)s)) {behind}"
    page = f"""SELECT * {behind} WHERE path LIKE ANY(%(scopes)s) AND assignment_id > %(after)s
ORDER BY assignment_id LIMIT %(limit)s"""
    hidden = RowsQuery(counts, query.params).run()[0][0]
    lines = lines_of(figure.question, RowsQuery(page, query.params))
    return FigureRows(figure=figure, units=(), assignments=lines, hidden=hidden)


def _since(asked: AskedFigures, basis: Basis, programme: Programme, now: datetime) -> Basis | None:
    if asked.since is None:
        return None
    if asked.since >= basis.at:
        raise Refused(_("The moment to compare with is not before the moment asked for. Choose an earlier one."))
    return basis_of(asked.since, now=now, programme=programme)
