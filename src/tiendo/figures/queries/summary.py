"""A board as plain values: what `tiendo board --json` prints."""

from typing import Any

from tiendo.figures.queries.board import Board
from tiendo.figures.queries.values import BoardRow
from tiendo.gateways.clock import ZONE
from tiendo.org.models import UnitKind
from tiendo.rules.light import Light

STATES = (
    "total",
    "not_started",
    "in_progress",
    "waiting",
    "done_on_time",
    "done_late",
    "recurring",
    "in_time",
    "overdue",
)


def summary(board: Board) -> dict[str, Any]:
    """The board of the question's unit, and for the country its provinces; percent a text with two decimals."""
    question, own = board.question, board.own
    at = question.basis.at.astimezone(ZONE)
    national = own.unit.kind == UnitKind.COUNTRY
    values: dict[str, Any] = {
        "at": at.strftime("%Y-%m-%d %H:%M" if not (at.second or at.microsecond) else "%Y-%m-%d %H:%M:%S"),
        "programme": question.programme.code,
        "unit": None if national else own.unit.code,
        **_row(own),
    }
    if national:
        lights = board.lights
        values["lights"] = {light.value: lights[light] for light in (Light.GREEN, Light.YELLOW, Light.RED, Light.GREY)}
        values["provinces"] = [{"unit": row.unit.code, **_row(row)} for row in board.provinces]
    return values


def _row(row: BoardRow) -> dict[str, Any]:
    percent = row.complete.percent
    return {
        "units": row.counted.units,
        "complete": {
            "numerator": row.complete.numerator,
            "denominator": row.complete.denominator,
            "percent": None if percent is None else f"{percent:.2f}",
        },
        "distribution": {str(done): units for done, units in sorted(row.counted.distribution.items(), reverse=True)},
        "tasks": {state: getattr(row.tasks, state) for state in STATES},
        "light": row.light.value,
        "rank": None if row.place is None else {"place": row.place.place, "of": row.place.of, "change": row.change},
    }
