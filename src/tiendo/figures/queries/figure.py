"""One function per number. A figure knows what it was made from, and can be opened down to its rows.

The numbers are the board's own; the rows come from a statement over the same rows that the board counts, and a test
holds that their count is the numerator.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tiendo.figures.queries.board import Board, Question, board
from tiendo.figures.queries.counting import DONE, STATE_CONDITIONS
from tiendo.figures.queries.rows import RowsQuery, standing_rows
from tiendo.figures.queries.tables import TaskLine, lines_of, lines_query
from tiendo.figures.queries.values import BoardRow
from tiendo.org.models import UnitVersion
from tiendo.org.queries import country, in_force
from tiendo.rules import numbers
from tiendo.rules.light import Light
from tiendo.rules.refusal import NotFound
from tiendo.tasks.queries import programme_start

SOURCE = "Tiến Độ: tasks_progressevent"
_DONE_N = re.compile(r"done_(\d{1,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and where it comes from. `of_units`: its rows are units, else they are assignments."""

    code: str
    question: Question
    unit: UnitVersion
    numerator: int
    denominator: int
    of_units: bool
    period_from: datetime
    query: RowsQuery
    policy_version: str = ""
    source: str = SOURCE

    @property
    def percent(self) -> Decimal | None:
        """Two decimals; None at denominator 0."""
        return numbers.percent(self.numerator, self.denominator)

    @property
    def at(self) -> datetime:
        """The cut-off."""
        return self.question.basis.at


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as a row of a figure."""

    unit: UnitVersion
    done: int
    total: int


def figure_of(code: str, question: Question) -> Figure:
    """The figure with a code; NotFound for an unknown one."""
    return figure_from(code, board(question))


def figure_from(code: str, shown: Board) -> Figure:
    """The figure with a code from a board that has been asked already."""
    made = _DONE_N.fullmatch(code)
    if made:
        return units_with_done(shown, int(made[1]))
    if code not in FIGURES:
        raise NotFound(
            _("There is no figure “%(code)s”. Known: %(known)s.")
            % {"code": code, "known": ", ".join([*FIGURES, "done_16"])}
        )
    return FIGURES[code](shown)


def units_complete(shown: Board) -> Figure:
    """Units all of whose tasks are verified, of all units that have tasks (withdrawn ones left out)."""
    own = shown.own
    return _units_figure(shown, "units_complete", own.complete.numerator, own.complete.denominator, _COMPLETE, {})


def units_with_done(shown: Board, done: int) -> Figure:
    """Units with exactly so many tasks done, of all units that have tasks."""
    numerator = shown.own.counted.distribution.get(done, 0)
    return _units_figure(shown, f"done_{done}", numerator, shown.own.counted.units, "done = %(done)s", {"done": done})


def lowest_share(shown: Board) -> Figure:
    """The lowest share of tasks done of any unit: the unit's own numerator and denominator."""
    rows = [row for row in _unit_rows(shown) if row[2] > row[3]]
    if not rows:
        return _units_figure(shown, "lowest_share", 0, 0, "false", {})
    unit, done, total, recurring = min(rows, key=lambda row: (row[1] / (row[2] - row[3]), row[0]))
    return _units_figure(shown, "lowest_share", done, total - recurring, "unit_id = %(lowest)s", {"lowest": unit})


def tasks_in_state(state: str) -> Callable[[Board], Figure]:
    """The figure function that counts assignments in a state (a column of TaskCounts), of all that count."""

    def figure(shown: Board) -> Figure:
        numerator = getattr(shown.own.tasks, state)
        where = f"({DONE})" if state == "done" else f"({STATE_CONDITIONS[state]})"
        return Figure(
            code=f"tasks_{state}",
            question=shown.question,
            unit=shown.own.unit,
            numerator=numerator,
            denominator=shown.own.tasks.total,
            of_units=False,
            period_from=programme_start(shown.question.programme),
            query=lines_query(shown.question, where, {}),
        )

    figure.__doc__ = f"Assignments at or under the unit in the state {state}, of all that count."
    return figure


def lights_in(light: Light) -> Callable[[Board], Figure]:
    """The figure function that counts the units below (provinces below the country) showing a light."""

    def figure(shown: Board) -> Figure:
        rows = _judged(shown)
        chosen = [row.unit.unit_id for row in rows if row.light is light]
        found = _units_figure(
            shown, f"lights_{light}", len(chosen), len(rows), "unit_id = ANY(%(chosen)s)", {"chosen": chosen}
        )
        return Figure(
            **{name: getattr(found, name) for name in found.__slots__ if name != "policy_version"},
            policy_version=", ".join(sorted({row.policy.policy.version for row in rows})),
        )

    figure.__doc__ = f"Units below that show the light {light}."
    return figure


def rank(shown: Board) -> Figure:
    """The unit's place among its peers: place ÷ number of peers that take part."""
    place = shown.own.place
    peers = [int(contender.key) for contender in shown.contenders]
    found = _units_figure(
        shown,
        "rank",
        place.place if place else 0,
        place.of if place else 0,
        "unit_id = ANY(%(chosen)s)",
        {"chosen": peers},
    )
    return Figure(
        **{name: getattr(found, name) for name in found.__slots__ if name != "policy_version"},
        policy_version=str(shown.rule.pk),
    )


FIGURES: dict[str, Callable[[Board], Figure]] = {
    "units_complete": units_complete,
    "lowest_share": lowest_share,
    **{f"tasks_{state}": tasks_in_state(state) for state in (*STATE_CONDITIONS, "done")},
    **{f"lights_{light}": lights_in(light) for light in Light},
    "rank": rank,
}


def unit_lines(figure: Figure, shown: Board) -> list[UnitLine]:
    """The rows of a figure of units, in Vietnamese order."""
    if figure.code.startswith("lights_") or figure.code == "rank":
        chosen = set(figure.query.params["chosen"])
        pool = {row.unit.unit_id: row for row in shown.members}
        if figure.code == "rank" and not chosen <= pool.keys():
            return _peer_lines(shown)
        return [
            UnitLine(row.unit, row.tasks.done, row.tasks.total) for row in shown.members if row.unit.unit_id in chosen
        ]
    found = {unit_id: (done, total) for unit_id, done, total, _recurring in figure.query.run()}
    units = in_force(figure.question.basis.day).filter(unit_id__in=list(found))
    return [UnitLine(unit, *found[unit.unit_id]) for unit in units]


def assignment_lines(figure: Figure) -> list[TaskLine]:
    """The rows of a figure of assignments."""
    return lines_of(figure.question, figure.query)


_COMPLETE = "done > 0 AND done + recurring = total"


def _judged(shown: Board) -> tuple[BoardRow, ...]:
    return shown.provinces if shown.own.unit.kind == "country" else shown.members


def _units_query(question: Question, where: str, more: dict[str, object]) -> RowsQuery:
    unit = question.unit or country(question.basis.day)
    rows = standing_rows(question.programme, question.basis, due_year=question.due_year, prefix=unit.path)
    sql = f"""{rows.sql}, per_unit AS (
    SELECT tree.unit_id, count(*) FILTER (WHERE {DONE}) AS done, count(*) AS total,
           count(*) FILTER (WHERE r.recurring) AS recurring
    FROM rows r JOIN tree ON tree.unit_id = r.unit_id GROUP BY tree.unit_id
)
SELECT unit_id, done, total, recurring FROM per_unit WHERE {where}"""
    return RowsQuery(sql, rows.params | more)


def _units_figure(
    shown: Board, code: str, numerator: int, denominator: int, where: str, more: dict[str, object]
) -> Figure:
    return Figure(
        code=code,
        question=shown.question,
        unit=shown.own.unit,
        numerator=numerator,
        denominator=denominator,
        of_units=True,
        period_from=programme_start(shown.question.programme),
        query=_units_query(shown.question, where, more),
    )


def _unit_rows(shown: Board) -> list[tuple[int, int, int, int]]:
    return [tuple(row) for row in _units_query(shown.question, "true", {}).run()]


def _peer_lines(shown: Board) -> list[UnitLine]:
    known = {contender.key: contender for contender in shown.contenders}
    units = in_force(shown.question.basis.day).filter(unit_id__in=[int(key) for key in known])
    return [UnitLine(unit, known[str(unit.unit_id)].done, known[str(unit.unit_id)].total) for unit in units]
