"""Which reminders an assignment gives on a day, and to whom. docs/rules/notices.md has the cases.

Everything is counted in working days after a day; on a day that is no working day nobody is reminded. Who the
audiences are, as people, the room `notices` knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tiendo.rules.progress import OPEN, State
from tiendo.rules.rhythm import Rhythm, meets, period_of
from tiendo.rules.workdays import Calendar


class Audience(StrEnum):
    """To whom a reminder goes, seen from the unit that has the assignment."""

    UNIT = "unit"
    HEAD = "head"
    ABOVE = "above"
    VERIFIER = "verifier"


class RuleKind(StrEnum):
    """What a rule reminds of. Its number of days means: see `reminders`."""

    BEFORE_DUE = "before_due"
    ON_DUE_DAY = "on_due_day"
    AFTER_DUE = "after_due"
    NO_REPORT = "no_report"
    RHYTHM_MISSED = "rhythm_missed"
    RETURNED = "returned"
    WAITS_VERIFICATION = "waits_verification"
    ESCALATE_HEAD = "escalate_head"
    ESCALATE_ABOVE = "escalate_above"
    TO_ANSWER = "to_answer"


AUDIENCES: dict[RuleKind, Audience] = {
    RuleKind.WAITS_VERIFICATION: Audience.VERIFIER,
    RuleKind.ESCALATE_HEAD: Audience.HEAD,
    RuleKind.ESCALATE_ABOVE: Audience.ABOVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule in force from `valid_from` until the day before `valid_to`. `programme` None: for every programme.

    `duty`: the reminder cannot be switched off by the person.
    """

    kind: RuleKind
    days: int
    duty: bool
    valid_from: date
    valid_to: date
    programme: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an assignment.

    `reported_date`: the day that the last report is about, `recorded_date`: the day on which it came in.
    `returned_date`: set while nothing was reported after a return.
    """

    state: State
    assigned_date: date
    due_date: date | None = None
    rhythm: Rhythm | None = None
    reported_date: date | None = None
    recorded_date: date | None = None
    returned_date: date | None = None

    @property
    def last_day(self) -> date | None:
        """The due date of what ends once; what has a rhythm is never due."""
        return self.due_date if self.rhythm is None else None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder. `days`: working days left (before the due date) or passed (everything else)."""

    kind: RuleKind
    audience: Audience
    days: int
    duty: bool


def horizon(on: date, days: int) -> date:
    """A day by which so many working days after `on` have certainly passed: Tết takes less than thirty days."""
    return on + timedelta(days=3 * days + 30)


def rules_for(rules: Iterable[Rule], *, programme: int, on: date) -> tuple[Rule, ...]:
    """The rules in force on a day for a programme: its own of a kind take the place of the general ones."""
    current = [rule for rule in rules if rule.valid_from <= on < rule.valid_to]
    own = [rule for rule in current if rule.programme == programme]
    taken = {rule.kind for rule in own}
    general = [rule for rule in current if rule.programme is None and rule.kind not in taken]
    return (*own, *general)


def reminders(facts: Facts, *, rules: Sequence[Rule], calendar: Calendar, on: date) -> tuple[Reminder, ...]:
    """The reminders of one assignment on the day `on`, one at most of each kind and audience.

    Before the due date: when exactly `days` working days are left. Escalations begin after `days` working days and
    come again after as many. Everything else begins on the first working day and comes again every `days`; no report
    and a report that waits begin after `days`.
    """
    if not calendar.is_working(on) or facts.state not in OPEN:
        return ()
    found: dict[RuleKind, Reminder] = {}
    for rule in rules:
        days = _days(rule, facts, calendar, on)
        if days is not None and rule.kind not in found:
            audience = AUDIENCES.get(rule.kind, Audience.UNIT)
            found[rule.kind] = Reminder(rule.kind, audience, days, rule.duty)
    return tuple(found.values())


def is_to_remind(rule: Rule, *, since: date, calendar: Calendar, on: date) -> bool:
    """Whether something open since a day is reminded of on `on`: on the first working day after, then every `days`."""
    return calendar.is_working(on) and _again(calendar.between(since, on), rule.days)


def _days(rule: Rule, facts: Facts, calendar: Calendar, on: date) -> int | None:
    """The days of the reminder that a rule gives today; None where it gives none."""
    match rule.kind:
        case RuleKind.BEFORE_DUE | RuleKind.ON_DUE_DAY:
            return _before_due(rule, facts, calendar, on)
        case RuleKind.AFTER_DUE:
            past = _past_due(facts, calendar, on)
            return past if facts.state is not State.WAITING and _again(past, rule.days) else None
        case RuleKind.ESCALATE_HEAD | RuleKind.ESCALATE_ABOVE:
            past = _past_due(facts, calendar, on)
            return past if facts.state is not State.WAITING and _every(past, rule.days) else None
        case RuleKind.WAITS_VERIFICATION:
            if facts.state is not State.WAITING or facts.recorded_date is None:
                return None
            waited = calendar.between(facts.recorded_date, on)
            return waited if _every(waited, rule.days) else None
        case RuleKind.RETURNED:
            if facts.returned_date is None or facts.state is State.WAITING:
                return None
            past = calendar.between(facts.returned_date, on)
            return past if _again(past, rule.days) else None
        case RuleKind.NO_REPORT:
            return _no_report(rule, facts, calendar, on)
        case RuleKind.RHYTHM_MISSED:
            return _rhythm_missed(rule, facts, calendar, on)
        case RuleKind.TO_ANSWER:
            return None  # not of an assignment: see is_to_remind


def _before_due(rule: Rule, facts: Facts, calendar: Calendar, on: date) -> int | None:
    """A due date on a day off is reminded of as if it were on the last working day before."""
    due = facts.last_day
    if due is None or due < on or facts.state is State.WAITING:
        return None
    wanted = 0 if rule.kind is RuleKind.ON_DUE_DAY else rule.days
    if due > horizon(on, wanted):
        return None
    left = calendar.between(on, due)
    return left if left == wanted else None


def _past_due(facts: Facts, calendar: Calendar, on: date) -> int:
    due = facts.last_day
    return 0 if due is None or due >= on else calendar.between(due, on)


def _no_report(rule: Rule, facts: Facts, calendar: Calendar, on: date) -> int | None:
    """Of what ends once and is still in time; what is overdue or has a rhythm is reminded of as such."""
    overdue = facts.due_date is not None and facts.due_date < on
    if facts.rhythm is not None or overdue or facts.state is State.WAITING or facts.returned_date is not None:
        return None
    last = max(facts.assigned_date, facts.recorded_date or facts.assigned_date)
    if last > on:
        return None
    quiet = calendar.between(last, on)
    return quiet if _every(quiet, rule.days) else None


def _rhythm_missed(rule: Rule, facts: Facts, calendar: Calendar, on: date) -> int | None:
    """Counted from the beginning of the period of today: until then the report was owed."""
    if facts.rhythm is None:
        return None
    kept = meets(facts.rhythm, last_report_date=facts.reported_date, on=on, started_date=facts.assigned_date)
    if kept:
        return None
    if facts.rhythm is Rhythm.CONTINUOUS:
        passed = calendar.between(facts.assigned_date, on)
    else:
        first_day, _last = period_of(on, facts.rhythm)
        passed = calendar.between(first_day - timedelta(days=1), on)
    return passed if _again(passed, rule.days) else None


def _again(passed: int, every: int) -> bool:
    """On the first working day, then every so many."""
    return passed > 0 and (passed - 1) % every == 0


def _every(passed: int, every: int) -> bool:
    """After so many working days, then after as many again."""
    return passed > 0 and passed % every == 0
