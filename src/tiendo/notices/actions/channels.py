"""How people want to be reached: addresses, what they get there, and the secret of their calendar feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.gateways.messenger import is_address, masked, seal, services
from tiendo.journal.actions import Author, record_act
from tiendo.notices.actions.making import message_id
from tiendo.notices.actions.sending import owner_of
from tiendo.notices.models import Channel, ChannelKind, Feed, Notice, NoticeKind
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused

MOST_CHANNELS = 5
MOST_A_DAY = 10  # new addresses: each gets a letter, so that nobody can be flooded


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Who opens a link of a letter without a log-in: known only as the reader of that address."""

    name: str
    unit_name: str = ""


@transaction.atomic
def add_channel(
    *, actor: Actor, kind: ChannelKind, address: str, unit: UnitVersion | None, duty_only: bool, now: datetime
) -> Channel:
    """Keep an address, one's own or (for who sets its rules) a unit's, and send it a letter to be confirmed.

    Raises Refused or NotAllowed.
    """
    if unit is not None:
        require(actor, Verb.CONFIGURE, unit)
    if kind is ChannelKind.MESSENGER and not is_address(address):
        raise Refused(
            _("This is no address of a messenger that is used here. It begins with one of: %(known)s.")
            % {"known": ", ".join(f"{name}://" for name in services())}
        )
    _refuse_too_many(actor, unit, now)
    channel = Channel(
        user_id=None if unit else actor.user_id,
        unit_id=unit.unit_id if unit else None,
        kind=kind,
        masked=masked(kind, address)[:120],
        duty_only=duty_only,
        since_at=now,
    )
    channel.sealed = seal(address, owner=owner_of(channel))
    channel.save()
    _ask_to_confirm(channel, actor, unit, now)
    _record("added", channel, actor)
    return channel


def confirm_channel(channel: Channel, *, now: datetime) -> None:
    """Its reader confirms an address: from now on notices go there."""
    if channel.verified_at is None:
        channel.verified_at = now
        channel.save(update_fields=["verified_at"])
        _record("confirmed", channel, LetterReader(name=channel.masked))


def set_duty_only(channel: Channel, *, duty_only: bool, author: Author | None = None) -> None:
    """Whether an address gets what is a duty only, or everything."""
    if channel.duty_only != duty_only:
        channel.duty_only = duty_only
        channel.save(update_fields=["duty_only"])
        _record("limited" if duty_only else "widened", channel, author or LetterReader(name=channel.masked))


def end_channel(channel: Channel, *, actor: Actor, now: datetime) -> None:
    """Nothing goes to this address any more; what was sent there stays in the log."""
    channel.ended_at = now
    channel.save(update_fields=["ended_at"])
    _record("ended", channel, actor)


@transaction.atomic
def renew_feed(*, actor: Actor, now: datetime) -> Feed:
    """A new secret for the calendar feed; the old address ends. Made on first use."""
    feed, new = Feed.objects.select_for_update().get_or_create(user_id=actor.user_id, defaults={"renewed_at": now})
    if not new:
        feed.number, feed.renewed_at = feed.number + 1, now
        feed.save(update_fields=["number", "renewed_at"])
    record_act(code="notices.feed.renewed", author=actor, subject=actor.name[:300])
    return feed


def _refuse_too_many(actor: Actor, unit: UnitVersion | None, now: datetime) -> None:
    owner = Q(unit_id=unit.unit_id) if unit else Q(user_id=actor.user_id)
    known = Channel.objects.filter(owner)
    if known.filter(ended_at=None).count() >= MOST_CHANNELS:
        raise Refused(
            _("There are %(count)s addresses already. Remove one before you add another.") % {"count": MOST_CHANNELS}
        )
    if known.filter(since_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("Too many addresses were added today. Try again tomorrow."))


def _ask_to_confirm(channel: Channel, actor: Actor, unit: UnitVersion | None, now: datetime) -> None:
    Notice.objects.create(
        user_id=channel.user_id,
        unit_id=unit.unit_id if unit else (actor.held[0].unit_id if actor.held else None),
        person=unit.full_name[:300] if unit else actor.name,
        unit_name=unit.full_name[:300] if unit else actor.unit_name,
        for_date=day_of(now),
        kind=NoticeKind.CONFIRM,
        about=str(channel.pk),
        channel=channel,
        channel_kind=channel.kind,
        masked=channel.masked,
        message_id=message_id(f"confirm {channel.pk}"),
    )


def _record(verb: str, channel: Channel, author: Author) -> None:
    """The journal keeps the masked address only."""
    record_act(code=f"notices.channel.{verb}", author=author, subject=str(channel))
