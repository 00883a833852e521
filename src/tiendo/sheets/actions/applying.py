"""Recording an import: every row, or none."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import Unit
from tiendo.people.queries import Actor
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import BadRows, NotAllowed, Refused, RowProblem
from tiendo.sheets.actions.arriving import note_progress
from tiendo.sheets.actions.judging import VERB_OF
from tiendo.sheets.models import Effect, Import, ImportRow, ImportState
from tiendo.sheets.queries import versions_of
from tiendo.tasks.actions import EventDraft, Intent, record_events
from tiendo.tasks.models import Assignment, Task


class Changed(Refused):
    """Something was recorded since the preview was made; it has to be made anew."""


def apply_import(whole: Import, *, chosen: Collection[int] = (), actor: Actor, now: datetime) -> int:
    """Record the new rows, and those conflicts whose lines were chosen; returns how many events there are.

    Once: an import that was recorded already is left as it is. Raises NotAllowed, Refused, Changed or BadRows with
    the lines of the file; then nothing is recorded.
    """
    if whole.user_id != actor.user_id:
        raise NotAllowed(_("Only who sent the file can record it: it is recorded in that person's name."))
    with transaction.atomic():
        now_stored = Import.objects.select_for_update().get(pk=whole.pk)
        if now_stored.state in (ImportState.APPLIED, ImportState.TAKING_BACK, ImportState.TAKEN_BACK):
            return now_stored.events
        _require_ready(now_stored)
        rows = list(
            ImportRow.objects.filter(whole=whole)
            .filter(Q(effect=Effect.NEW) | Q(effect=Effect.CONFLICT, line__in=list(chosen)))
            .defer("problems", "formulas", "before", "after", "unit_name", "task_title")
        )
        if not rows:
            raise Refused(_("No row of this file would change anything, so there is nothing to record."))
        events = _record(rows, now_stored, actor=actor, now=now)
        Import.objects.filter(pk=whole.pk).update(state=ImportState.APPLIED, applied_at=now, events=events, message="")
        note_progress(whole.pk, done=len(rows), total=len(rows))
        record_act(
            code="sheets.import.applied",
            author=actor,
            subject=f"import {whole.pk}: {now_stored.document.name}"[:300],
            details={"events": events, "rows": now_stored.rows_count},
        )
    return events


def _require_ready(whole: Import) -> None:
    if whole.state not in (ImportState.PREVIEWED, ImportState.APPLYING):
        raise Refused(_("The file has not been read yet. Wait for the preview."))
    if whole.rows_wrong:
        raise Refused(
            _("Rows that are wrong: %(count)s. Nothing was recorded. Put them right in the file and send it again.")
            % {"count": whole.rows_wrong}
        )


def _record(rows: Sequence[ImportRow], whole: Import, *, actor: Actor, now: datetime) -> int:
    """Append the events of the rows through the door that every person goes through."""
    ids = [row.assignment_id for row in rows if row.assignment_id is not None]
    assignments = _locked(ids)
    changed = sum(assignments[row.assignment_id or 0].last_event_at != row.seen_at for row in rows)
    if changed:
        raise Changed(
            _("Rows whose task changed since the preview: %(count)s. Nothing was recorded; look at the new preview.")
            % {"count": changed}
        )
    versions = versions_of({found.unit_id for found in assignments.values()}, day_of(now))
    intents = []
    for row in rows:
        assignment = assignments[row.assignment_id or 0]
        intents.append(Intent(_draft(row, whole), assignment, versions[assignment.unit_id]))
    try:
        return record_events(intents, actor=actor, now=now)
    except BadRows as bad:
        problems = [RowProblem(rows[found.line - 1].line, found.column, found.message) for found in bad.problems]
        raise BadRows(_("Some rows cannot be recorded, so nothing was recorded."), problems) from bad


def _locked(ids: Sequence[int]) -> dict[int, Assignment]:
    """Assignments, held until the end; each task and unit is read once, however many assignments have it."""
    locked = Assignment.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    found = {assignment.pk: assignment for assignment in locked.only("task_id", "unit_id", "last_event_at")}
    tasks = Task.objects.select_related("programme").in_bulk({assignment.task_id for assignment in found.values()})
    units = Unit.objects.in_bulk({assignment.unit_id for assignment in found.values()})
    for assignment in found.values():
        assignment.task, assignment.unit = tasks[assignment.task_id], units[assignment.unit_id]
    return found


def _draft(row: ImportRow, whole: Import) -> EventDraft:
    return EventDraft(
        verb=VERB_OF[Kind(row.kind)],
        percent=row.percent,
        happened_date=row.happened_date,
        new_due_date=row.new_due_date,
        note=row.cells.get("note", ""),
        decision=row.cells.get("decision", ""),
        annuls=row.annuls,
        written_at=whole.written_at,
        key=row.key,
        source="form" if whole.form_id else f"import {whole.pk}",
    )
