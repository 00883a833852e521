"""How one wants to be reached, and one's calendar feed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tiendo.gateways import clock
from tiendo.notices.actions.channels import add_channel, end_channel, renew_feed, set_duty_only
from tiendo.notices.forms import ChannelForm
from tiendo.notices.jobs import send_notices
from tiendo.notices.models import Feed
from tiendo.notices.queries.own import channel_for, channels_for
from tiendo.notices.tokens import feed_token
from tiendo.people.middleware import actor as actor_of_request
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused


@never_cache
def channels(request: HttpRequest) -> HttpResponse:
    """One's addresses and the calendar; POST adds an address."""
    actor, now = actor_of_request(request), clock.now()
    today = clock.day_of(now)
    form = ChannelForm(request.POST or None, today=today, may_set_units=actor.can_anywhere(Verb.CONFIGURE))
    if form.is_valid():
        try:
            add_channel(actor=actor, now=now, **form.cleaned_data)
        except Refused as refused:  # NotAllowed too: a unit outside of one's scope is a cell to correct
            form.add_error(None, str(refused))
        else:
            send_notices.defer()
            messages.success(request, _("The address is kept. Open the link in the message sent there to confirm it."))
            return redirect("notices:channels")
    feed = Feed.objects.filter(user_id=actor.user_id).first()
    context = {
        "channels": list(channels_for(actor, today)),
        "form": form,
        "feed": f"{settings.SITE_ADDRESS}{reverse('notices:feed', args=[feed_token(feed.user_id, feed.number)])}"
        if feed
        else "",
        "sends_mail": bool(settings.SMTP_URL),
    }
    return render(request, "notices/channels.html", context, status=400 if form.errors else 200)


@require_POST
def limit_channel(request: HttpRequest, number: int) -> HttpResponse:
    """Everything, or only what is a duty."""
    actor = actor_of_request(request)
    channel = channel_for(actor, number, clock.day_of(clock.now()))
    set_duty_only(channel, duty_only=request.POST.get("duty_only") == "yes", author=actor)
    messages.success(request, _("The setting is kept."))
    return redirect("notices:channels")


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Remove an address."""
    actor, now = actor_of_request(request), clock.now()
    end_channel(channel_for(actor, number, clock.day_of(now)), actor=actor, now=now)
    messages.success(request, _("The address is removed; nothing is sent there any more."))
    return redirect("notices:channels")


@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Make the calendar feed, or give it a new address."""
    renew_feed(actor=actor_of_request(request), now=clock.now())
    messages.success(request, _("The calendar has a new address; an earlier one no longer opens."))
    return redirect("notices:channels")
