"""What figures are made of: values that pages, files and the command line share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from operator import add, attrgetter

from tiendo.figures.models import LightPolicyVersion
from tiendo.org.models import UnitVersion
from tiendo.rules import numbers
from tiendo.rules.light import Light, Tally, Verdict
from tiendo.rules.rank import Contender, Place


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator and its denominator, always together; never a bare percentage."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Two decimals, half up; None at denominator 0."""
        return numbers.percent(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Assignments by state. The first six add up to `total`; `in_time + overdue` = neither done nor recurring."""

    total: int = 0
    not_started: int = 0
    in_progress: int = 0
    waiting: int = 0
    done_on_time: int = 0
    done_late: int = 0
    recurring: int = 0
    in_time: int = 0
    overdue: int = 0
    verifier_delay: int = 0

    @property
    def done(self) -> int:
        """Verified, on time or late."""
        return self.done_on_time + self.done_late

    @property
    def share_done(self) -> Share:
        """Done of those that can be done: recurring ones never are."""
        return Share(self.done, self.total - self.recurring)

    def __add__(self, other: "TaskCounts") -> "TaskCounts":
        return TaskCounts(*map(add, _TASK_COUNTS(self), _TASK_COUNTS(other)))


@dataclass(frozen=True, slots=True)
class Deciding:
    """Counts of the assignments that decide a light under a policy."""

    deciding: int = 0
    done: int = 0
    overdue: int = 0
    due_soon: int = 0
    reported: int = 0

    def __add__(self, other: "Deciding") -> "Deciding":
        return Deciding(*map(add, _DECIDING(self), _DECIDING(other)))

    def tally(self, counts: TaskCounts) -> Tally:
        """With the whole count beside it: whether everything that counts is verified."""
        remaining = counts.total - counts.recurring - counts.done
        return Tally(
            deciding=self.deciding,
            done=self.done,
            overdue=self.overdue,
            due_soon=self.due_soon,
            reported=self.reported,
            complete=counts.done > 0 and remaining == 0,
            remaining=remaining,
        )


_TASK_COUNTS, _DECIDING = (attrgetter(*(f.name for f in fields(kind))) for kind in (TaskCounts, Deciding))


@dataclass(frozen=True, slots=True)
class Counted:
    """What one query gave for a group of units, before it is judged."""

    units: int = 0
    complete: int = 0
    distribution: Mapping[int, int] = field(default_factory=dict)
    tasks: TaskCounts = TaskCounts()
    deciding: Deciding = Deciding()
    deciding_above: Deciding = Deciding()
    data_at: datetime | None = None

    def __add__(self, other: "Counted") -> "Counted":
        merged = dict(self.distribution)
        for done, units in other.distribution.items():
            merged[done] = merged.get(done, 0) + units
        moments = [moment for moment in (self.data_at, other.data_at) if moment]
        return Counted(
            self.units + other.units,
            self.complete + other.complete,
            dict(sorted(merged.items(), reverse=True)),
            self.tasks + other.tasks,
            self.deciding + other.deciding,
            self.deciding_above + other.deciding_above,
            max(moments, default=None),
        )

    def contender(self, key: str) -> Contender:
        """The group as the rank rule sees it."""
        return Contender(
            key=key,
            complete=self.complete,
            units=self.units,
            done=self.tasks.done,
            total=self.tasks.total - self.tasks.recurring,
            overdue=self.tasks.overdue,
        )


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit on a board: its figures, light and place, and its light and place at the moment compared with."""

    unit: UnitVersion
    counted: Counted
    verdict: Verdict
    policy: LightPolicyVersion
    place: Place | None = None
    change: int | None = None
    light_before: Light | None = None
    complete_before: int | None = None

    @property
    def light(self) -> Light:
        """The light itself."""
        return self.verdict.light

    @property
    def complete(self) -> Share:
        """Units complete of the units that take part."""
        return Share(self.counted.complete, self.counted.units)

    @property
    def tasks(self) -> TaskCounts:
        """Assignments by state."""
        return self.counted.tasks

    @property
    def turned_red(self) -> bool:
        """Red now, and not red at the moment compared with."""
        return self.light is Light.RED and self.light_before not in (None, Light.RED)
