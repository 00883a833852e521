"""What the page of one figure says: what it counts, what it stands on, its rows, and what came late."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

from django.utils.translation import gettext as _

from tiendo.figures.queries.board import Board, board
from tiendo.figures.queries.figure import Figure, UnitLine, figure_from, unit_lines
from tiendo.figures.queries.rows import RowsQuery, late_events
from tiendo.figures.queries.tables import TaskLine, lines_of
from tiendo.org.queries import tree_state
from tiendo.overview.questions import Asked
from tiendo.people.queries import Actor
from tiendo.rules import numbers
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import ProgressEvent, Seal
from tiendo.ui.terms import LIGHTS, STATES, criteria, language

Line = UnitLine | TaskLine


class AssignmentRows(Sequence[TaskLine]):
    """The assignments behind a figure that lie in what the actor may look into, read slice by slice.

    A national figure has tens of thousands of rows; a page shows a hundred. `hidden` counts those outside.
    """

    def __init__(self, figure: Figure, actor: Actor) -> None:
        self._question = figure.question
        self._sql = f"SELECT * FROM ({figure.query.sql}) AS behind"  # noqa: S608 - the figure's own statement
        self._params = figure.query.params | {"scopes": [path + "%" for path in actor.scope_paths(Verb.VIEW)]}
        counts = f"""SELECT count(*) FILTER (WHERE path LIKE ANY(%(scopes)s)), count(*)
FROM ({figure.query.sql}) AS behind"""  # noqa: S608 - the figure's own statement
        self._count, total = RowsQuery(counts, self._params).run()[0]
        self.hidden: int = total - self._count

    def __len__(self) -> int:
        return int(self._count)

    @overload
    def __getitem__(self, index: int) -> TaskLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[TaskLine]: ...
    def __getitem__(self, index: int | slice) -> TaskLine | list[TaskLine]:
        """A line, or a slice of them in Vietnamese order of the units."""
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _step = index.indices(len(self))
        sql = f"""{self._sql} WHERE path LIKE ANY(%(scopes)s)
ORDER BY sort_key, unit_code, task_code LIMIT %(limit)s OFFSET %(offset)s"""
        return lines_of(self._question, RowsQuery(sql, self._params | {"limit": max(stop - start, 0), "offset": start}))


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure is called and how it is counted."""

    title: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDetail:
    """A figure with its rows. `lines` are those the reader may look into; `hidden` counts the others."""

    figure: Figure
    words: Words
    value: str
    rule: str
    tree_version: int
    seal: Seal | None
    lines: Sequence[Line]
    hidden: int
    late: tuple[ProgressEvent, ...]
    known_now: Figure | None
    known_now_value: str

    @property
    def parameters(self) -> str:
        """What is put into the query, as text."""
        return json.dumps(self.figure.query.params, default=str, ensure_ascii=False)

    @property
    def corrected(self) -> bool:
        """Whether what came late changed the number."""
        known = self.known_now
        return known is not None and (known.numerator, known.denominator) != (
            self.figure.numerator,
            self.figure.denominator,
        )


def figure_detail(asked: Asked, code: str) -> FigureDetail:
    """The figure with a code for the question of the page. NotFound for an unknown code."""
    shown = board(asked.question)
    figure = figure_from(code, shown)
    basis = asked.question.basis
    lines, hidden = _units(figure, shown, asked.actor) if figure.of_units else _assignments(figure, asked.actor)
    late = tuple(late_events(basis))
    known_now = None
    if late:
        known_now = figure_from(code, board(replace(asked.question, basis=basis.as_known_now)))
    return FigureDetail(
        figure=figure,
        words=words_of(code),
        value=value_text(figure),
        rule=rule_text(figure, shown),
        tree_version=basis.cutoff.tree_version if basis.cutoff else tree_state().version,
        seal=Seal.objects.defer("leaves").order_by("-id").first(),
        lines=lines,
        hidden=hidden,
        late=late,
        known_now=known_now,
        known_now_value=value_text(known_now) if known_now else "",
    )


def _units(figure: Figure, shown: Board, actor: Actor) -> tuple[Sequence[Line], int]:
    found = unit_lines(figure, shown)
    visible = [line for line in found if actor.can(Verb.VIEW, line.unit.path)]
    return visible, len(found) - len(visible)


def _assignments(figure: Figure, actor: Actor) -> tuple[Sequence[Line], int]:
    rows = AssignmentRows(figure, actor)
    return rows, rows.hidden


def value_text(figure: Figure) -> str:
    """The figure in one expression: 69/130 (53,08%), or a place of so many."""
    if figure.code == "rank":
        place, of = (numbers.number(part, language()) for part in (figure.numerator, figure.denominator))
        return _("place %(place)s of %(of)s") % {"place": place, "of": of} if figure.denominator else "–"
    return numbers.share_text(figure.numerator, figure.denominator, language())


def rule_text(figure: Figure, shown: Board) -> str:
    """Which version of which policy or rule judged it; counts of states need none."""
    if figure.code == "rank":
        return _("rank rule %(version)s: %(criteria)s") % {
            "version": figure.policy_version,
            "criteria": criteria(shown.rule.order),
        }
    if figure.policy_version:
        return _("light policy, version %(version)s") % {"version": figure.policy_version}
    return _("counted from states; no policy enters")


def words_of(code: str) -> Words:
    """The words for a known figure."""
    if code.startswith("done_"):
        return Words(
            _("Units with %(count)s tasks done") % {"count": code.removeprefix("done_")},
            _("Units with exactly so many tasks done and confirmed, of all units that have tasks."),
        )
    if code.startswith("lights_"):
        return Words(
            _("Units with the light “%(light)s”") % {"light": LIGHTS[code.removeprefix("lights_")]},
            _(
                "Units directly below that show this light (below the country: provinces), of all that are "
                "judged. A light is derived from the counts of the moment and the policy in force then; it "
                "is never stored."
            ),
        )
    if code.startswith("tasks_"):
        return _state_words(code.removeprefix("tasks_"))
    return {
        "units_complete": Words(
            _("Units complete"),
            _(
                "Units all of whose tasks are done and confirmed, of all units that have tasks. Withdrawn "
                "tasks are left out; recurring ones never end and hinder nobody."
            ),
        ),
        "lowest_share": Words(
            _("Lowest share of tasks done"),
            _(
                "Of all units that have tasks, the lowest share of tasks done and confirmed; recurring ones "
                "are left out."
            ),
        ),
        "rank": Words(
            _("Place among equals"),
            _("The place among the units of the same kind that take part; equal values share a place."),
        ),
    }[code]


def _state_words(state: str) -> Words:
    of_all = _("Of all assignments (a task given to a unit) that had been given by the moment and are not withdrawn.")
    match state:
        case "total":
            return Words(_("Assignments"), of_all)
        case "done":
            return Words(_("Assignments done"), _("Done and confirmed, on time or late.") + " " + of_all)
        case "in_time":
            return Words(
                _("Assignments in time"),
                _("Neither done nor past the due date in force at the moment.") + " " + of_all,
            )
        case "overdue":
            return Words(
                _("Assignments overdue"),
                _("Not done, and due before the day of the moment: a task due today is in time until midnight.")
                + " "
                + of_all,
            )
        case "verifier_delay":
            return Words(
                _("Overdue through the verifier"),
                _("Reported complete in time, and still waiting for confirmation after the due date.") + " " + of_all,
            )
        case _:
            return Words(_("Assignments: %(state)s") % {"state": STATES[state]}, of_all)
