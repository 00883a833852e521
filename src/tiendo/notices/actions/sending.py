"""Sending: claim a notice, hand it over, mark it. What a killed worker leaves is taken up again.

Two short transactions a notice. The first claims it: due becomes sending, one attempt more. The second holds the
row's lock while the letter is handed over, and marks it. A worker that dies lets go of the lock, so that another one
finds the row still sending and sends it again under the same Message-ID. docs/rules/notices.md says what that
guarantees and what it does not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tiendo.gateways.mail import Letter, Mailer, Undelivered
from tiendo.gateways.messenger import Messenger, unseal
from tiendo.gateways.sealing import BrokenSealError
from tiendo.notices.letters import letter_of
from tiendo.notices.models import Channel, ChannelKind, Notice, NoticeKind, NoticeState

MOST_ATTEMPTS = 8
MOST_INTERRUPTIONS = 25  # of the worker itself, in the middle of one and the same notice
FIRST_WAIT = timedelta(seconds=30)  # after a failure that may pass; doubled each time

Clock = Callable[[], datetime]


def send_due(*, clock: Clock, mailer: Mailer, messenger: Messenger, stopped: Callable[[], bool]) -> int:
    """Send what is due until nothing is left or `stopped` says so; returns how many were handed over."""
    sent = 0
    while not stopped():
        claimed = _claim(clock())
        if claimed is None:
            break
        sent += _deliver(claimed, clock=clock, mailer=mailer, messenger=messenger)
    return sent


def _waiting(now: datetime) -> QuerySet[Notice]:
    """The next one that nobody holds; what was tried most comes last, so that one bad notice holds up no other."""
    ready = Q(next_at=None) | Q(next_at__lte=now)
    found = Notice.objects.filter(ready, state__in=[NoticeState.DUE, NoticeState.SENDING])
    return found.order_by("attempts", "id").select_for_update(skip_locked=True)


def _claim(now: datetime) -> int | None:
    """Take one; its number. One attempt more is written down before anything leaves the house."""
    with transaction.atomic():
        notice = _waiting(now).only("pk", "attempts").first()
        if notice is None:
            return None
        changes = {"state": NoticeState.SENDING, "attempts": notice.attempts + 1}
        if notice.attempts >= MOST_INTERRUPTIONS:
            changes = {"state": NoticeState.FAILED, "reason": "given up"}
        Notice.objects.filter(pk=notice.pk).update(**changes)
        return notice.pk


def _deliver(number: int, *, clock: Clock, mailer: Mailer, messenger: Messenger) -> int:
    """Hand one over under its lock; 1 where it left, 0 where another worker has it or it failed."""
    with transaction.atomic():
        rows = Notice.objects.filter(pk=number, state=NoticeState.SENDING)
        notice = rows.select_for_update(of=("self",), skip_locked=True).select_related("channel").first()
        if notice is None:
            return 0
        try:
            _hand_over(notice, mailer, messenger)
        except Undelivered as failure:
            _mark_failure(notice, failure, clock())
        else:
            notice.state, notice.sent_at, notice.reason, notice.next_at = NoticeState.SENT, clock(), "", None
        notice.save(update_fields=["state", "sent_at", "reason", "next_at"])
        return int(notice.state == NoticeState.SENT)


def _hand_over(notice: Notice, mailer: Mailer, messenger: Messenger) -> None:
    """Raises Undelivered."""
    channel = notice.channel
    if channel is None or channel.ended_at or not (channel.in_use or notice.kind == NoticeKind.CONFIRM):
        raise Undelivered("the channel has ended", permanent=True)
    address, written = address_of(channel), letter_of(notice)
    if channel.kind == ChannelKind.MESSENGER:
        messenger.send(address, title=written.subject, text=written.text)
        return
    mailer.send(
        Letter(
            to=address,
            subject=written.subject,
            text=written.text,
            html=written.html,
            message_id=notice.message_id,
            headers=written.headers,
        )
    )


def address_of(channel: Channel) -> str:
    """The address of a channel, opened. Raises Undelivered."""
    try:
        return unseal(bytes(channel.sealed), owner=owner_of(channel))
    except BrokenSealError:
        raise Undelivered("the address cannot be opened with the present key", permanent=True) from None


def owner_of(channel: Channel) -> str:
    """For whom an address is sealed: it opens for no other."""
    return f"user {channel.user_id}" if channel.user_id is not None else f"unit {channel.unit_id}"


def _mark_failure(notice: Notice, failure: Undelivered, now: datetime) -> None:
    """Again later, twice as late each time; never again where that would not help, or after too many attempts."""
    notice.reason = failure.reason
    if failure.reason == "no server for e-mail is set":
        notice.state = NoticeState.NO_CHANNEL
    elif failure.permanent or notice.attempts >= MOST_ATTEMPTS:
        notice.state = NoticeState.FAILED
    else:
        notice.state = NoticeState.DUE
        notice.next_at = now + FIRST_WAIT * 2 ** (notice.attempts - 1)
