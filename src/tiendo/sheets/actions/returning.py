"""A form comes back: what it is, whether it is still what was given out, and what was written in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from tiendo.gateways.clock import ZONE, day_of
from tiendo.gateways.spreadsheets import Row
from tiendo.gateways.spreadsheets_xlsx import Record, Workbook
from tiendo.gateways.spreadsheets_zip import is_workbook
from tiendo.rules.progress import State
from tiendo.rules.refusal import Refused
from tiendo.sheets.actions.issuing import checksum, fits
from tiendo.sheets.columns import day_text
from tiendo.sheets.form_book import FILLED, FILLED_ON, PROGRAMME, SEAL, SHEET, TASK
from tiendo.sheets.models import IssuedForm
from tiendo.sheets.queries import newer_form
from tiendo.tasks.cells import CellError, read_day, read_moment
from tiendo.tasks.models import Assignment
from tiendo.ui.words import moment_words

_NUMBER = re.compile(r"BM-([0-9]{6,18})")
_WRITTEN = {FILLED: "percent", FILLED + 1: "happened_date", FILLED + 2: "note"}


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back: the rows in which something was written."""

    form: IssuedForm
    rows: list[Row]
    notes: list[str]
    written_at: datetime | None


def returned_form(content: bytes, name: str, *, now: datetime) -> Returned | None:
    """The form in a file; None where the file is no form of ours. Refused where it was tampered with, or is empty."""
    if not is_workbook(content):
        return None
    book = Workbook(content, name)
    if not book.has(SEAL):
        return None
    facts = [(record.cells[0], record.cells[1]) for record in book.records(SEAL) if len(record.cells) > 1]
    form = _known_form(facts, name)
    named = dict(facts)
    records = book.records(SHEET)
    written_at = _written_at(records, _line(named, "filled_on"), form, now)
    lines = [record for record in records if record.line > _line(named, "header")]
    rows = _rows(lines, form, name)
    if not rows:
        raise Refused(
            _("Nothing is filled in on the form %(number)s. Fill it in and send it again.") % {"number": form}
        )
    return Returned(form, rows, _notes(form, rows), written_at)


def _known_form(facts: Sequence[tuple[str, str]], name: str) -> IssuedForm:
    """The form that the hidden sheet names, if the sheet still says what was given out."""
    named = dict(facts)
    number = _NUMBER.fullmatch(named.get("form", ""))
    form = IssuedForm.objects.filter(pk=int(number[1])).first() if number else None
    if form is None:
        raise Refused(
            _("%(file)s is a form that was not given out here. Download a new form and fill that in.") % {"file": name}
        )
    tasks = [value.split("/", 1) for label, value in facts if label == "task"]
    try:
        issued_at = datetime.fromisoformat(named.get("issued_at", ""))
    except ValueError:
        issued_at = form.issued_at
    expected = checksum(number=named["form"], unit=named.get("unit", ""), issued_at=issued_at, tasks=tasks)
    given = named.get("checksum", "")
    if not fits(given, expected) or not fits(given, form.checksum):
        raise _tampered(form, name)
    return form


def _rows(lines: Sequence[Record], form: IssuedForm, name: str) -> list[Row]:
    rows: list[Row] = []
    shown: list[list[str]] = []
    for record in lines:
        cells = [*record.cells, *[""] * 10]
        written = {column: cells[place] for place, column in _WRITTEN.items()}
        codes = [cells[PROGRAMME], cells[TASK]]
        if any(codes) or any(written.values()):
            shown.append(codes)
        formulas = frozenset(_WRITTEN[place] for place in record.formulas if place in _WRITTEN)
        if any(written.values()) or formulas:
            written["happened_date"] = day_text(written["happened_date"])
            named = {"programme": codes[0], "task": codes[1], "unit": form.unit_code}
            rows.append(Row(record.line, named | written, formulas))
    if sorted(shown) != sorted(form.tasks):
        raise _tampered(form, name)
    return rows


def _written_at(records: Sequence[Record], line: int, form: IssuedForm, now: datetime) -> datetime | None:
    """When the form was filled in, by its own cell; a day without an hour begins with it, or with the form."""
    found = next((record.cells[FILLED_ON] for record in records if record.line == line and len(record.cells) > 3), "")
    if not found:
        return None
    text = day_text(found)
    try:
        moment = read_moment(text) if " " in text else datetime.combine(read_day(text), time(), tzinfo=ZONE)
    except CellError as error:
        raise Refused(_("“Filled in on”: %(why)s.") % {"why": error}) from error
    if moment > now:
        raise Refused(_("“Filled in on” lies in the future. Correct the day on the form and send it again."))
    if day_of(moment) < day_of(form.issued_at):
        raise Refused(
            _("“Filled in on” lies before the day on which the form was made. Correct it and send the form again.")
        )
    return max(moment, form.issued_at)


def _notes(form: IssuedForm, rows: Sequence[Row]) -> list[str]:
    notes = [
        _("Form %(number)s of %(unit)s, made at %(at)s: %(filled)s of %(all)s tasks are filled in.")
        % {
            "number": form.number,
            "unit": form.unit_name,
            "at": moment_words(form.issued_at),
            "filled": len(rows),
            "all": len(form.tasks),
        }
    ]
    newer = newer_form(form)
    if newer is not None:
        notes.append(
            _("There is a newer form of this unit, %(number)s of %(at)s; this one is taken all the same.")
            % {"number": newer.number, "at": moment_words(newer.issued_at)}
        )
    added = Assignment.objects.filter(unit_id=form.unit_id, assigned_at__gt=form.issued_at)
    count = added.exclude(state=State.WITHDRAWN).count()
    if count:
        notes.append(
            _("Tasks given to the unit since then, which the form does not show: %(count)s.") % {"count": count}
        )
    return notes


def _line(named: dict[str, str], label: str) -> int:
    text = named.get(label, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _tampered(form: IssuedForm, name: str) -> Refused:
    return Refused(
        _(
            "The list of tasks in %(file)s is not the one that was given out with the form %(number)s. "
            "Nothing was read. Download the form again, copy what you wrote into it, and send that."
        )
        % {"file": name, "number": form.number}
    )
