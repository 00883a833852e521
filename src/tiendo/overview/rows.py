"""Rows of boards as pages and files show them: sorted as the address asks, with places over time."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tiendo.figures.queries.board import ranked
from tiendo.figures.queries.cutoffs import cutoffs_for
from tiendo.figures.queries.values import BoardRow
from tiendo.gateways.clock import ZONE
from tiendo.people.queries import Actor
from tiendo.rules.light import Light
from tiendo.tasks.models import Programme
from tiendo.ui import terms
from tiendo.ui.moments import address_moment

SHOWN_PLACES = 12
_SEVERITY = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
_SORTS: dict[str, Callable[[BoardRow], Any]] = {
    "name": lambda row: row.unit.sort_key,
    "complete": lambda row: row.complete.percent or 0,
    "done": lambda row: row.tasks.share_done.percent or 0,
    "overdue": lambda row: row.tasks.overdue,
    "light": lambda row: _SEVERITY[row.light],
    "change": lambda row: row.change or 0,
    "data": lambda row: row.counted.data_at.timestamp() if row.counted.data_at else 0,
}


@dataclass(frozen=True, slots=True)
class RankLine:
    """A row of the ranking with its places at the published moments (None: without a place), oldest first."""

    row: BoardRow
    places: tuple[int | None, ...]

    @property
    def places_in_words(self) -> str:
        """For who cannot see the line."""
        told = ", ".join(str(place) if place else "–" for place in self.places)
        return _("%(unit)s: places at the published moments: %(places)s") % {
            "unit": self.row.unit.full_name,
            "places": told,
        }


def in_asked_order(rows: Sequence[BoardRow], sort: str, *, usual: str = "place") -> list[BoardRow]:
    """Rows by `sort` (a minus in front turns it round); as `usual` says where it is none of those known."""
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    if key not in _SORTS and key != "place":
        key, downwards = usual.removeprefix("-"), usual.startswith("-")
    if key == "place":
        found = ranked(rows)
        return list(reversed(found)) if downwards else found
    return sorted(sorted(rows, key=_SORTS["name"]), key=_SORTS[key], reverse=downwards)


def places_over_time(actor: Actor, programme: Programme, before: datetime) -> dict[str, tuple[int | None, ...]]:
    """The places of every province at the published moments before one, from the signed records; no board is asked."""
    records = cutoffs_for(actor).filter(at__lt=before).values_list("record", flat=True)[:SHOWN_PLACES]
    figures = [json.loads(record)["figures"].get(programme.code) for record in records]
    moments = [found["provinces"] for found in reversed(figures) if found]
    codes = {code for moment in moments for code in moment}
    return {code: tuple(moment.get(code, (0, 0, "", None))[3] for moment in moments) for code in codes}


def rank_lines(rows: Sequence[BoardRow], places: dict[str, tuple[int | None, ...]]) -> list[RankLine]:
    """Rows with their places over time and, at the end, the place of now."""
    return [RankLine(row, (*places.get(row.unit.code, ()), row.place.place if row.place else None)) for row in rows]


def board_header() -> list[str]:
    """The head of a board as a file."""
    return [
        _("Code"),
        _("Unit"),
        _("Place"),
        _("Change of place"),
        _("Units complete"),
        _("Units"),
        _("Complete (%)"),
        _("Tasks done"),
        _("Tasks that end"),
        _("Overdue"),
        _("Light"),
        _("Newest data"),
    ]


def board_cells(row: BoardRow) -> list[object]:
    """A row of a board as a file."""
    done = row.tasks.share_done
    return [
        row.unit.code,
        row.unit.full_name,
        row.place.place if row.place else "",
        "" if row.change is None else row.change,
        row.complete.numerator,
        row.complete.denominator,
        "" if row.complete.percent is None else row.complete.percent,
        done.numerator,
        done.denominator,
        row.tasks.overdue,
        str(terms.LIGHTS[row.light]),
        address_moment(row.counted.data_at.astimezone(ZONE).replace(microsecond=0)) if row.counted.data_at else "",
    ]
