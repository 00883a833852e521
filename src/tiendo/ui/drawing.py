"""Small drawings as coordinates: bars and lines of places. Templates put them into SVG; nothing here is a row."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 100, 24, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """Lines (points as SVG wants them, broken where a value is missing) and the last point."""

    lines: tuple[str, ...]
    last: tuple[str, str] | None


def bar_width(numerator: int, denominator: int) -> str:
    """The length of a bar, 0 to 100, to a tenth; 0 where there is nothing to divide by."""
    if denominator <= 0:
        return "0"
    return f"{min(100.0, 100 * numerator / denominator):.1f}".removesuffix(".0")


def spark(values: Sequence[int | None], *, best: int, worst: int) -> Spark:
    """A line through values at equal distances, `best` on top."""
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    span = max(worst - best, 1)
    lines: list[list[tuple[str, str]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        y = MARGIN + (HEIGHT - 2 * MARGIN) * (value - best) / span
        lines[-1].append((f"{MARGIN + index * step:.0f}", f"{y:.1f}"))
    drawn = [line for line in lines if line]
    return Spark(
        lines=tuple(" ".join(",".join(point) for point in line) for line in drawn),
        last=lines[-1][-1] if lines[-1] else None,
    )
