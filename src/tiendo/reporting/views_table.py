"""The table: all own assignments on one page, and one button that sends every row that was filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import Actor, require_anywhere
from tiendo.reporting.actions import Outcome, Sending, Sent, send_reports
from tiendo.reporting.forms import TypedRow, new_key, typed_rows
from tiendo.reporting.queries.own import Chosen, OwnRow, own_count_for, own_rows_for, rows_named_for
from tiendo.reporting.sentences import conflict_text
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row on screen: where the assignment stands, what was typed, and why it was not recorded."""

    own: OwnRow
    key: str
    percent_text: str = ""
    note: str = ""
    message: str = ""


def table(request: HttpRequest) -> HttpResponse:
    """GET: the rows. POST: send those that were filled in, in one transaction."""
    who, now = actor(request), clock.now()
    require_anywhere(who, Verb.REPORT)
    if request.method != "POST":
        return _render(request, now, {}, {})
    typed = typed_rows(request.POST)
    if not typed:
        raise Refused(_("Nothing is filled in. Write a percentage or a note in at least one row, then send."))
    unread = {row.assignment_id: row.message for row in typed if row.message}
    current = _percents(who, now, typed)
    ready = [row for row in typed if not row.message]
    results = send_reports([_sending(row, current) for row in ready], actor=who, now=now)
    problems = unread | {
        row.assignment_id: _problem(sent)
        for row, sent in zip(ready, results, strict=True)
        if sent.outcome in (Outcome.CONFLICT, Outcome.REFUSED)
    }
    _say(request, results)
    if not problems:
        return redirect(request.get_full_path())
    text = ngettext(
        "%(count)s row was not recorded; it says why, and what you typed is still there.",
        "%(count)s rows were not recorded; each says why, and what you typed is still there.",
        len(problems),
    )
    messages.error(request, text % {"count": len(problems)})
    return _render(request, now, {row.assignment_id: row for row in typed if row.assignment_id in problems}, problems)


def _percents(who: Actor, now: datetime, typed: Sequence[TypedRow]) -> dict[int, Decimal]:
    """The percentage of now for rows in which only a note was written."""
    noted = [row.assignment_id for row in typed if row.percent is None and not row.message]
    rows = rows_named_for(who, now, noted) if noted else []
    return {row.assignment_id: row.percent or Decimal(0) for row in rows}


def _sending(row: TypedRow, current: dict[int, Decimal]) -> Sending:
    percent = row.percent if row.percent is not None else current.get(row.assignment_id, Decimal(0))
    return Sending(
        assignment_id=row.assignment_id, key=row.key, seen=row.seen, percent=percent, note=row.note, source="table"
    )


def _problem(sent: Sent) -> str:
    return conflict_text(sent.theirs) if sent.theirs is not None else str(sent.message)


def _say(request: HttpRequest, results: Sequence[Sent]) -> None:
    recorded = sum(sent.outcome is Outcome.RECORDED for sent in results)
    before = sum(sent.outcome is Outcome.SENT_BEFORE for sent in results)
    fell = sum(sent.fell_from is not None for sent in results if sent.outcome is Outcome.RECORDED)
    if recorded:
        text = ngettext("%(count)s report is recorded.", "%(count)s reports are recorded.", recorded)
        messages.success(request, text % {"count": recorded})
    if before:
        text = ngettext(
            "%(count)s report was sent before and is recorded once.",
            "%(count)s reports were sent before and are recorded once.",
            before,
        )
        messages.success(request, text % {"count": before})
    if fell:
        text = ngettext(
            "In %(count)s row the percentage fell; it is marked for the verifier.",
            "In %(count)s rows the percentage fell; they are marked for the verifier.",
            fell,
        )
        messages.warning(request, text % {"count": fell})


def _render(request: HttpRequest, now: datetime, typed: dict[int, TypedRow], problems: dict[int, str]) -> HttpResponse:
    who = actor(request)
    chosen = Chosen(programme=request.GET.get("programme", ""), unit=request.GET.get("unit", ""))
    page_of = Paginator(range(own_count_for(who, now, chosen=chosen)), PAGE).get_page(request.GET.get("page"))
    offset = (page_of.number - 1) * PAGE
    own = own_rows_for(who, now, chosen=chosen, limit=PAGE, offset=offset)
    shown = {row.assignment_id for row in own}
    missing = [number for number in problems if number not in shown]
    own = [*(rows_named_for(who, now, missing) if missing else []), *own]
    named = {row.assignment_id for row in own}
    rows = [_row(row, typed.get(row.assignment_id), problems.get(row.assignment_id, "")) for row in own]
    context = {
        "rows": rows,
        "strays": [(typed[number], text) for number, text in problems.items() if number not in named],
        "page_of": page_of,
        "chosen": chosen,
        "several_units": len({row.unit_code for row in own}) > 1,
        "open_count": sum(row.state not in ("done_on_time", "done_late") for row in own),
        "overdue_count": sum(row.shown_state == "overdue" for row in own),
    }
    return render(request, "reporting/table.html", context, status=400 if problems else 200)


def _row(own: OwnRow, typed: TypedRow | None, message: str) -> TableRow:
    """A row that was not recorded keeps its number: sent again, it is the same sending; its mark is of now."""
    if typed is None:
        return TableRow(own, new_key())
    return TableRow(own, str(typed.key), typed.percent_text, typed.note, message)
