"""The pages of imports: sending a file, its preview, recording it, taking it back."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.gateways.spreadsheets_old import OLD_ENCODINGS
from tiendo.people.middleware import actor
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.sheets import actions, jobs
from tiendo.sheets.forms import FileForm, TakeBackForm
from tiendo.sheets.models import Effect, Import, ImportState
from tiendo.sheets.queries import import_for, imports_for, require_sender, rows_for
from tiendo.sheets.showing import TITLES, columns_of, filters, shown
from tiendo.sheets.sizes import is_large, is_many
from tiendo.ui.forms import refusals_in

PAGE = 100
STUCK_AFTER = timedelta(minutes=2)


def imports(request: HttpRequest) -> HttpResponse:
    """The imports, newest first, and the form that sends a file."""
    who = actor(request)
    require_sender(who)
    form, whole = take_file(request)
    if whole:
        return redirect("sheets:import", whole.pk)
    found = imports_for(who, clock.day_of(clock.now()))
    page_of = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown_now = {"form": form, "page_of": page_of, "count": page_of.paginator.count}
    return render(request, "sheets/imports.html", shown_now, status=400 if form.errors else 200)


def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """One import: being read, its preview, or what became of it."""
    who, now = actor(request), clock.now()
    whole = import_for(who, number, clock.day_of(now))
    only = request.GET.get("only", "")
    page_of = Paginator(rows_for(whole, only), PAGE).get_page(request.GET.get("page"))
    rows = list(page_of.object_list)
    columns = columns_of(rows)
    counts = {
        Effect.NEW: whole.rows_new,
        Effect.KNOWN: whole.rows_known,
        Effect.CONFLICT: whole.rows_conflict,
        Effect.WRONG: whole.rows_wrong,
    }
    context = {
        "whole": whole,
        "page_of": page_of,
        "columns": [TITLES[column] for column in columns],
        "rows": [shown(row, columns) for row in rows],
        "filters": filters({str(effect): count for effect, count in counts.items()}, request.GET),
        "mine": whole.user_id == who.user_id,
        "may_take_back": who.can_anywhere(Verb.ANNUL),
        "looks_like": OLD_ENCODINGS.get(whole.looks_like, ""),
        "encodings": OLD_ENCODINGS,
        "stuck": whole.under_way and whole.progress.touched_at < now - STUCK_AFTER,
    }
    return render(request, "sheets/import.html", context)


@require_POST
def reading(request: HttpRequest, number: int) -> HttpResponse:
    """Read the file once more: from an old encoding, or because the world has changed."""
    who, now = actor(request), clock.now()
    whole = import_for(who, number, clock.day_of(now))
    encoding = request.POST.get("encoding", "")
    actions.read_again(whole, encoding=encoding if encoding in OLD_ENCODINGS else "", actor=who)
    _read_now_or_later(whole, who, now, later=is_many(whole.document.size // 50))
    return redirect("sheets:import", number)


@require_POST
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Record all rows of an import, or none."""
    who, now = actor(request), clock.now()
    whole = import_for(who, number, clock.day_of(now))
    chosen = [int(line) for line in request.POST.getlist("row") if line.isascii() and line.isdecimal()][:PAGE]
    if whole.state in (ImportState.APPLIED, ImportState.TAKING_BACK, ImportState.TAKEN_BACK):
        messages.info(request, _("This import was recorded before; nothing more was recorded."))
    elif is_many(whole.rows_new):
        with transaction.atomic():
            actions.begin(whole, ImportState.APPLYING, total=whole.rows_new, actor=who)
            jobs.record_import.defer(number=whole.pk, chosen=chosen)
    else:
        actions.record(whole, chosen=chosen, actor=who, now=now)
        if whole.state == ImportState.APPLIED:
            messages.success(request, _("Recorded: %(count)s entries.") % {"count": whole.events})
    return redirect("sheets:import", number)


def taking_back(request: HttpRequest, number: int) -> HttpResponse:
    """What taking an import back would do; POST does it."""
    who, now = actor(request), clock.now()
    whole = import_for(who, number, clock.day_of(now))
    if whole.state != ImportState.APPLIED:
        return redirect("sheets:import", number)
    counting = actions.still_counting(whole, on_day=now)
    form = TakeBackForm(request.POST if request.method == "POST" else None, built=bool(counting.built))
    if form.is_valid():
        reason, knowing = form.cleaned_data["reason"], bool(form.cleaned_data.get("knowing"))
        if is_many(len(counting.events)):
            with transaction.atomic():
                actions.begin(whole, ImportState.TAKING_BACK, total=len(counting.events), actor=who, reason=reason)
                jobs.take_back_import.defer(number=whole.pk, reason=reason, knowing=knowing)
        else:
            actions.take_back_all(whole, reason=reason, knowing=knowing, actor=who, now=now)
        return redirect("sheets:import", number)
    context = {"whole": whole, "form": form, "count": len(counting.events), "built": counting.built[:PAGE]}
    context["more"] = max(len(counting.built) - PAGE, 0)
    return render(request, "sheets/taking_back.html", context, status=400 if form.errors else 200)


def take_file(request: HttpRequest) -> tuple[FileForm, Import | None]:
    """The form that sends a file, and by POST the import that became of it; what is refused stands at the file."""
    if request.method != "POST":
        return FileForm(), None
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_in(form, "file"):
            return form, _arrived(form.cleaned_data["file"], actor(request))
    return form, None


def _arrived(file: Any, who: Actor) -> Import:
    """Keep an uploaded file and read it, at once where it is small. Raises Refused, NotAllowed."""
    now, limit = clock.now(), settings.MAX_TABLE_BYTES
    content: bytes = file.read(limit + 1)
    whole = actions.receive_file(content=content, name=file.name or "", limit=limit, actor=who, now=now)
    _read_now_or_later(whole, who, now, later=is_large(content))
    return whole


def _read_now_or_later(whole: Import, who: Actor, now: datetime, *, later: bool) -> None:
    if later:
        with transaction.atomic():
            actions.begin(whole, ImportState.READING, total=0, actor=who)
            jobs.read_import.defer(number=whole.pk)
    else:
        actions.read(whole, actor=who, now=now)
