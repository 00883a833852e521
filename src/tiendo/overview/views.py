"""The boards: the country's, a province's, a unit's. Each asks one question and renders."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiendo.figures.queries import tables
from tiendo.figures.queries.board import Board, board
from tiendo.figures.queries.values import BoardRow
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import ancestors
from tiendo.overview.changes import changes
from tiendo.overview.explanations import why
from tiendo.overview.hindrances import hindrances
from tiendo.overview.questions import Asked, ask
from tiendo.overview.rows import in_asked_order, places_over_time, rank_lines
from tiendo.overview.sentences import board_sentence, noun, per_unit, unit_sentence
from tiendo.overview.spread import heat, spread, tiles_label
from tiendo.people.queries import require
from tiendo.rules.permissions import Verb
from tiendo.tasks.queries import tasks_of
from tiendo.ui import terms
from tiendo.ui.geography import Outline, Tile, country_map, tile_grid


@dataclass(frozen=True, slots=True)
class Spot:
    """A tile or an outline with the board's row of its province (None: not in force on the day)."""

    place: Tile | Outline
    row: BoardRow | None


def board_page(request: HttpRequest, code: str) -> HttpResponse:
    """The national board."""
    return _national(request, ask(request, code))


def unit_page(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """A province's board; for every other kind the unit's own page."""
    asked = ask(request, code, unit)
    if asked.national:
        return _national(request, asked)
    if asked.unit.kind == UnitKind.PROVINCE:
        return _province(request, asked)
    return _unit(request, asked)


def _national(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown = board(asked.question)
    by_code = {row.unit.code: row for row in shown.provinces}
    as_map = request.GET.get("view") == "map"
    places: Sequence[Tile | Outline] = country_map().outlines if as_map else tile_grid()
    levels = _levels(asked)
    over_time = places_over_time(asked.actor, asked.programme, asked.question.basis.at)
    context = asked.context(
        board=shown,
        sentence=board_sentence(asked, shown, levels),
        noun=noun(levels),
        changes=changes(shown),
        hindrances=hindrances(asked),
        spots=[Spot(place, by_code.get(place.code)) for place in places],
        map=country_map() if as_map else None,
        lines=rank_lines(in_asked_order(shown.provinces, request.GET.get("sort", "")), over_time),
        worst=len(shown.contenders),
        others=[row for row in shown.members if row.unit.kind != UnitKind.PROVINCE],
        data_at=shown.own.counted.data_at,
        criteria=terms.criteria(shown.rule.order),
    )
    return render(request, "overview/board.html", context)


def _province(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown = board(asked.question)
    levels = _levels(asked)
    communes = [row for row in shown.members if row.unit.kind == UnitKind.COMMUNE]
    others = [row for row in shown.members if row.unit.kind != UnitKind.COMMUNE]
    sort = request.GET.get("sort", "")
    context = asked.context(
        unit=asked.unit,
        board=shown,
        sentence=board_sentence(asked, shown, levels),
        noun=noun(levels),
        each=per_unit(shown.own),
        groups=spread(shown, shown.members),
        tiles_label=tiles_label(shown.members),
        communes=in_asked_order(communes, sort, usual="-done"),
        others=in_asked_order(others, sort, usual="name"),
        turned_red=shown.turned_red,
        hindrances=hindrances(asked),
        confirmation=shown.confirmation,
        sees_inside=asked.actor.can(Verb.VIEW, asked.unit.path),
        may_confirm=asked.actor.can(Verb.CONFIRM, asked.unit.path),
        may_ask_about=_may_ask_about(asked, shown),
        data_at=shown.own.counted.data_at,
    )
    if request.GET.get("view") == "matrix":
        require(asked.actor, Verb.VIEW, asked.unit)  # states of single units, not sums
        return render(request, "overview/matrix.html", context | heat(asked.question))
    return render(
        request,
        "overview/province.html",
        context | {"why": why(shown), "tasks": tables.by_task(asked.question)},
    )


def _unit(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown = board(asked.question)
    sees_inside = asked.actor.can(Verb.VIEW, asked.unit.path)
    context = asked.context(
        unit=asked.unit,
        above=_above(asked),
        board=shown,
        sentence=unit_sentence(asked, shown.own),
        why=why(shown),
        sees_inside=sees_inside,
        lines=tables.unit_tasks(asked.question) if sees_inside else [],
        may_ask_about=_may_ask_about(asked, shown),
        confirmation=shown.confirmation,
        data_at=shown.own.counted.data_at,
    )
    return render(request, "overview/unit.html", context)


def _may_ask_about(asked: Asked, shown: Board) -> bool:
    """Whether the person may ask the unit, and those below it, to explain overdue tasks that there are."""
    return asked.actor.can(Verb.ASK_EXPLANATION, asked.unit.path) and shown.own.tasks.overdue > 0


def _above(asked: Asked) -> list[UnitVersion]:
    return [unit for unit in ancestors(asked.unit, asked.question.basis.day) if unit.kind != UnitKind.COUNTRY]


def _levels(asked: Asked) -> list[str]:
    given = tasks_of(asked.programme, asked.question.basis.at)
    return sorted(set(given.order_by().values_list("level", flat=True).distinct()))
