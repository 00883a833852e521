"""The page of one assignment: report on it, keep a draft, see what somebody else recorded meanwhile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.gateways.clock import ZONE
from tiendo.people.middleware import actor
from tiendo.reporting.actions.drafts import drop_draft_file, drop_drafts, save_draft
from tiendo.reporting.forms import ReportForm
from tiendo.reporting.incoming import fitting_files, form_is_ours, held, held_fields, hold, read_form
from tiendo.reporting.page import ReportPage, open_page
from tiendo.reporting.queries.targets import Target, require_reportable, target_for
from tiendo.reporting.sending import page_sending
from tiendo.reporting.sentences import clock_text
from tiendo.rules.refusal import NotAllowed, Refused


@csrf_exempt  # asked below: a form from before the log-in must lose nothing
@login_not_required  # whoever's session ended is led to the log-in, and the text is kept until then
@never_cache
def report(request: HttpRequest, programme: str, task: str, unit: str) -> HttpResponse:
    """GET: the form. POST: send it, keep it as a draft, or drop the draft."""
    names = {"programme": programme, "task": task, "unit": unit}
    if request.method != "POST":
        return _show(request, names) if request.user.is_authenticated else redirect_to_login(request.get_full_path())
    read_form(request)
    if not request.user.is_authenticated:
        return _log_in_first(request)
    try:
        return _take(request, names)
    except Refused as refused:
        return _kept_text(request, refused)


@csrf_exempt
@login_not_required
@require_POST
def draft(request: HttpRequest, programme: str, task: str, unit: str) -> HttpResponse:
    """Keep what is typed; asked for by the page itself while somebody types. Answers in JSON."""
    if not request.user.is_authenticated:
        text = _("Your session has ended. What you typed is kept on this device.")
        return JsonResponse({"outcome": "log_in", "message": text}, status=401)
    read_form(request)
    if not form_is_ours(request):
        return JsonResponse({"outcome": "reload", "message": _("The page is older than your log-in.")}, status=403)
    now, who = clock.now(), actor(request)
    found = target_for(who, programme=programme, task=task, unit=unit, at=now)
    save_draft(request.POST.dict(), actor=who, assignment=found.assignment, version=found.version, now=now)
    here = now.astimezone(ZONE)
    text = _("Draft saved %(time)s") % {"time": clock_text(here.hour, here.minute)}
    return JsonResponse({"outcome": "saved", "message": text})


def _show(request: HttpRequest, names: dict[str, str]) -> HttpResponse:
    now, who = clock.now(), actor(request)
    found = target_for(who, **names, at=now)
    number = request.GET.get("held", "")
    typed = held(number, path=request.path) if number else None
    if found.moved_from is not None:
        page = open_page(who, found, now=now)
        messages.warning(request, page.moved_text)
        return redirect(page.href)
    return _render(request, open_page(who, found, now=now, typed=typed))


def _take(request: HttpRequest, names: dict[str, str]) -> HttpResponse:
    now, who = clock.now(), actor(request)
    found = target_for(who, **names, at=now)
    typed = held_fields(request.POST)
    if not form_is_ours(request):
        text = _("The form is older than your log-in, so nothing was recorded. Look through it and send it once more.")
        return _render(request, open_page(who, found, now=now, typed=typed, problem=text), 400)
    if found.moved_from is not None:
        page = open_page(who, found, now=now, typed=typed)
        return _render(request, page.with_problem(page.moved_text), 400)
    require_reportable(who, found)
    if request.POST.get("do") in ("discard", "drop_file"):
        return _change_draft(request, found)
    fits, refused = fitting_files(request)
    if request.POST.get("do") == "draft":
        save_draft(typed, actor=who, assignment=found.assignment, version=found.version, now=now, fits=fits)
        messages.success(request, _("The draft is kept. Nothing is reported yet."))
        for text in refused:
            messages.warning(request, text)
        return redirect(request.path)
    form = ReportForm(request.POST)
    for text in refused:
        form.add_error("evidence", text)
    result = page_sending(form, found, fits, actor=who, now=now) if form.is_valid() else None
    if result is not None and result.done:
        for tone, text in result.notices:
            messages.add_message(request, tone, text)
        return redirect(request.path)
    # Nothing is lost: the text stays in the form, and the files that could be taken wait with the draft.
    if fits:
        save_draft(typed, actor=who, assignment=found.assignment, version=found.version, now=now, fits=fits)
    if result is not None and result.problem:
        form.add_error(None, result.problem)
    return _render(request, open_page(who, found, now=now, form=form, theirs=result.theirs if result else None), 400)


def _change_draft(request: HttpRequest, found: Target) -> HttpResponse:
    who = actor(request)
    if request.POST["do"] == "discard":
        drop_drafts(actor=who, assignment_ids=[found.assignment.pk])
    elif request.POST.get("file", "").isdecimal():
        drop_draft_file(actor=who, assignment=found.assignment, document_id=int(request.POST["file"][:18]))
    return redirect(request.path)


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """Keep the text of a form that is ours, and lead to the log-in and back."""
    path = request.path
    if form_is_ours(request):
        path = f"{path}?held={hold(held_fields(request.POST), path=path)}"
    return redirect_to_login(path)


def _kept_text(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A page that says no and gives back what was typed, where there is no form to put it in."""
    shown = {"message": refused.message, "typed": held_fields(request.POST), "table": reverse("reporting:table")}
    return render(request, "reporting/not_recorded.html", shown, status=403 if isinstance(refused, NotAllowed) else 400)


def _render(request: HttpRequest, page: ReportPage, answer: int = 200) -> HttpResponse:
    shown: dict[str, Any] = page.context()
    return render(request, "reporting/report.html", shown, status=answer)
