"""Asking for more time, and deciding on it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tiendo.documents.actions import receive_document
from tiendo.documents.queries import content_of
from tiendo.documents.uploads import refused_files, with_files
from tiendo.gateways import clock
from tiendo.org.models import UnitVersion
from tiendo.people.middleware import actor
from tiendo.requests.actions import ask_extension, grant_extension, refuse_extension, take_extension_back
from tiendo.requests.actions.extensions import movable_due_date
from tiendo.requests.actions.rights import require_may
from tiendo.requests.forms import AskExtensionForm, GrantForm, RefuseForm
from tiendo.requests.models import Extension
from tiendo.requests.queries import extension_file_for, extension_for, requests_of
from tiendo.requests.queries.doors import ExtensionView
from tiendo.requests.queries.moves import moved_after_due
from tiendo.requests.views_steps import take_step
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import assignment_for, programme_for
from tiendo.ui.forms import refusals_in


@with_files
def new_extension(request: HttpRequest) -> HttpResponse:
    """Ask for more time for the task named in the address."""
    who, now = actor(request), clock.now()
    assignment, version = assignment_for(
        who,
        programme=programme_for(who, request.GET.get("programme", "")),
        task=request.GET.get("task", ""),
        unit=request.GET.get("unit", ""),
        at=now,
    )
    require_may(who, Verb.ASK_EXTENSION, assignment, version)
    movable_due_date(assignment)
    form = AskExtensionForm(request.POST or None, request.FILES or None)
    for refused in refused_files(request):
        form.add_error("evidence", refused)
    if form.is_valid():
        with refusals_in(form):
            made = _asked(request, form, assignment, version)
            messages.success(request, _("The request is sent. The level that gave the task decides on it."))
            return redirect("requests:extension", made.pk)
    on = clock.day_of(now)
    before = requests_of([assignment.pk], on).get(assignment.pk)
    shown = {"form": form, "assignment": assignment, "unit": version, "before": before, "on": on}
    return render(request, "requests/new_extension.html", shown, status=400 if form.errors else 200)


@require_GET
def extension_page(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what was asked, what was said to it, and what one may do."""
    view = extension_for(actor(request), number, clock.day_of(clock.now()))
    return _extension(request, view)


@require_POST
def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Move the due date."""
    done = _("The due date is moved; the ledger has recorded it.")
    return _decide(request, number, GrantForm(request.POST), grant_extension, done)


@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Leave the due date as it is."""
    done = _("The request is refused; the unit reads the reason.")
    return _decide(request, number, RefuseForm(request.POST), refuse_extension, done)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """The asking unit needs no more time after all."""
    view = extension_for(actor(request), number, clock.day_of(clock.now()))
    take_extension_back(line=view.line, actor=actor(request), now=clock.now())
    messages.success(request, _("The request is taken back."))
    return redirect("requests:extension", number)


@require_GET
def extension_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """A file of a request, as it was received."""
    document = extension_file_for(actor(request), number, file, clock.day_of(clock.now())).document
    response = HttpResponse(content_of(document), content_type=document.content_type)
    response["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    return response


def _asked(request: HttpRequest, form: AskExtensionForm, assignment: Assignment, version: UnitVersion) -> Extension:
    now, evidence = clock.now(), form.cleaned_data["evidence"]
    files = [receive_document(content=evidence, name=evidence.name, now=now)] if evidence else []
    return ask_extension(
        assignment=assignment,
        version=version,
        wished_date=form.cleaned_data["wished_date"],
        reason=form.cleaned_data["reason"],
        files=files,
        actor=actor(request),
        now=now,
    )


def _decide(
    request: HttpRequest, number: int, form: forms.Form, verb: Callable[..., object], done: str
) -> HttpResponse:
    view = extension_for(actor(request), number, clock.day_of(clock.now()))
    if take_step(request, view.line, form, verb, Verb.EXTEND, done):
        return redirect("requests:extension", number)
    return _extension(request, view, form)


def _extension(request: HttpRequest, view: ExtensionView, wrong: forms.Form | None = None) -> HttpResponse:
    line = view.line
    wished = {"new_due_date": line.extension.wished_date}
    shown = {
        "view": view,
        "line": line,
        "assignment": line.assignment,
        "unit": line.unit,
        "moves": moved_after_due([line.assignment.pk]).get(line.assignment.pk, ()),
        "grant_form": wrong if isinstance(wrong, GrantForm) else GrantForm(initial=wished),
        "refuse_form": wrong if isinstance(wrong, RefuseForm) else RefuseForm(),
    }
    return render(request, "requests/extension.html", shown, status=400 if wrong else 200)
