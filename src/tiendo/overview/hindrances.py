"""Obstacles by group beside a board: how many groups of problems are open now, and were at the moment compared with."""

from dataclasses import dataclass

from tiendo.obstacles.queries import GroupCounts, Summary, counts_by_group, summary_of
from tiendo.overview.questions import Asked


@dataclass(frozen=True, slots=True)
class Hindrances:
    """The groups with something open now or then, and the sum of all; `compared`: against another moment."""

    groups: tuple[GroupCounts, ...]
    summary: Summary
    compared: bool


def hindrances(asked: Asked) -> Hindrances:
    """The obstacles raised at or under the asked unit. Sums, as boards show them."""
    basis, since = asked.question.basis, asked.question.since
    rows = counts_by_group(asked.question.unit, basis.at, since.at if since else basis.at)
    return Hindrances(
        groups=tuple(row for row in rows if row.now.open or row.before.open),
        summary=summary_of(rows),
        compared=since is not None,
    )
