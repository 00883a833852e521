"""Rules of reminding, channels, what was sent to whom, urging, and calendar feeds."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tiendo.org.models import BEGINNING, ENDLESS, Unit
from tiendo.people.models import User
from tiendo.rules.reminders import Rule, RuleKind
from tiendo.tasks.models import Assignment, Programme


class NoticeKind(models.TextChoices):
    """Why a notice is sent."""

    DIGEST = "digest"
    URGE = "urge"
    CONFIRM = "confirm"


class ChannelKind(models.TextChoices):
    """How a notice travels. NONE: there is no way yet; it is kept in the log only."""

    NONE = "none"
    EMAIL = "email"
    MESSENGER = "messenger"


class NoticeState(models.TextChoices):
    """How far a notice is. NO_CHANNEL: there was no way to send it."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    NO_CHANNEL = "no_channel"


class ReminderRule(models.Model):
    """A rule of reminding, in force from a day until the day before another one; never changed, only ended."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in RuleKind])
    days = models.PositiveSmallIntegerField()
    duty = models.BooleanField(default=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=ENDLESS)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in RuleKind]), name="rule_kind"),
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=250), name="rule_days"),
            models.CheckConstraint(condition=models.Q(valid_from__lte=models.F("valid_to")), name="rule_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"

    @property
    def value(self) -> Rule:
        """The rule as the decision knows it."""
        return Rule(
            kind=RuleKind(self.kind),
            days=self.days,
            duty=self.duty,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            programme=self.programme_id,
        )


class Channel(models.Model):
    """A way to reach a person, or the people of a unit together.

    `sealed`: the address, encrypted with a key outside the database; `masked`: what may be shown of it. It is used
    once it is verified and until it has ended. `duty_only`: what is no duty is not sent.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="channels")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ChannelKind)
    sealed = models.BinaryField()
    masked = models.CharField(max_length=120)
    duty_only = models.BooleanField(default=False)
    since_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[ChannelKind.EMAIL, ChannelKind.MESSENGER]), name="channel_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, unit__isnull=True)
                | models.Q(user__isnull=True, unit__isnull=False),
                name="channel_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"

    @property
    def in_use(self) -> bool:
        """Whether notices go this way."""
        return self.verified_at is not None and self.ended_at is None


class DigestRun(models.Model):
    """The digests of a day were made: once, whatever happens to the worker. Append-only."""

    APPEND_ONLY: ClassVar[bool] = True

    for_date = models.DateField(unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"digests of {self.for_date}"


class Notice(models.Model):
    """What is to be sent, or was, to whom, with its lines as data. Made once: by its key, which gives `message_id`.

    `person` and `unit_name` are kept as they were; `unit` is where it lies in the tree, for who may read the log.
    `about` tells apart what one person gets on one day of one kind by one channel.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=300)
    unit_name = models.CharField(max_length=300, blank=True)
    for_date = models.DateField()
    kind = models.CharField(max_length=10, choices=NoticeKind)
    about = models.CharField(max_length=40, blank=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="notices")
    channel_kind = models.CharField(max_length=10, choices=ChannelKind)
    masked = models.CharField(max_length=120, blank=True)
    lines = models.JSONField(default=list)
    note = models.TextField(blank=True)
    author = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.DUE)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "for_date", "kind", "about", "channel"],
                name="notice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(kind__in=NoticeKind.values), name="notice_kind"),
            models.CheckConstraint(condition=models.Q(state__in=NoticeState.values), name="notice_state"),
            models.CheckConstraint(condition=models.Q(channel_kind__in=ChannelKind.values), name="notice_channel_kind"),
            models.CheckConstraint(
                condition=~models.Q(state=NoticeState.SENT) | models.Q(sent_at__isnull=False), name="notice_sent_at"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["attempts", "id"],
                condition=models.Q(state__in=[NoticeState.DUE, NoticeState.SENDING]),
                name="notice_waiting",
            ),
            models.Index(fields=["for_date", "unit"], name="notice_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.for_date} {self.state}"


class Urge(models.Model):
    """Somebody urged a unit to report on a task: at most once a day. Append-only; the person as they were."""

    APPEND_ONLY: ClassVar[bool] = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="urges")
    urged_date = models.DateField()
    urged_at = models.DateTimeField()
    act = models.UUIDField()  # one for all assignments that were urged together
    actor = models.CharField(max_length=300)
    actor_user = models.BigIntegerField(null=True)  # a number, not a key: the account may go, the fact stays
    actor_unit = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "urged_date"], name="urge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.urged_date}"


class Feed(models.Model):
    """A person's calendar feed. The secret of its address is made from a key outside the database and `number`."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="feed")
    number = models.PositiveIntegerField(default=1)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed {self.user_id}"
