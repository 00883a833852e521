"""Reading boards, figures and their rows, at any moment."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from tiendo.api.endpoints import show
from tiendo.api.endpoints.door import client_of
from tiendo.api.problems import refusals
from tiendo.api.queries.boards import AskedFigures, board_for, figure_for, rows_for
from tiendo.api.schemas import shown
from tiendo.api.schemas.fields import After, Code, Limit, Moment, Year
from tiendo.figures.queries.cutoffs import cutoffs_for
from tiendo.figures.queries.figure import FIGURES
from tiendo.gateways import clock

router = Router(tags=["figures"])
PAGE = 100


class FigureAsked(Schema):
    """Whose figure and when: the country and now where nothing is named. A published moment reads as published."""

    unit: Code | None = None
    at: Moment | None = None
    due_year: Year | None = None


class BoardAsked(FigureAsked):
    """`since`: a moment to compare with."""

    since: Moment | None = None


class RowsAsked(FigureAsked):
    """Which page of the rows. Name the moment, so that all pages are of the same one."""

    after: After = 0
    limit: Limit = PAGE


@router.get("/cutoffs", response=shown.CutOffsOut, openapi_extra=refusals(), summary="Published moments")
def cutoffs(request: HttpRequest) -> shown.CutOffsOut:
    """The published moments, newest first."""
    found = cutoffs_for(client_of(request).actor)
    return shown.CutOffsOut(
        cutoffs=[
            shown.CutOffOut(
                number=one.pk,
                at=one.at,
                published_at=one.published_at,
                published_by=one.published_by,
                seal=one.seal,
                chain=one.chain,
            )
            for one in found
        ]
    )


@router.get("/figures", response=shown.FigureCodesOut, openapi_extra=refusals(), summary="Codes of figures")
def codes(request: HttpRequest) -> shown.FigureCodesOut:
    """The codes of all figures; besides, done_N counts the units with N tasks done."""
    return shown.FigureCodesOut(figures=list(FIGURES))


@router.get("/programmes/{programme}/board", response=shown.BoardOut, openapi_extra=refusals(404, 409), summary="Board")
def board(
    request: HttpRequest, programme: Annotated[Code, Path()], asked: Annotated[BoardAsked, Query()]
) -> shown.BoardOut:
    """The board of a unit at a moment, as the page shows it: lights, places, and figures with their rows."""
    return show.board(board_for(client_of(request).actor, _asked(programme, asked, asked.since), clock.now()))


@router.get(
    "/programmes/{programme}/figures/{figure}",
    response=shown.FigureOut,
    openapi_extra=refusals(404, 409),
    summary="One figure",
)
def figure(
    request: HttpRequest,
    programme: Annotated[Code, Path()],
    figure: Annotated[Code, Path()],
    asked: Annotated[FigureAsked, Query()],
) -> shown.FigureOut:
    """One figure at a moment, with numerator, denominator, source and period."""
    return show.figure(figure_for(client_of(request).actor, figure, _asked(programme, asked), clock.now()))


@router.get(
    "/programmes/{programme}/figures/{figure}/rows",
    response=shown.RowsOut,
    openapi_extra=refusals(404, 409),
    summary="Rows of a figure",
)
def rows(
    request: HttpRequest,
    programme: Annotated[Code, Path()],
    figure: Annotated[Code, Path()],
    asked: Annotated[RowsAsked, Query()],
) -> shown.RowsOut:
    """What a figure counts: units or assignments of the client's scope; those outside are counted as hidden."""
    found = rows_for(
        client_of(request).actor,
        figure,
        _asked(programme, asked),
        now=clock.now(),
        after=asked.after,
        limit=asked.limit,
    )
    last = found.assignments[-1].assignment_id if found.assignments else asked.after + len(found.units)
    full = len(found.units) + len(found.assignments) == asked.limit
    return shown.RowsOut(
        figure=show.figure(found.figure),
        units=[show.unit_row(one) for one in found.units],
        assignments=[show.assignment_row(one) for one in found.assignments],
        hidden=found.hidden,
        next=last if full else None,
    )


def _asked(programme: str, asked: FigureAsked, since: Moment | None = None) -> AskedFigures:
    return AskedFigures(programme=programme, unit=asked.unit or "", at=asked.at, since=since, due_year=asked.due_year)
