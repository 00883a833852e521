"""What was sent to whom, who still has to report, and urging them."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.notices.actions.urging import LONGEST_NOTE, Selection, urge
from tiendo.notices.forms import LogForm
from tiendo.notices.jobs import send_notices
from tiendo.notices.letters import line_text
from tiendo.notices.models import Notice
from tiendo.notices.queries.log import burden_for, follows, last_day_for, notices_for, tally
from tiendo.notices.queries.missing import is_owed, missing_for, told
from tiendo.notices.words import reason
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.middleware import actor as actor_of_request
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.models import Programme
from tiendo.tasks.queries import programme_for, programmes_for
from tiendo.ui.moments import query

PAGE = 50
FIRST_LINES = 3  # of a notice, in the list


def notices(request: HttpRequest) -> HttpResponse:
    """The log, a day at a time, newest first."""
    actor, now = actor_of_request(request), clock.now()
    on = clock.day_of(now)
    form = LogForm(request.GET)
    wanted = form.wanted(last_day_for(actor, on))
    found = notices_for(actor, on, wanted)
    page_of = Paginator(found, PAGE).get_page(request.GET.get("page"))
    burden = burden_for(actor, on, now) if follows(actor) else None
    context = {
        "form": LogForm(initial=request.GET.dict()),
        "wanted": wanted,
        "tally": tally(found),
        "burden": burden,
        "may_set_rules": actor.can_anywhere(Verb.CONFIGURE),
        "each": burden.each if burden else None,
        "page_of": page_of,
        "rows": [_row(notice) for notice in page_of],
    }
    return render(request, "notices/notices.html", context)


def missing(request: HttpRequest) -> HttpResponse:
    """Who still has to report on a programme, with boxes to urge them."""
    actor, on = actor_of_request(request), clock.day_of(clock.now())
    programme = _programme(actor, request.GET.get("programme", ""), on)
    if programme is None:
        return render(request, "notices/missing.html", {"programme": None})
    return _missing(request, programme, _unit(request.GET.get("unit", ""), on), number=request.GET.get("page"))


def _missing(
    request: HttpRequest, programme: Programme, within: UnitVersion | None, *, number: str | None, refused: str = ""
) -> HttpResponse:
    """The page; `refused`: why nothing was urged, with what was ticked and typed still in the form."""
    actor, on = actor_of_request(request), clock.day_of(clock.now())
    found = missing_for(actor, programme, within=within, on=on)
    page_of = Paginator(found.units, PAGE).get_page(number)
    shown = list(page_of.object_list)
    beside = told(shown, programme, on)
    context = {
        "programme": programme,
        "programmes": list(programmes_for(actor)),
        "within": within,
        "missing": found,
        "rows": [(row, beside[row.unit.unit_id], actor.can(Verb.URGE, row.unit.path)) for row in shown],
        "may_urge": actor.can(Verb.URGE, within.path) if within else actor.can_anywhere(Verb.URGE),
        "page_of": page_of,
        "longest_note": LONGEST_NOTE,
        "refused": refused,
        "ticked": request.POST.getlist("units"),
        "note": request.POST.get("note", ""),
    }
    return render(request, "notices/missing.html", context, status=400 if refused else 200)


@require_POST
def urge_units(request: HttpRequest) -> HttpResponse:
    """Urge the units with a mark, or all that the page lists."""
    actor, now = actor_of_request(request), clock.now()
    on = clock.day_of(now)
    require_anywhere(actor, Verb.URGE)
    if not request.POST.get("programme"):
        raise Refused(_("No programme is chosen. Open the page again and mark the units to urge."))
    programme = programme_for(actor, request.POST["programme"])
    within = _unit(request.POST.get("within", ""), on)
    try:
        done = urge(_selection(request, programme, within, on), actor=actor, note=request.POST.get("note", ""), now=now)
    except NotAllowed:
        raise
    except Refused as refused:
        return _missing(request, programme, within, number=request.POST.get("page"), refused=str(refused))
    send_notices.defer()
    said = _("Urged: %(units)s units on %(tasks)s tasks; %(notices)s notices are on their way.")
    messages.success(request, said % {"units": done.units, "tasks": done.tasks, "notices": done.notices})
    if done.passed_over:
        messages.info(request, _("%(count)s tasks were urged today already.") % {"count": done.passed_over})
    kept = {"programme": programme.code, "unit": request.POST.get("within", "")}
    return redirect(reverse("notices:missing") + query({name: value for name, value in kept.items() if value}))


def _selection(request: HttpRequest, programme: Programme, within: UnitVersion | None, on: date) -> Selection:
    """The units with a mark, or all that the page lists. Raises Refused where neither was chosen."""
    codes, everybody = request.POST.getlist("units"), request.POST.get("everybody") == "yes"
    if not codes and not everybody:
        raise Refused(_("No unit is chosen. Mark the units to urge, or choose all of them."))
    return Selection(
        programme=programme,
        units=() if everybody else tuple(version_of(code, on) for code in dict.fromkeys(codes)),
        within=within,
        task=request.POST.get("task", "").strip()[:60],
    )


def _row(notice: Notice) -> dict[str, object]:
    """A notice as the list shows it."""
    return {
        "notice": notice,
        "lines": [line_text(line) for line in notice.lines[:FIRST_LINES]],
        "more": max(0, len(notice.lines) - FIRST_LINES),
        "reason": reason(notice.reason) if notice.reason else "",
    }


def _programme(actor: Actor, code: str, on: date) -> Programme | None:
    """The programme asked for, else the first one with reports that are owed; None where there is none at all."""
    if code:
        return programme_for(actor, code)
    found = list(programmes_for(actor))
    owed = (programme for programme in found if is_owed(actor, programme, on))
    return next(owed, found[0] if found else None)


def _unit(code: str, on: date) -> UnitVersion | None:
    return version_of(code, on) if code else None
