"""What was sent to whom: one's own, and that of the units over which one urges or reads the journal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from tiendo.notices.models import ChannelKind, Notice, NoticeKind, NoticeState
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import DONE
from tiendo.tasks.models import Assignment

PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is wanted; nothing: all of it. `unit`: a part of the unit's name as it was."""

    for_date: date | None = None
    kind: str = ""
    state: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many notices, and how many of them in each state."""

    total: int
    sent: int
    waiting: int
    failed: int
    without_channel: int


@dataclass(frozen=True, slots=True)
class Burden:
    """Letters sent in thirty days over tasks completed in them: how much reminding a completed task took."""

    letters: int
    completed: int

    @property
    def each(self) -> Decimal | None:
        """Letters for one completed task, to two decimals; None where none was completed."""
        return (Decimal(self.letters) / self.completed).quantize(Decimal("0.01")) if self.completed else None


def notices_for(actor: Actor, on: date, wanted: LogFilter = LogFilter()) -> QuerySet[Notice]:
    """The notices that the actor may see, newest first; confirmations of addresses are the person's own affair."""
    found = Notice.objects.filter(_visible(actor, on)).order_by("-id")
    if wanted.for_date:
        found = found.filter(for_date=wanted.for_date)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.unit:
        found = found.filter(unit_name__icontains=wanted.unit)
    return found


def last_day_for(actor: Actor, on: date) -> date | None:
    """The last day of which the actor sees a notice."""
    last: date | None = notices_for(actor, on).order_by().aggregate(last=Max("for_date"))["last"]
    return last


def tally(notices: QuerySet[Notice]) -> Tally:
    """How far notices are. One query."""
    waiting = Q(state__in=[NoticeState.DUE, NoticeState.SENDING])
    counted = notices.order_by().aggregate(
        total=Count("pk"),
        sent=Count("pk", filter=Q(state=NoticeState.SENT)),
        waiting=Count("pk", filter=waiting),
        failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
        without_channel=Count("pk", filter=Q(state=NoticeState.NO_CHANNEL)),
    )
    return Tally(**counted)


def burden_for(actor: Actor, on: date, now: datetime) -> Burden:
    """Letters and completed tasks of the last thirty days, of the units that the actor follows. Two queries."""
    letters = Notice.objects.filter(_of_units(actor, on), state=NoticeState.SENT, sent_at__gte=now - PERIOD)
    completed = Assignment.objects.filter(state__in=[*DONE], verified_at__gte=now - PERIOD)
    if not _follows_all(actor):
        completed = completed.filter(unit_id__in=_units(actor, on))
    return Burden(
        letters=letters.exclude(kind=NoticeKind.CONFIRM).exclude(channel_kind=ChannelKind.NONE).count(),
        completed=completed.count(),
    )


def follows(actor: Actor) -> bool:
    """Whether the actor sees notices to others."""
    return actor.can_anywhere(Verb.URGE) or actor.can_anywhere(Verb.READ_JOURNAL)


def _visible(actor: Actor, on: date) -> Q:
    others = Q(_of_units(actor, on), ~Q(kind=NoticeKind.CONFIRM))
    return Q(user_id=actor.user_id) | others if actor.user_id else others


def _of_units(actor: Actor, on: date) -> Q:
    if not follows(actor):
        return Q(pk__in=[])
    return Q(pk=F("pk")) if _follows_all(actor) else Q(unit_id__in=_units(actor, on))


def _follows_all(actor: Actor) -> bool:
    """Then units that have ended count as well."""
    return actor.can_everywhere(Verb.URGE) or actor.can_everywhere(Verb.READ_JOURNAL)


def _units(actor: Actor, on: date) -> QuerySet[UnitVersion, Any]:
    scope = actor.scope(Verb.URGE) | actor.scope(Verb.READ_JOURNAL)
    return in_force(on).filter(scope).order_by().values("unit_id")
