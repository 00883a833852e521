"""Green, yellow, red or grey: the light of a unit and of one assignment, and what would change it.

A light is derived from a count and a policy; it is never stored. The three colours and the role of the
milestone are official; the share that parts yellow from red is not published, so it is policy: see
docs/rules/light.md.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor


class Light(StrEnum):
    """The colour; on screen always together with an icon and a word."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


class Reason(StrEnum):
    """Why a light is what it is; the page turns it into a sentence."""

    NOTHING_TO_JUDGE = "nothing_to_judge"
    NO_DATA = "no_data"
    OVERDUE_ABOVE_SHARE = "overdue_above_share"
    OVERDUE_WITHIN_SHARE = "overdue_within_share"
    DUE_SOON = "due_soon"
    INCOMPLETE_IN_TIME = "incomplete_in_time"
    IN_TIME = "in_time"
    COMPLETE = "complete"
    # of a single assignment only
    OVERDUE = "overdue"
    DONE = "done"
    RHYTHM_MET = "rhythm_met"
    RHYTHM_MISSED = "rhythm_missed"
    NOT_YET_DECIDING = "not_yet_deciding"


class Action(StrEnum):
    """What has to happen to assignments for a light to change."""

    COMPLETE_OVERDUE = "complete_overdue"
    START_DUE_SOON = "start_due_soon"
    REPORT = "report"
    VERIFY = "verify"
    BECOME_OVERDUE = "become_overdue"


@dataclass(frozen=True, slots=True)
class LightPolicy:
    """The thresholds of one version of the policy.

    red_share: share (0 to 1) of overdue among the deciding assignments above which the light is red.
    warn_days: an assignment without progress that is due within so many days makes the light yellow.
    milestone_date: only what is due before this day decides; None: everything decides.
    complete_for_green: green only when everything that counts is verified (the rule for communes).
    """

    red_share: Decimal
    warn_days: int
    milestone_date: date | None
    complete_for_green: bool
    version: str

    def __post_init__(self) -> None:
        if not 0 <= self.red_share <= 1:
            raise ValueError(f"red_share is a share between 0 and 1, not {self.red_share}")
        if self.warn_days < 0:
            raise ValueError(f"warn_days is a number of days from 0, not {self.warn_days}")


@dataclass(frozen=True, slots=True)
class Tally:
    """How the assignments of a unit stand. The first five count deciding assignments only.

    due_soon: due within the policy's warn_days, today included, and not started.
    reported: carry at least one report.
    complete: at least one assignment counts and all that count are verified, whatever the milestone.
    remaining: assignments still to be verified, of all that count.
    """

    deciding: int
    done: int
    overdue: int
    due_soon: int
    reported: int
    complete: bool
    remaining: int

    def __post_init__(self) -> None:
        parts = (self.done, self.overdue, self.due_soon, self.reported)
        if min(*parts, self.remaining) < 0 or max(parts) > self.deciding:
            raise ValueError(f"a part of the deciding assignments is negative or exceeds them: {self}")
        if self.complete and self.remaining:
            raise ValueError(f"complete, yet {self.remaining} assignments remain to be verified")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A light, its reason and the two numbers to say with it.

    count is what the reason speaks of (overdue, due soon, done, reported; still to be verified for
    INCOMPLETE_IN_TIME), of is the number of deciding assignments. Both are 0 for a single assignment.
    """

    light: Light
    reason: Reason
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """So many assignments have to undergo this."""

    action: Action
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """The light would become `target` if all the needs came about together, all else equal."""

    target: Light
    needs: tuple[Need, ...]


def light_of(tally: Tally, policy: LightPolicy) -> Verdict:
    """The light of a unit; the first rule that applies decides, in the order of docs/rules/light.md."""
    of = tally.deciding
    if of == 0:
        if tally.complete:
            return Verdict(Light.GREEN, Reason.COMPLETE)
        return Verdict(Light.GREY, Reason.NOTHING_TO_JUDGE)
    if tally.overdue > _most_overdue_within_share(tally, policy):
        return Verdict(Light.RED, Reason.OVERDUE_ABOVE_SHARE, tally.overdue, of)
    if tally.overdue > 0:
        return Verdict(Light.YELLOW, Reason.OVERDUE_WITHIN_SHARE, tally.overdue, of)
    if tally.due_soon > 0:
        return Verdict(Light.YELLOW, Reason.DUE_SOON, tally.due_soon, of)
    if tally.reported == 0:
        return Verdict(Light.GREY, Reason.NO_DATA, 0, of)
    if tally.complete:
        return Verdict(Light.GREEN, Reason.COMPLETE, tally.done, of)
    if policy.complete_for_green:
        return Verdict(Light.GREY, Reason.INCOMPLETE_IN_TIME, tally.remaining, of)
    return Verdict(Light.GREEN, Reason.IN_TIME, tally.done, of)


def light_of_assignment(
    *,
    done: bool,
    recurring_ok: bool | None,
    overdue: bool,
    due_soon: bool,
    counts: bool,
    reported: bool,
    decides: bool,
) -> Verdict:
    """The light of one assignment. It does not depend on the milestone; only the reason for grey does.

    recurring_ok: whether the rhythm is met (rules.rhythm.meets); None for an assignment that ends once.
    counts: False when it was withdrawn. decides: due before the policy's milestone.
    """
    if not counts:
        return Verdict(Light.GREY, Reason.NOTHING_TO_JUDGE)
    if overdue:
        return Verdict(Light.RED, Reason.OVERDUE)
    if due_soon:
        return Verdict(Light.YELLOW, Reason.DUE_SOON)
    if done:
        return Verdict(Light.GREEN, Reason.DONE)
    if not reported:
        return Verdict(Light.GREY, Reason.NO_DATA if decides else Reason.NOT_YET_DECIDING)
    if recurring_ok is None:
        return Verdict(Light.GREEN, Reason.IN_TIME)
    if recurring_ok:
        return Verdict(Light.GREEN, Reason.RHYTHM_MET)
    return Verdict(Light.YELLOW, Reason.RHYTHM_MISSED)


def would_change(tally: Tally, policy: LightPolicy) -> tuple[Change, ...]:
    """The smallest steps that lead to another light: the ways up first, the dangers after."""
    return (*_ways_up(tally, policy), *_dangers(tally, policy))


def _most_overdue_within_share(tally: Tally, policy: LightPolicy) -> int:
    """The largest number of overdue assignments that is not yet red. Exact: no rounding of the share."""
    return floor(Fraction(policy.red_share) * tally.deciding)


def _ways_up(tally: Tally, policy: LightPolicy) -> list[Change]:
    now = light_of(tally, policy).light
    if now is Light.GREEN:
        return []
    ways: list[Change] = []
    bearable = _most_overdue_within_share(tally, policy)
    if now is Light.RED and bearable > 0:
        ways.append(Change(Light.YELLOW, (Need(Action.COMPLETE_OVERDUE, tally.overdue - bearable),)))
    needs: list[Need] = []
    if tally.overdue:
        needs.append(Need(Action.COMPLETE_OVERDUE, tally.overdue))
    if tally.due_soon:
        needs.append(Need(Action.START_DUE_SOON, tally.due_soon))
    if tally.deciding and not tally.reported and not needs:
        needs.append(Need(Action.REPORT, 1))
    cleared = light_of(_without_worries(tally), policy).light
    if needs and cleared is not now:
        ways.append(Change(cleared, tuple(needs)))
    if tally.remaining and not (needs and cleared is Light.GREEN):
        ways.append(Change(Light.GREEN, (Need(Action.VERIFY, tally.remaining),)))
    return ways


def _without_worries(tally: Tally) -> Tally:
    """Overdue ones completed, those due soon started, and one report at least; nothing more verified."""
    return replace(
        tally,
        done=tally.done + tally.overdue,
        overdue=0,
        due_soon=0,
        reported=max(tally.reported, min(1, tally.deciding)),
    )


def _dangers(tally: Tally, policy: LightPolicy) -> list[Change]:
    now = light_of(tally, policy).light
    open_in_time = tally.deciding - tally.done - tally.overdue
    if now is Light.RED or open_in_time <= 0:
        return []
    dangers: list[Change] = []
    to_red = _most_overdue_within_share(tally, policy) + 1 - tally.overdue
    if now is not Light.YELLOW and to_red > 1:
        dangers.append(Change(Light.YELLOW, (Need(Action.BECOME_OVERDUE, 1),)))
    if to_red <= open_in_time:
        dangers.append(Change(Light.RED, (Need(Action.BECOME_OVERDUE, to_red),)))
    return dangers
