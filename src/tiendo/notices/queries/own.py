"""One's own channels and calendar feed, and the doors to them."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiendo.gateways.icalendar_feed import Entry
from tiendo.notices.models import Channel, Feed
from tiendo.notices.tokens import channel_of, is_feed_token, user_of_feed
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import OPEN
from tiendo.rules.refusal import NotFound
from tiendo.tasks.models import Assignment

MOST_ENTRIES = 2000  # a person with more than that needs a page, not a calendar


def channels_for(actor: Actor, on: date) -> QuerySet[Channel]:
    """The channels that have not ended: one's own, and those of units that one sets the rules of."""
    units = in_force(on).filter(actor.scope(Verb.CONFIGURE)).order_by().values("unit_id")
    found = Channel.objects.filter(Q(user_id=actor.user_id) | Q(unit_id__in=units), ended_at=None)
    return found.select_related("unit").order_by("id")


def channel_for(actor: Actor, number: int, on: date) -> Channel:
    """One of them."""
    found = channels_for(actor, on).filter(pk=number).first()
    if found is None:
        raise NotFound(gettext_lazy("There is no such address among yours. Open your settings of notices again."))
    return found


def channel_by_token(token: str) -> Channel:
    """The channel that a link of a letter names: the link is the proof that its reader gets the letters."""
    number = channel_of(token)
    found = Channel.objects.select_related("user").filter(pk=number, ended_at=None).first() if number else None
    if found is None:
        raise NotFound(gettext_lazy("This link is no longer valid: the address was removed, or the link is not whole."))
    return found


def feed_by_token(token: str) -> Feed:
    """The feed of the secret in an address; NotFound for an old or a wrong one, and for a closed account."""
    user = user_of_feed(token)
    found = Feed.objects.select_related("user").filter(user_id=user, user__is_active=True).first() if user else None
    if found is None or not is_feed_token(token, user_id=found.user_id, number=found.number):
        raise NotFound(gettext_lazy("There is no calendar at this address. Copy the present one from your settings."))
    return found


def feed_entries(feed: Feed, on: date) -> Iterator[Entry]:
    """The due dates of what the person reports on: units, tasks and days only."""
    held = actor_of(feed.user, on).held
    reporting = [position for position in held if position.role in (Role.REPORTER, Role.APPROVER)]
    units = {position.unit_id for position in reporting} | {position.scope_unit_id for position in reporting}
    named = [position.position_id for position in held]
    found = (
        Assignment.objects.filter(Q(unit_id__in=units) | Q(responsible_id__in=named), state__in=[*OPEN])
        .filter(recurring=False, due_date__isnull=False)
        .select_related("task__programme")
        .order_by("due_date", "pk")[:MOST_ENTRIES]
    )
    versions = {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in={row.unit_id for row in found})}
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    for row in found:
        version = versions.get(row.unit_id)
        if version is None or row.due_date is None:
            continue
        task = row.task
        path = reverse("overview:assignment", args=[task.programme.code, task.code, version.code])
        yield Entry(
            uid=f"assignment-{row.pk}@{host}",
            day=row.due_date,
            title=_("Due: %(task)s") % {"task": f"{task.code} {task.title}"},
            text=version.full_name,
            link=f"{settings.SITE_ADDRESS}{path}",
            changed_at=row.last_event_at or row.assigned_at,
        )
