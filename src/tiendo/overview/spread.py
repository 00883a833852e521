"""The units of a province by tasks done, and units × tasks, arranged for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tiendo.figures.queries.board import Board, Question, board
from tiendo.figures.queries.tables import matrix
from tiendo.figures.queries.values import BoardRow, Share
from tiendo.org.models import UnitKind
from tiendo.ui import terms

MOST_GROUPS = 24  # beyond so many different numbers of tasks done, rows of tiles show nothing


@dataclass(frozen=True, slots=True)
class Group:
    """The units with exactly so many tasks done; `change` since the moment compared with (None: no comparison)."""

    done: int
    share: Share
    change: int | None
    rows: tuple[BoardRow, ...]

    @property
    def figure(self) -> str:
        """The code of the figure."""
        return f"done_{self.done}"


def spread(shown: Board, members: Sequence[BoardRow]) -> tuple[Group, ...]:
    """Groups by tasks done, most first; () where there is nothing to spread."""
    before = shown.question.at_since
    then = board(before).own.counted.distribution if before else None
    now = shown.own.counted.distribution
    if not members or len(now) > MOST_GROUPS:
        return ()
    return tuple(
        Group(
            done=done,
            share=Share(now[done], shown.own.counted.units),
            change=None if then is None else now[done] - then.get(done, 0),
            rows=tuple(row for row in members if row.tasks.done == done),
        )
        for done in sorted(now, reverse=True)
    )


def heat(question: Question) -> dict[str, Any]:
    """Units × tasks, with the heads and the signs that occur."""
    found = matrix(question)
    shown = {cell for row in found.rows for cell in row.cells if cell}
    return {
        "matrix": found,
        "heads": [(code, found.titles[code]) for code in found.task_codes],
        "signs": [(code, sign) for code, sign in terms.STATE_SIGNS.items() if code in shown],
    }


def tiles_label(rows: Sequence[BoardRow]) -> object:
    """What one tile stands for."""
    if all(row.unit.kind == UnitKind.COMMUNE for row in rows):
        return _("Each square is a commune; its colour and sign are its light")
    return _("Each square is a unit; its colour and sign are its light")
