"""Published moments: the list, publishing, the record, and confirming a province's state."""

import json
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.figures.actions import confirm_state, publish_cutoff
from tiendo.figures.models import CutOff
from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.cutoffs import anchor_text, cutoff_for, cutoffs_for
from tiendo.figures.queries.rows import late_events
from tiendo.gateways import clock, signer
from tiendo.gateways.clock import ZONE, day_of
from tiendo.org.queries import country, version_of
from tiendo.overview.forms import ConfirmForm, PublishForm
from tiendo.people.middleware import actor
from tiendo.people.queries import Actor, require
from tiendo.rules.light import Light
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused
from tiendo.tasks.actions import seal_events
from tiendo.tasks.queries import programme_for
from tiendo.ui.forms import refusals_in
from tiendo.ui.moments import address_moment, query

USUAL = time(16, 0)


def cutoff_list(request: HttpRequest) -> HttpResponse:
    """All published moments; POST publishes one, for those who may."""
    who, now = actor(request), clock.now()
    cutoffs = cutoffs_for(who).defer("record", "signature")
    root = country(day_of(now))
    may_publish = who.can(Verb.PUBLISH, root.path)
    form = PublishForm(request.POST or None, initial={"at": usual_moment(now)})
    if request.method == "POST":
        require(who, Verb.PUBLISH, root)
        if form.is_valid():
            with refusals_in(form, "at"):
                cutoff = publish(form.cleaned_data["at"], who, now)
                messages.success(request, _("The moment is published."))
                return redirect("overview:cutoff", cutoff.pk)
    shown = {"cutoffs": cutoffs, "form": form, "may_publish": may_publish}
    return render(request, "overview/cutoffs.html", shown, status=400 if form.errors else 200)


def cutoff_page(request: HttpRequest, number: int) -> HttpResponse:
    """What one publication fixed, its national figures, and how to check it."""
    cutoff = cutoff_for(actor(request), number)
    record: dict[str, Any] = json.loads(cutoff.record)
    shown = {
        "cutoff": cutoff,
        "figures": [
            (code, values, [(light, values["lights"][light]) for light in Light])
            for code, values in record["figures"].items()
        ],
        "at": address_moment(cutoff.at),
        "late_count": len(late_events(Basis(cutoff.at, live=False, cutoff=cutoff))),
        "signed": signer.is_signed(text=cutoff.record, signature=cutoff.signature, public=cutoff.public_key),
        "file": record_name(cutoff),
    }
    return render(request, "overview/cutoff.html", shown)


def cutoff_record(request: HttpRequest, number: int) -> HttpResponse:
    """The signed record as a file, to be kept outside of this installation."""
    cutoff = cutoff_for(actor(request), number)
    response = HttpResponse(anchor_text(cutoff), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, record_name(cutoff)) or "attachment"
    return response


@require_POST
def confirm_state_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The command centre confirms the state that a unit shows at a moment."""
    who, now = actor(request), clock.now()
    programme = programme_for(who, code)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is not a moment. Write it as 2025-08-06 16:00."))
    at: datetime = form.cleaned_data["at"] or now
    version = version_of(unit, day_of(at))
    require(who, Verb.CONFIRM, version)
    confirm_state(programme=programme, unit=version, at=at, actor=who, note=form.cleaned_data["note"], now=now)
    messages.success(request, _("The state is confirmed."))
    kept = query({"at": address_moment(at)}) if form.cleaned_data["at"] else ""
    return redirect(reverse("overview:unit", args=[code, unit]) + kept)


def publish(at: datetime, who: Actor, now: datetime) -> CutOff:
    """Seal what is recorded, then publish: only what is sealed can be fixed."""
    seal_events()
    return publish_cutoff(at=at, actor=who, now=now)


def usual_moment(now: datetime) -> datetime:
    """The last 16:00 that has passed. Never the present: what is published cannot be taken back."""
    usual = datetime.combine(day_of(now), USUAL, tzinfo=ZONE)
    return usual if usual <= now else usual - timedelta(days=1)


def record_name(cutoff: CutOff) -> str:
    """What the record's file is called."""
    return f"tiendo-cutoff-{cutoff.at.astimezone(ZONE):%Y-%m-%dT%H%M}.json"
