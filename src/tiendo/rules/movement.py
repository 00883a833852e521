"""Why a place changed between two moments: the unit's own doing, the others', the rule, or a correction.

The four parts are taken in one fixed order, each by ranking again with one more thing changed, so their sum
is exactly the whole change. docs/rules/rank.md explains the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tiendo.rules.rank import Contender, Criterion, places


@dataclass(frozen=True, slots=True)
class Movement:
    """Places gained (positive: rose) in total and by cause; own + others + rule + correction == total."""

    total: int
    own: int
    others: int
    rule: int
    correction: int


def split_change(
    *,
    key: str,
    before: Iterable[Contender],
    before_corrected: Iterable[Contender],
    after: Iterable[Contender],
    criteria_before: Sequence[Criterion],
    criteria_after: Sequence[Criterion],
) -> Movement | None:
    """Split the change of the place of `key`; None where it had no place at one of the moments.

    before: the contenders as published then; before_corrected: the same moment as it is known now.
    """
    corrected = {contender.key: contender for contender in before_corrected}
    now = {contender.key: contender for contender in after}
    if key not in corrected or key not in now:
        return None
    own_moved = {**corrected, key: now[key]}
    steps = (
        places(before, criteria_before),
        places(corrected.values(), criteria_before),
        places(corrected.values(), criteria_after),
        places(own_moved.values(), criteria_after),
        places(now.values(), criteria_after),
    )
    if not all(key in step for step in steps):
        return None
    published, put_right, by_new_rule, by_itself, at_last = (step[key].place for step in steps)
    return Movement(
        total=published - at_last,
        own=by_new_rule - by_itself,
        others=by_itself - at_last,
        rule=put_right - by_new_rule,
        correction=published - put_right,
    )
