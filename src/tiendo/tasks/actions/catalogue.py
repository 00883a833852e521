"""Loading programmes and tasks from tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.directives.actions import put_directive
from tiendo.gateways.spreadsheets import Row
from tiendo.journal.actions import Author, record_act
from tiendo.org.actions.load import one_load_at_a_time
from tiendo.rules.refusal import BadRows, Refused, RowProblem
from tiendo.tasks.actions.fan_out import FanOut
from tiendo.tasks.cells import Cells
from tiendo.tasks.models import Programme

PROGRAMME_REQUIRED = ("code", "title", "directive_number", "directive_date", "issuer")
PROGRAMME_OPTIONAL = ("abstract", "file")
TASK_REQUIRED = ("programme", "code", "level", "title", "recorded_at")
TASK_OPTIONAL = (
    "lead",
    "supports",
    "targets",
    "deliverable",
    "due_date",
    "recurrence",
    "phase",
    "parent",
    "clause",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many are new, and how many were there already."""

    added: int
    known: int


def load_programmes(rows: Sequence[Row], *, author: Author, folder: Path | None = None) -> int:
    """Add programmes with their directives, all or nothing; one that is there unchanged is passed over.

    `folder` is where the column `file` (the directive's text) is looked for. Returns how many were added.
    """
    problems: list[RowProblem] = []
    added = 0
    with transaction.atomic():
        one_load_at_a_time()
        for row in rows:
            before = len(problems)
            cells = Cells(row, problems)
            code = cells.code("code", limit=40)
            title = cells.text("title", limit=500, required=True)
            number = cells.text("directive_number", limit=100, required=True)
            issued = cells.day("directive_date", required=True)
            issuer = cells.text("issuer", required=True)
            if len(problems) > before or issued is None:
                continue
            there = Programme.objects.filter(code=code).select_related("directive").first()
            if there is not None:
                known = (there.title, there.directive.number, there.directive.issued_date, there.directive.issuer)
                if known != (title, number, issued, issuer):
                    cells.fail("code", _("the programme is there already, with other contents"))
                continue
            try:
                directive = put_directive(
                    number=number,
                    issued_date=issued,
                    issuer=issuer,
                    abstract=row.get("abstract"),
                    file=folder / row.get("file") if folder and row.get("file") else None,
                )
            except Refused as refused:
                cells.fail("file", refused.message)
                continue
            Programme.objects.create(code=code, title=title, directive=directive)
            added += 1
        if problems:
            raise BadRows(_("Some programmes cannot be added. Nothing was loaded."), problems)
        if added:
            record_act(code="tasks.programme.loaded", author=author, subject=f"{added} programmes")
    return added


def load_tasks(rows: Sequence[Row], *, author: Author, now: datetime) -> int:
    """Add tasks and give them to their units, all or nothing; a task that is there unchanged is passed over.

    Returns how many tasks were added.
    """
    problems: list[RowProblem] = []
    with transaction.atomic():
        one_load_at_a_time()
        fan_out = FanOut(rows, now=now)
        added = sum(fan_out.add(Cells(row, problems)) for row in rows)
        if problems:
            raise BadRows(_("Some tasks cannot be added. Nothing was loaded."), problems)
        assignments = fan_out.finish()
        if added:
            record_act(
                code="tasks.task.loaded",
                author=author,
                subject=f"{added} tasks",
                details={"assignments": assignments},
            )
    return added
