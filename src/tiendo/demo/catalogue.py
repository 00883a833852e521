"""The programmes and their tasks. The official lists are not public: the wording is illustrative."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tiendo.demo.curves import table
from tiendo.demo.office_hours import at

ASSIGNED_AT: datetime = at(date(2025, 7, 1), 7)  # with the two-level government; before it the units did not exist
NGHE_AN = "40"


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task as the loader wants it; no targets: all units of the level."""

    programme: str
    code: str
    level: str
    title: str
    lead: str
    deliverable: str
    due_date: date | None
    targets: tuple[str, ...] = ()
    supports: str = ""
    recurrence: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed task without its day yet: who does it, what it is called and what it yields."""

    code: str
    target: str
    title: str
    deliverable: str


def commune_tasks() -> list[TaskSpec]:
    """The 16 tasks of Plan 02 for every commune."""
    return [_for_all("KH02-X", "commune", row) for row in table("commune_tasks.csv")]


def province_tasks() -> list[TaskSpec]:
    """The 23 tasks of Plan 02 for every province."""
    return [_for_all("KH02-T", "province", row) for row in table("province_tasks.csv")]


def shared_tasks() -> list[TaskSpec]:
    """The tasks of Resolution 57 that every province carries out."""
    return [_for_all("NQ57", "province", row) for row in table("shared_tasks.csv")]


def local_drafts() -> list[Draft]:
    """The 102 tasks of Nghệ An's own programme: six actions in each of 17 fields."""
    return _composed("local", letter="N", prefix=f"{NGHE_AN}.")


def government_drafts() -> list[Draft]:
    """The 330 tasks of the Government's programme: 15 actions in each of 22 fields."""
    return _composed("government", letter="C")


def central_drafts(count: int) -> list[Draft]:
    """The first `count` tasks of central bodies under Resolution 57: 16 actions in each of 29 fields."""
    return _composed("central", letter="B")[:count]


def _for_all(programme: str, level: str, row: dict[str, str]) -> TaskSpec:
    return TaskSpec(
        programme=programme,
        code=row["code"],
        level=level,
        title=row["title"],
        lead=row["lead"],
        supports=row.get("supports", ""),
        deliverable=row["deliverable"],
        due_date=date.fromisoformat(row["due_date"]),
        phase=row.get("phase", ""),
    )


def _composed(name: str, *, letter: str, prefix: str = "") -> list[Draft]:
    """Every action in every field, action by action."""
    fields: Sequence[dict[str, str]] = table(f"{name}_fields.csv")
    pairs = [(action, field) for action in table(f"{name}_actions.csv") for field in fields]
    return [
        Draft(
            code=f"{letter}{number:03d}",
            target=prefix + field["target"],
            title=action["action"].format(field=field["field"]),
            deliverable=action["deliverable"],
        )
        for number, (action, field) in enumerate(pairs, start=1)
    ]
