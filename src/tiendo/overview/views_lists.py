"""Where one begins: the home address, the list of programmes, the search for a unit."""

from datetime import timedelta

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tiendo.figures.queries.basis import latest_cutoff
from tiendo.gateways import clock
from tiendo.org.models import UnitKind
from tiendo.org.queries import in_force, search
from tiendo.overview.my_work import has_duty, has_work
from tiendo.overview.my_work_rooms import sections_for
from tiendo.people.middleware import actor as actor_of_request
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries import programmes_for
from tiendo.ui.moments import address_moment, query

FIRST = "KH02-X"  # the programme of the official commune board; where it is missing, the first by code
STALE_AFTER = timedelta(days=7)


def home(request: HttpRequest) -> HttpResponse:
    """Leads to what waits for the person, or, where nothing does or ever can, to the board."""
    who = actor_of_request(request)
    if has_duty(who) or (has_work(who) and any(section.count for section in sections_for(who, clock.now()))):
        return redirect("overview:my_work")
    return first_board(request)


def first_board(request: HttpRequest) -> HttpResponse:
    """Leads to the board people want: as of now, or as last published when nothing new has come for a week."""
    codes = list(programmes_for(actor_of_request(request)).values_list("code", flat=True))
    if not codes:
        return render(request, "overview/home.html")
    code = FIRST if FIRST in codes else codes[0]
    now = clock.now()
    given = Assignment.objects.filter(task__services__programme__code=code)
    newest = given.aggregate(newest=Max("last_event_at"))["newest"]
    cutoff = latest_cutoff(now)
    asked: dict[str, str] = {}
    if cutoff is not None and (newest is None or newest < now - STALE_AFTER):
        asked = {"at": address_moment(cutoff.at)}
        before = latest_cutoff(cutoff.at)
        if before is not None:
            asked["since"] = address_moment(before.at)
    return redirect(reverse("overview:board", args=[code]) + query(asked))


def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes with their directives."""
    found = programmes_for(actor_of_request(request)).select_related("directive__document")
    return render(request, "overview/programmes.html", {"all_programmes": found})


def units(request: HttpRequest) -> HttpResponse:
    """Search for a unit, tones apart; without words, all provinces."""
    actor, day = actor_of_request(request), clock.day_of(clock.now())
    wanted = request.GET.get("q", "").strip()
    found = search(wanted, day) if wanted else list(in_force(day).filter(kind=UnitKind.PROVINCE))
    parents = {
        unit.unit_id: unit for unit in in_force(day).filter(unit_id__in={u.parent_id for u in found if u.parent_id})
    }
    codes = list(programmes_for(actor).values_list("code", flat=True))
    context = {
        "wanted": wanted,
        "rows": [(unit, parents.get(unit.parent_id or 0)) for unit in found if actor.can_see_board(unit.path)],
        "hidden": sum(not actor.can_see_board(unit.path) for unit in found),
        "code": FIRST if FIRST in codes else codes[0] if codes else "",
        "limit": 30,
    }
    return render(request, "overview/units.html", context)
