"""Spot checks on site: the list, the form of one assignment, and their files."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tiendo.checking.actions import record_spot_check
from tiendo.checking.forms import SpotCheckForm
from tiendo.checking.queries.spot_checks import listed_checks, spot_check_file_for, spot_checks_for, spot_checks_of
from tiendo.documents.queries import content_of
from tiendo.documents.uploads import refused_files, with_files
from tiendo.gateways import clock
from tiendo.org.models import UnitVersion
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import assignment_for, programme_for
from tiendo.tasks.queries.doors import may
from tiendo.ui.forms import refusals_in

PAGE = 50


@require_GET
def spot_checks_page(request: HttpRequest) -> HttpResponse:
    """The spot checks in the units that one may look into."""
    who, on = actor(request), clock.day_of(clock.now())
    require_anywhere(who, Verb.VIEW)
    page = Paginator(spot_checks_for(who, on), PAGE).get_page(request.GET.get("page"))
    return render(request, "checking/spot_checks.html", {"page_of": page, "lines": listed_checks(page.object_list, on)})


@with_files
def spot_check_page(request: HttpRequest, programme: str, task: str, unit: str) -> HttpResponse:
    """The spot checks of one assignment, and for whoever may, the form for another one."""
    who, now = actor(request), clock.now()
    assignment, version = assignment_for(who, programme=programme_for(who, programme), task=task, unit=unit, at=now)
    form = SpotCheckForm(initial={"key": uuid4(), "checked_date": clock.day_of(now)})
    if request.method == "POST":
        form = SpotCheckForm(request.POST, request.FILES)
        if not may(who, Verb.SPOT_CHECK, assignment, version):
            raise NotAllowed(_("You have no position that allows a spot check here. Ask your administrator."))
        if _recorded(request, form, assignment, version):
            messages.success(request, _("The spot check is recorded."))
            return redirect(request.path)
    return _spot_check(request, form, assignment, version)


@require_GET
def spot_check_file(request: HttpRequest, check: int, file: int) -> HttpResponse:
    """A photo or another file of a spot check, as it was received."""
    document = spot_check_file_for(actor(request), check, file, clock.day_of(clock.now())).document
    response = HttpResponse(content_of(document), content_type=document.content_type)
    response["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    return response


def _recorded(request: HttpRequest, form: SpotCheckForm, assignment: Assignment, version: UnitVersion) -> bool:
    for text in refused_files(request):
        form.add_error("photos", text)
    if not form.is_valid():
        return False
    with refusals_in(form):
        record_spot_check(form.draft(), actor=actor(request), assignment=assignment, version=version, now=clock.now())
        return True
    return False


def _spot_check(
    request: HttpRequest, form: SpotCheckForm, assignment: Assignment, version: UnitVersion
) -> HttpResponse:
    shown: dict[str, Any] = {
        "assignment": assignment,
        "task": assignment.task,
        "unit": version,
        "form": form if may(actor(request), Verb.SPOT_CHECK, assignment, version) else None,
        "lines": spot_checks_of([assignment.pk]).get(assignment.pk, ()),
    }
    return render(request, "checking/spot_check.html", shown, status=400 if form.errors else 200)
