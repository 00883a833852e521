"""The boards: the country's, a province's, a unit's. Each asks one question and renders."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tiendo.figures.queries import tables
from tiendo.figures.queries.board import Board, Question, board
from tiendo.figures.queries.explain import explain
from tiendo.figures.queries.values import BoardRow
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import ancestors
from tiendo.overview.changes import changes
from tiendo.overview.questions import Asked, ask
from tiendo.overview.rows import board_cells, board_header, in_asked_order, places_over_time, rank_lines
from tiendo.overview.sentences import board_sentence, noun, per_unit, unit_sentence
from tiendo.rules.numbers import percent
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
    asked = ask(request, code)
    shown = board(asked.question)
    rows = in_asked_order(shown.provinces, request.GET.get("sort", ""))
    by_code = {row.unit.code: row for row in shown.provinces}
    as_map = request.GET.get("view") == "map"
    places: Sequence[Tile | Outline] = country_map().outlines if as_map else tile_grid()
    levels = _levels(asked)
    context = asked.context(
        board=shown,
        sentence=board_sentence(asked, shown, levels),
        noun=noun(levels),
        changes=changes(shown),
        spots=[Spot(place, by_code.get(place.code)) for place in places],
        map=country_map() if as_map else None,
        lines=rank_lines(
            rows, places_over_time(asked.actor, asked.programme, asked.question.basis.at)
        ),
        others=[row for row in shown.members if row.unit.kind != UnitKind.PROVINCE],
        data_at=shown.own.counted.data_at,
        criteria=terms.criteria(shown.rule.order),
    )
    return render(request, "overview/board.html", context)


def board_table(request: HttpRequest, code: str) -> HttpResponse:
    """The ranking as a file."""
    asked = ask(request, code)
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""))
    return _file(asked, "", board_header(), (board_cells(row) for row in rows))


def unit_page(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """A province's board; for every other kind the unit's own page."""
    asked = ask(request, code, unit)
    if asked.unit.kind == UnitKind.COUNTRY:
        return board_page(request, code)
    if asked.unit.kind == UnitKind.PROVINCE:
        return _province(request, asked)
    return _unit(request, asked)


def unit_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The units below a province as a file; for every other unit its tasks."""
    asked = ask(request, code, unit)
    if asked.unit.kind != UnitKind.PROVINCE:
        asked = ask(request, code, unit, members_only=True)
        header = [_("Task"), _("Title"), _("State"), _("Due date"), _("Original due date"), _("Percent"), _("Light")]
        lines = tables.unit_tasks(asked.question)
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
            for line in lines
        )
        return _file(asked, unit, header, cells)
    rows = in_asked_order(board(asked.question).members, request.GET.get("sort", ""), usual="-done")
    return _file(asked, unit, board_header(), (board_cells(row) for row in rows))


def tasks_table(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The tasks over the units at or under one, as a file."""
    asked = ask(request, code, unit, compare=False)
    header = [_("Task"), _("Title"), _("Lead"), _("Due date"), _("Done"), _("Total"), _("Waiting"), _("Overdue")]
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
    asked = ask(request, code, unit, compare=False)
    found = tables.matrix(asked.question)
    header = [_("Code"), _("Unit"), _("Tasks done"), *found.task_codes]
    cells = (
        [row.unit_code, row.unit_name, row.done, *(str(terms.STATES[cell]) if cell else "" for cell in row.cells)]
        for row in found.rows
    )
    return _file(asked, f"{unit}-matrix", header, cells)


def _province(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown = board(asked.question)
    levels = _levels(asked)
    communes = [row for row in shown.members if row.unit.kind == UnitKind.COMMUNE]
    others = [row for row in shown.members if row.unit.kind != UnitKind.COMMUNE]
    sort = request.GET.get("sort", "")
    wants_matrix = request.GET.get("view") == "matrix"
    context = asked.context(
        unit=asked.unit,
        board=shown,
        sentence=board_sentence(asked, shown, levels),
        noun=noun(levels),
        each=per_unit(shown.own),
        **_explained(shown),
        heap=_heap(communes),
        communes=in_asked_order(communes, sort, usual="-done"),
        others=in_asked_order(others, sort, usual="name"),
        turned_red=shown.turned_red,
        tasks=tables.by_task(asked.question),
        **(_matrix(asked.question) if wants_matrix else {}),
        confirmation=shown.confirmation,
        may_confirm=asked.actor.can(Verb.CONFIRM, asked.unit.path),
        sees_inside=asked.actor.can(Verb.VIEW, asked.unit.path),
        data_at=shown.own.counted.data_at,
    )
    return render(request, "overview/province.html", context)


def _unit(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown = board(asked.question)
    sees_inside = asked.actor.can(Verb.VIEW, asked.unit.path)
    context = asked.context(
        unit=asked.unit,
        above=_above(asked),
        board=shown,
        sentence=unit_sentence(asked, shown.own),
        **_explained(shown),
        sees_inside=sees_inside,
        lines=tables.unit_tasks(asked.question) if sees_inside else [],
        confirmation=shown.confirmation,
        data_at=shown.own.counted.data_at,
    )
    return render(request, "overview/unit.html", context)


def _explained(shown: Board) -> dict[str, Any]:
    """Why the light and the place are what they are, and what would change them, in words."""
    own, found = shown.own, explain(shown)
    names = {str(row.unit_id): row.full_name for row in _peers(shown)} if found.slip else {}
    return {
        "own": own,
        "reason": terms.reason(own.verdict),
        "ways_up": [(c.target, terms.needs(c)) for c in found.light_changes if terms.is_better(c.target, own.light)],
        "dangers": [
            (c.target, terms.needs(c)) for c in found.light_changes if not terms.is_better(c.target, own.light)
        ],
        "climb": found.climb,
        "climb_gain": terms.gain(found.climb.gain, found.climb.count) if found.climb else "",
        "slip": found.slip,
        "slip_gain": terms.gain(found.slip.gain, found.slip.count) if found.slip else "",
        "slip_by": names.get(found.slip.by, "") if found.slip else "",
        "movement": found.movement,
        "criteria": terms.criteria(shown.rule.order),
    }


def _peers(shown: Board) -> Iterable[UnitVersion]:
    from tiendo.org.queries import in_force

    keys = [int(contender.key) for contender in shown.contenders]
    return in_force(shown.question.basis.day).filter(unit_id__in=keys)


def _heap(rows: Iterable[BoardRow]) -> list[dict[str, Any]]:
    """Units by tasks done, most first: each group becomes one row of tiles."""
    ordered = sorted(rows, key=lambda row: (-row.tasks.done, row.unit.sort_key))
    counts = Counter(row.tasks.done for row in ordered)
    return [
        {
            "done": done,
            "count": count,
            "percent": percent(count, len(ordered)),
            "figure": f"done_{done}",
            "rows": [row for row in ordered if row.tasks.done == done],
        }
        for done, count in sorted(counts.items(), reverse=True)
    ]


def _matrix(question: Question) -> dict[str, Any]:
    found = tables.matrix(question)
    shown = {cell for row in found.rows for cell in row.cells if cell}
    return {
        "matrix": found,
        "heads": [(code, found.titles[code]) for code in found.task_codes],
        "signs": [(code, sign) for code, sign in terms.STATE_SIGNS.items() if code in shown],
    }


def _above(asked: Asked) -> list[UnitVersion]:
    return [unit for unit in ancestors(asked.unit, asked.question.basis.day) if unit.kind != UnitKind.COUNTRY]


def _levels(asked: Asked) -> list[str]:
    question: Question = asked.question
    found = tasks_of(question.programme, question.basis.at).order_by().values_list("level", flat=True)
    return sorted(set(found.distinct()))


def _file(asked: Asked, part: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
    moment = asked.question.basis.at.strftime("%Y-%m-%d-%H%M")
    name = "-".join(bit for bit in (asked.programme.code, part, moment) if bit)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
