"""Samples: the list, the draw, one sample with its findings, and its end."""

import secrets
from dataclasses import astuple
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tiendo.checking.actions import close_sample, draw_sample, judge_sample
from tiendo.checking.forms import SampleForm, asked_filter, read_found
from tiendo.checking.queries.samples import SampleLine, drawn_lines, lot_lines, sample_for, sample_lines, samples_for
from tiendo.checking.queue import named_problems
from tiendo.checking.terms import FOUND_IN_SAMPLE, filter_words
from tiendo.gateways import clock
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused, Text

PAGE = 50
LOT_HEADER = ("place", "assignment", "report", "programme", "task", "unit", "sha256", "drawn")


def samples_page(request: HttpRequest) -> HttpResponse:
    """The samples that one may see; by POST, a draw from the queue under the filter of the address."""
    who, now = actor(request), clock.now()
    if request.method == "POST":
        return _draw(request)
    require_anywhere(who, Verb.VIEW)
    page = Paginator(samples_for(who, clock.day_of(now)), PAGE).get_page(request.GET.get("page"))
    shown = {"page_of": page, "lines": sample_lines(list(page.object_list)), "draws": who.can_anywhere(Verb.VERIFY)}
    return render(request, "checking/samples.html", shown)


def _draw(request: HttpRequest) -> HttpResponse:
    who, now = actor(request), clock.now()
    require_anywhere(who, Verb.VERIFY)
    form = SampleForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    wanted = asked_filter(request.GET, clock.day_of(now))
    sample = draw_sample(
        actor=who,
        wanted=wanted,
        words=filter_words(wanted),
        size=form.cleaned_data["size"],
        seed=secrets.token_hex(32),
        now=now,
    )
    return redirect("checking:sample", sample.pk)


@require_GET
def sample_page(request: HttpRequest, number: int) -> HttpResponse:
    """One sample: the draw, what was found, and what can be decided."""
    return _sample(request, _line(request, number))


@require_POST
def sample_findings(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was found of drawn reports."""
    line = _line(request, number)
    try:
        found = read_found(request.POST, line.drawn) if line.sample.actor_user == actor(request).user_id else {}
        judge_sample(line, found, actor=actor(request), now=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        return _sample(request, line, refused.message)
    messages.success(request, _("What you found is kept."))
    return redirect("checking:sample", number)


@require_POST
def sample_close(request: HttpRequest, number: int) -> HttpResponse:
    """Accept the rest, or only return the wrong ones."""
    line = _line(request, number)
    accept, reason = request.POST.get("do") == "accept", request.POST.get("reason", "")
    try:
        closure = close_sample(line, accept=accept, reason=reason, actor=actor(request), now=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        return _sample(request, line, refused.message)
    counts = {"verified": closure.verified, "returned": closure.returned}
    messages.success(request, _("Confirmed: %(verified)s reports. Returned: %(returned)s.") % counts)
    return redirect("checking:sample", number)


@require_GET
def sample_table(request: HttpRequest, number: int) -> HttpResponse:
    """The whole population with its lots, so that anybody can repeat the draw."""
    line = _line(request, number)
    rows = [(*astuple(lot)[:-1], "yes" if lot.drawn else "") for lot in lot_lines(line)]
    response = HttpResponse(csv_bytes(LOT_HEADER, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"sample-{number}.csv") or "attachment"
    return response


def _line(request: HttpRequest, number: int) -> SampleLine:
    return sample_for(actor(request), number, clock.day_of(clock.now()))


def _sample(request: HttpRequest, line: SampleLine, refused: Text | None = None) -> HttpResponse:
    who, on = actor(request), clock.day_of(clock.now())
    left_out = dict.fromkeys(line.closure.left_out, "") if line.closure else {}
    shown = {
        "line": line,
        "sample": line.sample,
        "drawn": drawn_lines(line, on),
        "findings": FOUND_IN_SAMPLE,
        "open": line.closure is None and line.sample.actor_user == who.user_id,
        "left_out": named_problems(who, left_out, on),
        "refused": refused,
        "sent": request.POST,
        "key": uuid4(),
    }
    return render(request, "checking/sample.html", shown, status=400 if refused else 200)
