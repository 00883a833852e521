"""My work: what waits for the person who has logged in. A list that gets shorter."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiendo.gateways import clock
from tiendo.overview.my_work import DUE, filters_of, has_work, in_words, to_report
from tiendo.overview.my_work_rooms import sections_for
from tiendo.people.middleware import actor as actor_of_request
from tiendo.people.queries import require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.tasks.queries import programmes_for
from tiendo.ui import terms

PAGE = 50


def my_work(request: HttpRequest) -> HttpResponse:
    """Everything that waits, most urgent first; the filters of what is to be reported stand in the address."""
    actor, now = actor_of_request(request), clock.now()
    require_anywhere(actor, Verb.VIEW)
    day, asked = clock.day_of(now), filters_of(request.GET)
    lines = to_report(actor, asked, at=now)
    sections = sections_for(actor, now)
    shown = {
        "day": day,
        "reports": actor.can_anywhere(Verb.REPORT),
        "lines": [(duty, duty.days_left(day)) for duty in Paginator(lines, PAGE).get_page(request.GET.get("page"))],
        "page_of": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "sentence": in_words(lines, day),
        "several_units": len({duty.line.unit_code for duty in lines}) > 1,
        "sections": [section for section in sections if section.count],
        "quiet": [section for section in sections if not section.count],
        "idle": not lines and not any(section.count for section in sections),
        "works": has_work(actor),
        "asked": asked,
        "filtered": asked != type(asked)(),
        "programmes": programmes_for(actor),
        "lights": terms.LIGHTS,
        "dues": DUE,
    }
    return render(request, "overview/my_work.html", shown)
