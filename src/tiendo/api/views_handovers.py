"""Files for other trackers: made, compared, downloaded; and the forms in which they are made."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiendo.api.actions.handovers import MappingDraft, keep_mapping, make_handover
from tiendo.api.forms import HandoverForm, MappingForm
from tiendo.api.mapping_files import table_of
from tiendo.api.models import Format
from tiendo.api.queries.clients import units_of_ids
from tiendo.api.queries.handovers import (
    Asked,
    before,
    difference,
    handover_for,
    handovers_for,
    mapping_for,
    mappings_for,
    prepared,
    versions_of,
)
from tiendo.api.showing import in_words
from tiendo.documents.queries import content_of
from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import BadRows, NotAllowed, Refused

PAGE = 50
SHOWN = 50  # differences on a page; all of them are in the files


def handovers(request: HttpRequest) -> HttpResponse:
    """The files handed over. With a form filled in: what a new one would change; POST makes it."""
    who, now = actor(request), clock.now()
    today = clock.day_of(now)
    page_of = Paginator(handovers_for(who, today), PAGE).get_page(request.GET.get("page"))
    filled = request.POST if request.method == "POST" else request.GET if "mapping" in request.GET else None
    form = HandoverForm(filled, today=today, mappings=mappings_for(who))
    ready = None
    if form.is_valid():
        asked = Asked(**{name: form.cleaned_data[name] for name in ("mapping", "programme", "unit", "at")})
        try:
            if request.method == "POST":
                made = make_handover(asked, actor=who, now=now)
                messages.success(request, _("The file is made and kept."))
                return redirect("api:handover", number=made.pk)
            ready = prepared(who, asked, now)
        except NotAllowed as refused:
            form.add_error("unit", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
    found = list(page_of.object_list)
    units = units_of_ids({one.unit_id for one in found}, today)
    shown = {
        "rows": [(one, units.get(one.unit_id)) for one in found],
        "page_of": page_of,
        "form": form,
        "ready": ready,
        "comparison": in_words(ready.comparison, ready.asked.mapping) if ready else None,
        "last": ready.last if ready else None,
        "limit": SHOWN,
    }
    return render(request, "api/handovers.html", shown, status=400 if form.errors else 200)


@require_safe
def handover(request: HttpRequest, number: int) -> HttpResponse:
    """One file: when, by whom, its rows, and what differs from the one before."""
    found = handover_for(actor(request), number, clock.day_of(clock.now()))
    shown = {
        "handover": found,
        "unit": units_of_ids({found.unit_id}, clock.day_of(clock.now())).get(found.unit_id),
        "names": [column["column"] for column in found.mapping.columns],
        "page_of": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "comparison": in_words(difference(found), found.mapping),
        "last": before(found),
        "limit": SHOWN,
    }
    return render(request, "api/handover.html", shown)


@require_safe
def handover_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file as it was made."""
    found = handover_for(actor(request), number, clock.day_of(clock.now()))
    answer = HttpResponse(content_of(found.document), content_type=found.document.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.document.name) or "attachment"
    return answer


def mappings(request: HttpRequest) -> HttpResponse:
    """All mappings. POST keeps a new version."""
    who = actor(request)
    found = mappings_for(who)
    form = MappingForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        _require_country(who)
    if form.is_valid():
        values = form.cleaned_data
        draft = MappingDraft(
            name=values["name"].strip(),
            target=values["target"].strip(),
            format=Format(values["format"]),
            text=values["text"],
            note=values["note"],
        )
        try:
            kept = keep_mapping(draft, actor=who)
        except BadRows as bad:
            for problem in bad.problems:
                form.add_error("text", _("line %(line)s: %(why)s") % {"line": problem.line, "why": problem})
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Kept: %(mapping)s.") % {"mapping": kept})
            return redirect("api:mapping", number=kept.pk)
    shown = {
        "mappings": found,
        "form": form,
        "may": who.can_everywhere(Verb.CONFIGURE),
        "may_hand_over": who.can_anywhere(Verb.HAND_OVER),
    }
    return render(request, "api/mappings.html", shown, status=400 if form.errors else 200)


@require_safe
def mapping(request: HttpRequest, number: int) -> HttpResponse:
    """One version of a mapping, and a form for the next one."""
    who = actor(request)
    found = mapping_for(who, number)
    form = MappingForm(
        initial={
            "name": found.name,
            "target": found.target,
            "format": found.format,
            "text": table_of(found.columns, found.codes),
        }
    )
    shown = {
        "mapping": found,
        "versions": versions_of(found),
        "form": form,
        "may": who.can_everywhere(Verb.CONFIGURE),
    }
    return render(request, "api/mapping.html", shown)


def _require_country(who: Actor) -> None:
    """Whoever may not keep a mapping is told before the form is."""
    if not who.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("A mapping serves the whole country, so an administrator of the country sets it."))
