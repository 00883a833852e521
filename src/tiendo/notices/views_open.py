"""What is opened without a log-in, by a secret in the address: links of letters, and calendar feeds."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiendo.gateways import clock
from tiendo.gateways.icalendar_feed import feed as calendar_of
from tiendo.notices.actions.channels import confirm_channel as confirm
from tiendo.notices.actions.channels import set_duty_only
from tiendo.notices.queries.own import channel_by_token, feed_by_token, feed_entries

_REFRESH = 3600  # seconds for which a calendar program may keep what it got


@login_not_required
@never_cache
def confirm_channel(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address: a page with a button, since programs open links of letters by themselves."""
    channel = channel_by_token(token)
    done = request.method == "POST"
    if done:
        confirm(channel, now=clock.now())
    context = {"channel": channel, "done": done or channel.verified_at is not None, "act": "confirm"}
    return render(request, "notices/by_link.html", context)


@login_not_required
@never_cache
def duty_only(request: HttpRequest, token: str) -> HttpResponse:
    """Get only what is a duty at this address: a page with a button."""
    channel = channel_by_token(token)
    if request.method == "POST":
        set_duty_only(channel, duty_only=True)
    return render(request, "notices/by_link.html", {"channel": channel, "done": channel.duty_only, "act": "duty_only"})


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of due dates (RFC 5545)."""
    content = calendar_of(feed_entries(feed_by_token(token), clock.day_of(clock.now())), name=_("Tiến Độ: due dates"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = f"private, max-age={_REFRESH}"
    response.headers["Content-Disposition"] = 'inline; filename="tien-do.ics"'
    conditional = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return conditional if conditional is not None else response
