"""How many communes of each province have all 16 tasks of Plan 02 done, at the anchor moments.

Nghệ An's numbers, the eight complete provinces and the 1,981 communes of 31/7, the nine complete ones of
10/8 and the shares of 24/8 are published; the rest of data/curves.csv is illustrative, within those ranks.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from tiendo.demo.office_hours import at


@dataclass(frozen=True, slots=True)
class Curve:
    """Complete communes at each anchor. lag: 0 steady, 1 late, 2 very late with the work of one commune."""

    anchors: tuple[tuple[datetime, int], ...]
    lag: int


def table(name: str) -> list[dict[str, str]]:
    """A table of the room's data folder, row by row."""
    text = files("tiendo.demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def curves() -> dict[str, Curve]:
    """The curve of every province by its code."""
    return {
        row["province"]: Curve(
            anchors=tuple((at(date.fromisoformat(day)), int(count)) for day, count in list(row.items())[2:]),
            lag=int(row["lag"]),
        )
        for row in table("curves.csv")
    }
