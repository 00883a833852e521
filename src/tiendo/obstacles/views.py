"""The list, a new obstacle, and one obstacle with what is done with it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.documents.actions import receive_document
from tiendo.documents.models import Document
from tiendo.documents.queries import content_of
from tiendo.documents.uploads import refused_files, with_files
from tiendo.gateways import clock
from tiendo.gateways.clock import day_of
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.obstacles.actions import act_on_obstacle, merge_obstacles, raise_obstacle
from tiendo.obstacles.forms import ActForm, MergeForm, RaiseForm
from tiendo.obstacles.listing import asked_of, page_of, table_of
from tiendo.obstacles.queries import ObstacleDetail, file_for, obstacle_detail, obstacle_for
from tiendo.obstacles.queries.raising import RaiseChoices, chooses_unit, raise_choices, raising_unit_for
from tiendo.obstacles.terms import KINDS, line_sentence
from tiendo.people.middleware import actor
from tiendo.rules.refusal import NotAllowed
from tiendo.ui.forms import refusals_in


def obstacles(request: HttpRequest) -> HttpResponse:
    """How many groups of problems remain, and the list, most urgent first."""
    who = actor(request)
    asked = asked_of(request.GET, who, clock.now())
    return render(request, "obstacles/obstacles.html", page_of(request, who, asked))


def obstacle_table(request: HttpRequest) -> HttpResponse:
    """The list as a spreadsheet, with the same filters."""
    who = actor(request)
    header, cells = table_of(who, asked_of(request.GET, who, clock.now()))
    response = HttpResponse(csv_bytes(header, cells), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "obstacles.csv") or "attachment"
    return response


@with_files
def new_obstacle(request: HttpRequest) -> HttpResponse:
    """The form for a new obstacle, filled in from the address; POST raises it."""
    who, now = actor(request), clock.now()
    asked = {name: request.GET.get(name, "") for name in ("programme", "task", "unit")}
    unit = raising_unit_for(who, request.POST.get("unit", asked["unit"]), day_of(now))
    if unit is None:
        answer = 400 if request.method == "POST" else 200
        return render(request, "obstacles/new.html", {"unit": None, "chooses": True}, status=answer)
    choices = raise_choices(unit, day_of(now), programme=asked["programme"], task=asked["task"])
    form = _raise_form(choices, request)
    if request.method == "POST" and _takes_files(form, request) and form.is_valid():
        with refusals_in(form):
            with transaction.atomic():
                draft = form.draft(_received(form.cleaned_data["evidence"], now))
                obstacle = raise_obstacle(draft, actor=who, now=now)
            messages.success(request, _("The obstacle is raised."))
            return redirect("obstacles:obstacle", obstacle.pk)
    shown = {"unit": unit, "form": form, "chooses": chooses_unit(who, day_of(now)), "named": choices.named}
    return render(request, "obstacles/new.html", shown, status=400 if form.errors else 200)


def obstacle_page(request: HttpRequest, number: int) -> HttpResponse:
    """One obstacle: what it is, who must act until when, what happened, and the forms."""
    who, now = actor(request), clock.now()
    detail = obstacle_detail(who, obstacle_for(who, number, day_of(now)), day_of(now))
    return _page(request, detail, _act_form(detail, None), _merge_form(detail, None))


@with_files
@require_POST
def obstacle_act(request: HttpRequest, number: int) -> HttpResponse:
    """Record one act; what was typed is kept where it is refused."""
    who, now = actor(request), clock.now()
    detail = obstacle_detail(who, obstacle_for(who, number, day_of(now)), day_of(now))
    if not detail.acts:
        raise NotAllowed(_("You have no position that allows you to record anything on this obstacle now."))
    form = _act_form(detail, request)
    if _takes_files(form, request) and form.is_valid():
        with refusals_in(form):
            with transaction.atomic():
                draft = form.draft(_received(form.cleaned_data.get("evidence", []), now))
                act_on_obstacle(draft, actor=who, number=number, now=now)
            messages.success(request, _("Recorded: %(what)s.") % {"what": KINDS[draft.kind]})
            return redirect("obstacles:obstacle", number)
    return _page(request, detail, form, _merge_form(detail, None))


@require_POST
def obstacle_merge(request: HttpRequest, number: int) -> HttpResponse:
    """Merge the chosen ones into this obstacle."""
    who, now = actor(request), clock.now()
    detail = obstacle_detail(who, obstacle_for(who, number, day_of(now)), day_of(now))
    if not detail.may_merge:
        raise NotAllowed(_("You have no position that allows you to merge anything into this obstacle now."))
    form = _merge_form(detail, request.POST)
    if form.is_valid():
        with refusals_in(form):
            count = merge_obstacles(form.cleaned_data["same"], into=number, actor=who, now=now)
            messages.success(request, _("Merged into this one: %(count)s.") % {"count": count})
            return redirect("obstacles:obstacle", number)
    return _page(request, detail, _act_form(detail, None), form)


def obstacle_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """A file that came with an obstacle, as it was received."""
    document = file_for(actor(request), number, file, day_of(clock.now()))
    response = HttpResponse(content_of(document), content_type=document.content_type)
    response["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    return response


def _page(request: HttpRequest, detail: ObstacleDetail, form: ActForm, merging: MergeForm) -> HttpResponse:
    shown = {
        "detail": detail,
        "obstacle": detail.obstacle,
        "line": detail.line,
        "sentence": line_sentence(detail.line, day_of(clock.now())),
        "form": form,
        "merging": merging,
    }
    wrong = form.errors or merging.errors
    return render(request, "obstacles/obstacle.html", shown, status=400 if wrong else 200)


def _raise_form(choices: RaiseChoices, request: HttpRequest) -> RaiseForm:
    sent = request.method == "POST"
    return RaiseForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"assignments": list(choices.named), "key": uuid4()},
        unit=choices.unit,
        groups=choices.groups,
        removers=choices.removers,
        assignments=choices.assignments,
    )


def _act_form(detail: ObstacleDetail, request: HttpRequest | None) -> ActForm:
    data: tuple[Any, ...] = (request.POST, request.FILES) if request else ()
    return ActForm(*data, initial={"key": uuid4()}, acts=detail.acts)


def _merge_form(detail: ObstacleDetail, data: Any) -> MergeForm:
    named = [(line.number, f"{line.number}. {line.unit_name}: {line.title}") for line in detail.candidates]
    return MergeForm(data, candidates=named)


def _takes_files(form: RaiseForm | ActForm, request: HttpRequest) -> bool:
    """Whether every file arrived; says at the form which did not, and why."""
    refused = refused_files(request)
    for text in refused:
        form.add_error("evidence" if "evidence" in form.fields else None, text)
    return not refused


def _received(files: list["UploadedFile[Any]"], now: datetime) -> tuple[Document, ...]:
    return tuple(receive_document(content=file, name=file.name or "", now=now) for file in files)
