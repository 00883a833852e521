"""Rows of an import as its page shows them: each cell with what is wrong in it, before and after side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiendo.sheets.columns import BEYOND, COLUMNS
from tiendo.sheets.models import Effect, ImportRow
from tiendo.ui.moments import query
from tiendo.ui.words import day_words

ALWAYS = ("programme", "task", "unit", "percent", "happened_date", "note")
TITLES: dict[str, str | Promise] = {
    "programme": _("Programme"),
    "task": _("Task"),
    "unit": _("Unit"),
    "percent": _("Percent"),
    "happened_date": _("Day on which it happened"),
    "note": _("Note"),
    "kind": _("Kind of entry"),
    "new_due_date": _("New due date"),
    "decision": _("Decision"),
    "annuls": _("Entry to annul"),
    BEYOND: _("Beyond the columns"),
}
EFFECTS: dict[str, str | Promise] = {
    Effect.NEW: _("would be recorded"),
    Effect.KNOWN: _("changes nothing"),
    Effect.CONFLICT: _("against a newer report"),
    Effect.WRONG: _("wrong"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands in the file, and what is wrong with it."""

    column: str
    text: str
    wrong: tuple[str, ...]
    formula: bool
    under: str  # in small letters below: the name behind a code

    @property
    def short(self) -> bool:
        """Whether it stands on one line."""
        return self.column in ("programme", "percent", "happened_date")


@dataclass(frozen=True, slots=True)
class Stand:
    """How an assignment stands before or after a row."""

    state: str
    percent: Decimal | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the page."""

    row: ImportRow
    cells: tuple[Cell, ...]
    before: Stand | None
    after: Stand | None
    effect: str | Promise
    said_percent: Decimal | None
    said_by: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """A link that shows some rows only."""

    title: str | Promise
    count: int
    href: str
    current: bool


def columns_of(rows: Iterable[ImportRow]) -> list[str]:
    """The columns to show: those that every table has, and those in which anything stands."""
    used = {column for row in rows for column in row.cells}
    used |= {column for row in rows for column, _why in row.problems}
    return [column for column in (*COLUMNS, BEYOND) if column in ALWAYS or column in used]


def shown(row: ImportRow, columns: Iterable[str]) -> Shown:
    """A row cell by cell."""
    under = {"task": row.task_title, "unit": row.unit_name}
    cells = tuple(
        Cell(
            column=column,
            text=_text(row, column),
            wrong=tuple(why for where, why in row.problems if where == column),
            formula=column in row.formulas,
            under=under.get(column, ""),
        )
        for column in columns
    )
    before: dict[str, Any] = row.before or {}
    said = before.get("said")
    return Shown(
        row=row,
        cells=cells,
        before=_stand(row.before),
        after=_stand(row.after) if row.effect in (Effect.NEW, Effect.CONFLICT) else None,
        effect=EFFECTS[row.effect],
        said_percent=Decimal(said) if said not in (None, "None") else None,
        said_by=before.get("by") or "",
        said_at=datetime.fromisoformat(before["at"]) if before.get("at") else None,
    )


def filters(counts: dict[str, int], asked: QueryDict) -> list[Filter]:
    """All rows, and the rows of each effect that there are."""
    only = asked.get("only", "")
    total = Filter(_("All rows"), sum(counts.values()), "?", only not in counts)
    titles = {
        Effect.WRONG: _("Only rows with errors"),
        Effect.CONFLICT: _("Against a newer report"),
        Effect.NEW: _("Would be recorded"),
        Effect.KNOWN: _("Change nothing"),
    }
    return [
        total,
        *(
            Filter(title, counts[effect], query({"only": str(effect)}), only == effect)
            for effect, title in titles.items()
            if counts[effect]
        ),
    ]


def _text(row: ImportRow, column: str) -> str:
    """What stands in the file; a day that was understood as people write it."""
    text = row.cells.get(column, "")
    day = {"happened_date": row.happened_date, "new_due_date": row.new_due_date}.get(column)
    return day_words(day) if text and day else text


def _stand(kept: dict[str, Any] | None) -> Stand | None:
    if not kept:
        return None
    return Stand(
        state=kept["state"],
        percent=Decimal(kept["percent"]) if kept["percent"] is not None else None,
        due=date.fromisoformat(kept["due"]) if kept["due"] else None,
    )
