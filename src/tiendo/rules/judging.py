"""One assignment judged on a day: whether it is overdue, whether its rhythm is met, and its light."""

from dataclasses import dataclass
from datetime import date

from tiendo.rules.light import LightPolicy, Verdict, light_of_assignment
from tiendo.rules.progress import DONE, State, is_overdue, is_verifiers_delay
from tiendo.rules.rhythm import Rhythm, meets


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the judgement stands on. `started_date`: the day on which the task was given."""

    state: State
    due_date: date | None
    recurring: bool
    rhythm: str
    reported: bool
    reported_date: date | None
    started_date: date


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement.

    `shown_state`: the state in one word; overdue and recurring outrank the recorded one. `verifier_delay`: overdue
    although reported complete in time. `rhythm_met`: None for an assignment that ends once.
    """

    shown_state: str
    overdue: bool
    verifier_delay: bool
    rhythm_met: bool | None
    verdict: Verdict


def judge(facts: Facts, on: date, policy: LightPolicy) -> Judged:
    """Judge an assignment on a day by a policy: a task due on the day is in time, a recurring one never overdue."""
    state, due = facts.state, facts.due_date
    overdue = not facts.recurring and is_overdue(facts, on)
    met = None
    if facts.recurring:
        met = meets(Rhythm(facts.rhythm), last_report_date=facts.reported_date, on=on, started_date=facts.started_date)
    due_soon = (
        state is State.NOT_STARTED
        and not facts.recurring
        and not overdue
        and due is not None
        and (due - on).days <= policy.warn_days
    )
    verdict = light_of_assignment(
        done=state in DONE and not facts.recurring,
        recurring_ok=met,
        overdue=overdue,
        due_soon=due_soon,
        counts=state is not State.WITHDRAWN,
        reported=facts.reported,
        decides=policy.milestone_date is None or (due is not None and due < policy.milestone_date),
    )
    return Judged(
        shown_state="recurring" if facts.recurring else "overdue" if overdue else str(state),
        overdue=overdue,
        verifier_delay=overdue and is_verifiers_delay(facts, on),
        rhythm_met=met,
        verdict=verdict,
    )
