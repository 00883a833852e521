"""Places among contenders: exact, with shared places, and what would move one of them.

The official sources name the places but neither the formula nor the tie-break, so the order of criteria is
data: see docs/rules/rank.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import groupby


class Criterion(StrEnum):
    """One thing to compare. More is better, but for FEWEST_OVERDUE."""

    SHARE_COMPLETE = "share_complete"
    COUNT_COMPLETE = "count_complete"
    SHARE_DONE = "share_done"
    COUNT_DONE = "count_done"
    FEWEST_OVERDUE = "fewest_overdue"


class Gain(StrEnum):
    """What one more of counts as a step forward, by the leading criterion."""

    COMPLETE_UNITS = "complete_units"
    TASKS_DONE = "tasks_done"
    OVERDUE_CLEARED = "overdue_cleared"


@dataclass(frozen=True, slots=True)
class Contender:
    """One who is ranked: `complete` of `units` (communes, say), `done` of `total` tasks, `overdue` ones."""

    key: str
    complete: int
    units: int
    done: int
    total: int
    overdue: int

    def __post_init__(self) -> None:
        if not (0 <= self.complete <= self.units and 0 <= self.done <= self.total and self.overdue >= 0):
            raise ValueError(f"the numbers of a contender contradict each other: {self}")


@dataclass(frozen=True, slots=True)
class Place:
    """place 1 is the best; of: how many take part; tied_with: how many others share the place."""

    place: int
    of: int
    tied_with: int


@dataclass(frozen=True, slots=True)
class Climb:
    """With `count` more of `gain`, all else equal, the contender would take `place`."""

    count: int
    gain: Gain
    place: int


@dataclass(frozen=True, slots=True)
class Slip:
    """With `count` more of `gain` the contender `by` would pass, which would leave this one at `place`."""

    by: str
    count: int
    gain: Gain
    place: int


Score = tuple[Fraction, ...]

_MEASURES: dict[Criterion, Callable[[Contender], Fraction]] = {
    Criterion.SHARE_COMPLETE: lambda c: Fraction(c.complete, c.units),
    Criterion.COUNT_COMPLETE: lambda c: Fraction(c.complete),
    Criterion.SHARE_DONE: lambda c: Fraction(c.done, c.total) if c.total else Fraction(0),
    Criterion.COUNT_DONE: lambda c: Fraction(c.done),
    Criterion.FEWEST_OVERDUE: lambda c: Fraction(-c.overdue),
}

_GAINS: dict[Criterion, Gain] = {
    Criterion.SHARE_COMPLETE: Gain.COMPLETE_UNITS,
    Criterion.COUNT_COMPLETE: Gain.COMPLETE_UNITS,
    Criterion.SHARE_DONE: Gain.TASKS_DONE,
    Criterion.COUNT_DONE: Gain.TASKS_DONE,
    Criterion.FEWEST_OVERDUE: Gain.OVERDUE_CLEARED,
}


def places(contenders: Iterable[Contender], criteria: Sequence[Criterion]) -> dict[str, Place]:
    """The place of every contender that has units, ties share one (1, 2, 2, 4); empty with fewer than two."""
    scores = _scores(contenders, criteria)
    if len(scores) < 2:
        return {}
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    result: dict[str, Place] = {}
    for _score, level in groupby(ordered, key=scores.__getitem__):
        tied = list(level)
        place = len(result) + 1
        result |= {key: Place(place=place, of=len(scores), tied_with=len(tied) - 1) for key in tied}
    return result


def climb(contenders: Iterable[Contender], key: str, criteria: Sequence[Criterion]) -> Climb | None:
    """The fewest further gains that improve the place of `key`; None where none can, or it is not ranked."""
    taking_part = _taking_part(contenders)
    me = taking_part.pop(key, None)
    if me is None or not taking_part:
        return None
    gain = _GAINS[_leading(criteria)]
    rivals = sorted(_score(rival, criteria) for rival in taking_part.values())

    def place_after(count: int) -> int:
        return len(rivals) - bisect_right(rivals, _score(_advanced(me, gain, count), criteria)) + 1

    now = place_after(0)
    count = _smallest(_room(me, gain), lambda more: place_after(more) < now)
    return None if count is None else Climb(count=count, gain=gain, place=place_after(count))


def slip(contenders: Iterable[Contender], key: str, criteria: Sequence[Criterion]) -> Slip | None:
    """Who, level with `key` or behind it, needs the fewest gains to pass it; the better placed if equal."""
    taking_part = _taking_part(contenders)
    me = taking_part.pop(key, None)
    if me is None or not taking_part:
        return None
    gain = _GAINS[_leading(criteria)]
    mine = _score(me, criteria)
    scores = {rival: _score(contender, criteria) for rival, contender in taking_part.items()}
    behind = sorted(rival for rival in scores if scores[rival] <= mine)
    behind.sort(key=scores.__getitem__, reverse=True)
    best: tuple[int, str] | None = None
    for rival in behind:
        contender = taking_part[rival]
        most = _room(contender, gain) if best is None else min(_room(contender, gain), best[0] - 1)
        count = _smallest(most, _passing(contender, gain, criteria, mine))
        if count is not None:
            best = (count, rival)
    if best is None:
        return None
    ahead = sum(score > mine for score in scores.values())
    return Slip(by=best[1], count=best[0], gain=gain, place=ahead + 2)


def _passing(contender: Contender, gain: Gain, criteria: Sequence[Criterion], mark: Score) -> Callable[[int], bool]:
    return lambda count: _score(_advanced(contender, gain, count), criteria) > mark


def _taking_part(contenders: Iterable[Contender]) -> dict[str, Contender]:
    found: dict[str, Contender] = {}
    for contender in contenders:
        if contender.key in found:
            raise ValueError(f"contender {contender.key!r} is given twice")
        if contender.units:
            found[contender.key] = contender
    return found


def _leading(criteria: Sequence[Criterion]) -> Criterion:
    if not criteria:
        raise ValueError("a ranking needs at least one criterion")
    return criteria[0]


def _score(contender: Contender, criteria: Sequence[Criterion]) -> Score:
    return _measured(contender, tuple(criteria))


@lru_cache(maxsize=20_000)  # the same contenders are ranked again and again to explain one place
def _measured(contender: Contender, criteria: tuple[Criterion, ...]) -> Score:
    return tuple(_MEASURES[criterion](contender) for criterion in criteria)


def _scores(contenders: Iterable[Contender], criteria: Sequence[Criterion]) -> dict[str, Score]:
    _leading(criteria)
    return {key: _score(contender, criteria) for key, contender in _taking_part(contenders).items()}


def _room(contender: Contender, gain: Gain) -> int:
    """How many gains of this kind the contender has left."""
    match gain:
        case Gain.COMPLETE_UNITS:
            return contender.units - contender.complete
        case Gain.TASKS_DONE:
            return contender.total - contender.done
        case Gain.OVERDUE_CLEARED:
            return contender.overdue


def _advanced(contender: Contender, gain: Gain, count: int) -> Contender:
    match gain:
        case Gain.COMPLETE_UNITS:
            return replace(contender, complete=contender.complete + count)
        case Gain.TASKS_DONE:
            return replace(contender, done=contender.done + count)
        case Gain.OVERDUE_CLEARED:
            return replace(contender, overdue=contender.overdue - count)


def _smallest(most: int, holds: Callable[[int], bool]) -> int | None:
    """The smallest number from 1 to `most` for which `holds`, which stays true once it is; or None."""
    if most < 1 or not holds(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
