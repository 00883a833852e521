"""Reading an import and laying down its rows: what each would change, and what is wrong in which cell."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import override

from tiendo.documents.queries import content_of
from tiendo.gateways.clock import day_of
from tiendo.gateways.spreadsheets import Row, records_of
from tiendo.gateways.spreadsheets_old import OLD_ENCODINGS, OldEncoding
from tiendo.people.queries import Actor
from tiendo.rules.refusal import BadRows, NotAllowed, Refused
from tiendo.sheets.actions.arriving import note_progress
from tiendo.sheets.actions.judging import Judge, Judged
from tiendo.sheets.actions.knowing import Known
from tiendo.sheets.actions.returning import Returned, returned_form
from tiendo.sheets.columns import table_of
from tiendo.sheets.models import Effect, Import, ImportRow, ImportState, IssuedForm
from tiendo.sheets.queries import applied_before

PIECE = 2_000  # rows that are judged and laid down at once
MOST_ROWS = 200_000
_COLUMNS = (
    *("whole_id", "line", "effect", "cells", "formulas", "problems", "assignment_id", "unit_name", "task_title"),
    *("kind", "percent", "happened_date", "new_due_date", "annuls", "key", "before", "after", "seen_at"),
)
_JSON = {"cells", "formulas", "problems", "before", "after"}


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: rows, what the reader should know, and the form where it is one that came back."""

    rows: list[Row]
    notes: list[str]
    form: IssuedForm | None = None
    written_at: datetime | None = None


def read_file(whole: Import, *, now: datetime) -> Content:
    """The rows of an import's file. Raises Refused, BadRows or OldEncoding with what is wrong."""
    name, content = whole.document.name, content_of(whole.document)
    found: Returned | None = None if whole.encoding else returned_form(content, name, now=now)
    if found is not None:
        return Content(found.rows, found.notes, found.form, found.written_at)
    table = table_of(records_of(content, name, encoding=whole.encoding))
    if not table.rows:
        raise Refused(_("The table has a header and no rows. Fill in the rows and send it again."))
    if len(table.rows) > MOST_ROWS:
        raise Refused(_("The table has more than 200,000 rows. Split it and send the parts one after the other."))
    notes = []
    if table.unread:
        notes.append(_("Columns that are not read: %(names)s.") % {"names": ", ".join(table.unread)})
    if whole.encoding:
        notes.append(
            _("The text was converted from %(encoding)s. Check the words before you record.")
            % {"encoding": OLD_ENCODINGS[whole.encoding]}
        )
    return Content(table.rows, notes)


def preview(whole: Import, content: Content, *, actor: Actor, now: datetime) -> Import:
    """Judge every row in the name of the actor and lay them down, piece by piece; then the import can be applied.

    What was laid down before is replaced. Raises NotAllowed for anybody but the sender.
    """
    if whole.user_id != actor.user_id:
        raise NotAllowed(_("Only who sent the file can have it read again."))
    rows, total = content.rows, len(content.rows)
    on: date = day_of(now)
    with override(whole.language):
        judge = Judge(
            actor=actor,
            known=Known(rows, on=on, form=content.form),
            now=now,
            whole=whole.pk,
            form=content.form.number if content.form else "",
            written_at=content.written_at,
        )
        ImportRow.objects.filter(whole=whole)._raw_delete("default")
        for start in range(0, total, PIECE):
            piece = judge.rows(rows[start : start + PIECE])
            with transaction.atomic():
                _lay_down(piece)
                note_progress(whole.pk, done=start + len(piece), total=total)
    return _finish(whole, content, now=now)


def cannot_be_read(whole: Import, refused: Refused) -> Import:
    """Keep why a file can't be read, for its page."""
    whole.state, whole.message = ImportState.UNREADABLE, str(refused.message)
    whole.looks_like = refused.encoding if isinstance(refused, OldEncoding) else ""
    problems = refused.problems if isinstance(refused, BadRows) else ()
    whole.problems = [[problem.line, problem.column, str(problem.message)] for problem in problems]
    whole.save(update_fields=["state", "message", "looks_like", "problems"])
    return whole


def _finish(whole: Import, content: Content, *, now: datetime) -> Import:
    counts = dict(
        ImportRow.objects.filter(whole=whole).values_list("effect").annotate(rows=Count("id")).order_by("effect")
    )
    notes = list(content.notes)
    formulas = ImportRow.objects.filter(whole=whole).exclude(formulas=[]).count()
    with override(whole.language):
        if formulas:
            notes.append(
                _("Rows with formulas: %(count)s. Their results were read; they are marked.") % {"count": formulas}
            )
        before = applied_before(whole)
        if before is not None:
            notes.append(_("The same file was recorded before, as import %(number)s.") % {"number": before.pk})
    whole.state, whole.previewed_at, whole.notes = ImportState.PREVIEWED, now, notes
    whole.message, whole.problems, whole.looks_like = "", [], ""
    whole.form, whole.written_at = content.form, content.written_at
    whole.rows_new, whole.rows_known = counts.get(Effect.NEW, 0), counts.get(Effect.KNOWN, 0)
    whole.rows_conflict, whole.rows_wrong = counts.get(Effect.CONFLICT, 0), counts.get(Effect.WRONG, 0)
    whole.save()
    return whole


def _lay_down(rows: Sequence[Judged]) -> None:
    statement = f"COPY sheets_importrow ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(tuple(_values(row)))


def _values(row: Judged) -> Iterable[object]:
    for name in _COLUMNS:
        value = getattr(row, name)
        yield json.dumps(value, ensure_ascii=False) if name in _JSON and value is not None else value
