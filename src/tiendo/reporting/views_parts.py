"""The parts that supporting units add: what waits for them, and the form."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tiendo.documents.actions import look_at
from tiendo.documents.uploads import refused_files, with_files
from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.reporting.actions.parts import add_contribution
from tiendo.reporting.forms import PartForm
from tiendo.reporting.queries.page import contributions_of
from tiendo.reporting.queries.supporting import (
    is_open,
    supported_for,
    waiting_count_for,
    waiting_parts_for,
)
from tiendo.rules.permissions import Verb
from tiendo.ui.forms import refusals_in

PAGE = 50


def parts(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's supporting units."""
    who, now = actor(request), clock.now()
    require_anywhere(who, Verb.CONTRIBUTE)
    page_of = Paginator(range(waiting_count_for(who, now)), PAGE).get_page(request.GET.get("page"))
    rows = waiting_parts_for(who, now, limit=PAGE, offset=(page_of.number - 1) * PAGE)
    return render(request, "reporting/parts.html", {"page_of": page_of, "rows": rows})


@with_files
def part(request: HttpRequest, programme: str, task: str, unit: str) -> HttpResponse:
    """One assignment as a supporting unit sees it, and the form. POST adds a part."""
    who, now = actor(request), clock.now()
    target, supporters = supported_for(who, programme=programme, task=task, unit=unit, at=now)
    form = PartForm(request.POST or None, supporters=supporters)
    for text in refused_files(request):
        form.add_error("document", text)
    if form.is_valid():
        file = request.FILES.get("document")
        with refusals_in(form):
            fresh = add_contribution(
                target=target,
                supporter=next(one for one in supporters if one.code == form.cleaned_data["supporter"]),
                text=form.cleaned_data["text"],
                key=UUID(str(form.cleaned_data["key"])),
                fit=look_at(file, name=file.name or "") if file is not None else None,
                actor=who,
                now=now,
            )
            messages.success(
                request, _("Your part is recorded.") if fresh else _("This part was sent before and is recorded once.")
            )
            return redirect(request.path)
    shown = {
        "assignment": target.assignment,
        "task": target.assignment.task,
        "unit": target.version,
        "supporters": supporters,
        "form": form,
        "open": is_open(target.assignment),
        "parts": contributions_of([target.assignment.pk]).get(target.assignment.pk, ()),
    }
    return render(request, "reporting/part.html", shown, status=400 if form.errors else 200)
