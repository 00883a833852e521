"""What the addresses of the room need: a rule, an address of the reporter's that is confirmed, and the calendar."""

from datetime import datetime

from tiendo.gateways.clock import ZONE
from tiendo.gateways.messenger import masked, seal
from tiendo.notices.models import Channel, Feed, ReminderRule
from tiendo.notices.tokens import channel_token, feed_token
from tiendo.people.models import User

SINCE = datetime(2025, 7, 1, 8, tzinfo=ZONE)


def places() -> dict[str, str]:
    """The names that the table of the room uses."""
    user = User.objects.get(username="xa")
    channel = Channel.objects.create(
        user=user,
        kind="email",
        sealed=seal("ai@example.vn", owner=f"user {user.pk}"),
        masked=masked("email", "ai@example.vn"),
        since_at=SINCE,
        verified_at=SINCE,
    )
    feed = Feed.objects.create(user=user, renewed_at=SINCE)
    rule = ReminderRule.objects.order_by("id").first()
    assert rule is not None
    return {
        "notice-rule": str(rule.pk),
        "notice-channel": str(channel.pk),
        "notice-token": channel_token(channel.pk),
        "feed-token": feed_token(user.pk, feed.number),
    }
