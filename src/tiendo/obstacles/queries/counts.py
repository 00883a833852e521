"""Obstacles by group as of any moment: how many were raised, are open, answered, closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tiendo.gateways.clock import day_of
from tiendo.obstacles.models import ObstacleGroup
from tiendo.obstacles.queries.policies import group_name
from tiendo.obstacles.queries.units import units_below
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.rules.obstacles import COUNTED, Count, Kind

# The SQL twin of the fold for counting: the last entry that applies says what an obstacle counts as; a merged one
# counts as the one into which it was merged. tests/obstacles holds both to the same cases.
_COUNTS = """
WITH inside AS (
    SELECT o.id, o.group_id, o.unit_id FROM obstacles_obstacle o
    WHERE %(units)s::bigint[] IS NULL OR o.unit_id = ANY(%(units)s::bigint[])
), counted AS (
    SELECT inside.group_id, inside.unit_id, coalesce(lead.kind, own.kind) AS kind
    FROM inside
    CROSS JOIN LATERAL (
        SELECT e.kind, e.into_id FROM obstacles_obstacleentry e
        WHERE e.obstacle_id = inside.id AND e.recorded_at <= %(at)s AND e.kind <> ALL(%(silent)s)
        ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1
    ) own
    LEFT JOIN LATERAL (
        SELECT e.kind FROM obstacles_obstacleentry e
        WHERE e.obstacle_id = own.into_id AND e.recorded_at <= %(at)s AND e.kind <> ALL(%(silent)s)
        ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1
    ) lead ON own.kind = 'merged'
)
SELECT group_id, count(*),
    count(*) FILTER (WHERE kind = ANY(%(open)s)),
    count(*) FILTER (WHERE kind = ANY(%(answered)s)),
    count(*) FILTER (WHERE kind = ANY(%(closed)s)),
    count(DISTINCT unit_id) FILTER (WHERE kind = ANY(%(open)s))
FROM counted GROUP BY group_id
"""
_SILENT = [Kind.PUBLISHED.value]  # says nothing of where an obstacle is


@dataclass(frozen=True, slots=True)
class Counts:
    """Obstacles at a moment: raised until then, and of these open, answered and closed (refused ones included).

    `units`: the units with an open one.
    """

    raised: int = 0
    open: int = 0
    answered: int = 0
    closed: int = 0
    units: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.raised + other.raised,
            self.open + other.open,
            self.answered + other.answered,
            self.closed + other.closed,
            self.units + other.units,
        )


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """One group with its counts at a moment and at an earlier one."""

    group: ObstacleGroup
    now: Counts
    before: Counts

    @property
    def code(self) -> str:
        """The code of the group."""
        return self.group.code

    @property
    def name(self) -> str:
        """The name of the group in the language of the page."""
        return group_name(self.group)

    @property
    def change(self) -> int:
        """How many more are open than before."""
        return self.now.open - self.before.open

    @property
    def raised(self) -> int:
        """How many were raised since."""
        return self.now.raised - self.before.raised


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sentence says of all groups: sums, and how many groups still have, or had, an open obstacle."""

    now: Counts
    before: Counts
    groups_open: int
    groups_open_before: int

    @property
    def change(self) -> int:
        """How many more are open than before."""
        return self.now.open - self.before.open


def counts_by_group(unit: UnitVersion | None, at: datetime, since: datetime) -> list[GroupCounts]:
    """The groups with any obstacle until `at`, in their order, for a unit and all below it (None: everywhere).

    Constant queries. Both moments are read from the entries recorded until then, of the units that lie there at the
    later one: what a unit took over from those before it counts at both. `units` are those that raised, ended or not.
    """
    inside = None
    if unit is not None and unit.kind != UnitKind.COUNTRY:
        inside = list(units_below([unit.path], day_of(at)))
    now, before = _counted(inside, at), _counted(inside, since)
    groups = [group for group in ObstacleGroup.objects.order_by("sequence", "code") if group.pk in now]
    return [GroupCounts(group, now[group.pk], before.get(group.pk, Counts())) for group in groups]


def summary_of(rows: Iterable[GroupCounts]) -> Summary:
    """The sums of a table of groups. Units with obstacles of several groups count in each."""
    found = list(rows)
    return Summary(
        now=sum((row.now for row in found), Counts()),
        before=sum((row.before for row in found), Counts()),
        groups_open=sum(row.now.open > 0 for row in found),
        groups_open_before=sum(row.before.open > 0 for row in found),
    )


def _counted(inside: list[int] | None, moment: datetime) -> dict[int, Counts]:
    """The counts by group of the obstacles of some units (None: of all)."""
    values: dict[str, Any] = {
        "units": inside,
        "at": moment,
        "silent": _SILENT,
        **{count.value: [kind.value for kind, of in COUNTED.items() if of is count] for count in Count},
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        return {int(row[0]): Counts(*map(int, row[1:])) for row in cursor.fetchall()}
