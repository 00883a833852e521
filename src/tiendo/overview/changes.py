"""What changed since the moment compared with: turned red, moved, fell behind. Picks from a board; counts nothing."""

from dataclasses import dataclass

from tiendo.figures.queries.board import Board, ranked
from tiendo.figures.queries.values import BoardRow
from tiendo.rules.light import Light

SHOWN = 3
SHOWN_RED = 5


@dataclass(frozen=True, slots=True)
class Mover:
    """A province that changed its place, and how many more of its units are complete."""

    row: BoardRow
    gained: int

    @property
    def place_before(self) -> int:
        """Its place at the moment compared with."""
        now = self.row.place.place if self.row.place else 0
        return now + (self.row.change or 0)


@dataclass(frozen=True, slots=True)
class LightCount:
    """How many provinces show a light, and how many did (None: no comparison)."""

    light: Light
    count: int
    before: int | None

    @property
    def change(self) -> int | None:
        """More (positive) or fewer than before."""
        return None if self.before is None else self.count - self.before


@dataclass(frozen=True, slots=True)
class Changes:
    """The panel beside the national board."""

    lights: tuple[LightCount, ...]
    turned_red: tuple[BoardRow, ...]
    turned_red_too: tuple[BoardRow, ...]
    risers: tuple[Mover, ...]
    fallers: tuple[Mover, ...]
    finished: tuple[BoardRow, ...]
    lowest: tuple[BoardRow, ...]
    most_overdue: tuple[BoardRow, ...]
    compared: bool


def changes(shown: Board) -> Changes:
    """Pick what a reader of the board would ask for first."""
    compared = shown.question.since is not None
    provinces = shown.provinces
    movers = [Mover(row, row.complete.numerator - (row.complete_before or 0)) for row in provinces if row.change]
    turned_red = tuple(row for row in provinces if row.turned_red)
    by_change = sorted(movers, key=lambda mover: (-(mover.row.change or 0), mover.row.unit.sort_key))
    risers = [mover for mover in by_change if (mover.row.change or 0) > 0]
    fallers = [mover for mover in reversed(by_change) if (mover.row.change or 0) < 0]
    ranked_rows = ranked([row for row in provinces if row.complete.denominator])
    overdue = sorted((row for row in provinces if row.tasks.overdue), key=lambda row: -row.tasks.overdue)
    return Changes(
        lights=tuple(
            LightCount(
                light,
                shown.lights[light],
                sum(row.light_before is light for row in provinces) if compared else None,
            )
            for light in (Light.GREEN, Light.YELLOW, Light.RED, Light.GREY)
        ),
        turned_red=turned_red[:SHOWN_RED],
        turned_red_too=turned_red[SHOWN_RED:],
        risers=tuple(risers[:SHOWN]),
        fallers=tuple(fallers[:SHOWN]),
        finished=tuple(row for row in ranked_rows if row.complete.numerator == row.complete.denominator),
        lowest=tuple(row for row in ranked_rows[-SHOWN:] if row.complete.numerator < row.complete.denominator)
        if shown.own.complete.numerator
        else (),
        most_overdue=tuple(overdue[:SHOWN]),
        compared=compared,
    )
