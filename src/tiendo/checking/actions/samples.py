"""Drawing a sample, judging it, and deciding on all that it stands for."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiendo.checking.actions.judging import Examined, Seen, examine
from tiendo.checking.models import FoundInSample, Sample, SampleClosure, SampleFinding
from tiendo.checking.queries.reports import current_reports
from tiendo.checking.queries.samples import SampleLine
from tiendo.checking.queries.waiting import QueueFilter, queue_for
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb, allows
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.actions import EventDraft, Intent, record_events
from tiendo.tasks.models import Assignment

LARGEST = 2500  # reports that one sample may stand for: they are verified in one transaction


class Found(NamedTuple):
    """What was found of one drawn report; a wrong one has a reason."""

    finding: FoundInSample
    reason: str = ""


def draw_sample(*, actor: Actor, wanted: QueueFilter, words: str, size: int, seed: str, now: datetime) -> Sample:
    """Draw from what waits for the actor and fits the filter; `words` says the filter as the actor read it."""
    require_anywhere(actor, Verb.VERIFY)
    population = list(queue_for(actor, wanted, day_of(now)))
    if not population:
        raise Refused(_("Nothing that fits the filter waits for you, so there is nothing to draw from."))
    if len(population) > LARGEST:
        raise Refused(
            _("%(count)s reports fit the filter; a sample stands for %(largest)s at most. Narrow the filter.")
            % {"count": len(population), "largest": LARGEST}
        )
    if not 1 <= size <= len(population):
        raise Refused(
            _("The size of the sample must be from 1 to %(count)s, the number of reports that fit the filter.")
            % {"count": len(population)}
        )
    reports = current_reports(population)
    scopes = {held.scope_unit_id for held in actor.held if allows(held.role, Verb.VERIFY)}
    with transaction.atomic():
        sample = Sample.objects.create(
            seed=seed,
            size=size,
            population=[assignment.pk for assignment in population],
            reports=[reports[assignment.pk] for assignment in population],
            filter_words=words[:1000],
            filter_cells=wanted.cells,
            scope_units=[wanted.unit.unit_id] if wanted.unit else sorted(scopes),
            drawn_at=now,
            actor=actor.name,
            actor_user=actor.user_id,
            actor_unit=actor.unit_name,
        )
        details: dict[str, str | int | list[str] | None] = {
            "size": size,
            "population": len(population),
            "seed": seed,
            "filter": words[:300],
        }
        record_act(code="checking.sample.drawn", author=actor, subject=str(sample.pk), details=details)
    return sample


def judge_sample(line: SampleLine, found: Mapping[int, Found], *, actor: Actor, now: datetime) -> int:
    """Keep what was found of drawn reports, by assignment; returns how many findings are new or changed."""
    _require_open(line, actor)
    fresh = []
    for pk in line.drawn:
        if pk not in found:
            continue
        finding, reason = found[pk].finding, found[pk].reason.strip()
        if finding is FoundInSample.WRONG and not reason:
            raise Refused(_("A report found wrong needs a reason: the unit reads it."))
        known = line.findings.get(pk)
        if known is None or (known.finding, known.reason) != (finding, reason):
            fresh.append(
                SampleFinding(
                    sample=line.sample,
                    assignment_id=pk,
                    finding=finding,
                    reason=reason,
                    found_at=now,
                    actor=actor.name,
                    actor_user=actor.user_id,
                )
            )
    SampleFinding.objects.bulk_create(fresh)
    return len(fresh)


def close_sample(line: SampleLine, *, accept: bool, reason: str, actor: Actor, now: datetime) -> SampleClosure:
    """Accept the rest (the whole population but the wrong ones is verified), or only return the wrong ones.

    What changed since the draw is left out and named in the closure. Raises NotAllowed or Refused.
    """
    _require_open(line, actor)
    _require_grounds(line, accept, reason)
    sample, wrong = line.sample, set(line.wrong)
    seen = [Seen(*pair) for pair in zip(sample.population, sample.reports, strict=True)]
    on = day_of(now)
    with transaction.atomic():
        _lock(sample)
        back = [one for one in seen if one.assignment_id in wrong]
        rest = [one for one in seen if one.assignment_id not in wrong] if accept else []
        returning = examine(back, verb=Verb.RETURN, actor=actor, on=on)
        verifying = examine(rest, verb=Verb.VERIFY, actor=actor, on=on)
        returned = _intents(back, returning, {pk: _return_draft(line, pk) for pk in wrong})
        verified = _intents(rest, verifying, dict.fromkeys(sample.population, _verify_draft(line, reason)))
        if returned or verified:
            record_events([*returned, *verified], actor=actor, now=now)
        closure = _closed(
            SampleClosure(
                sample=sample,
                accepted=accept,
                reason=reason.strip(),
                verified=len(verified),
                returned=len(returned),
                left_out=sorted([*returning.problems, *verifying.problems]),
                closed_at=now,
                actor=actor.name,
                actor_user=actor.user_id,
            )
        )
        details = {"verified": closure.verified, "returned": closure.returned, "left_out": len(closure.left_out)}
        record_act(code="checking.sample.closed", author=actor, subject=str(sample.pk), details=details)
    return closure


def _require_open(line: SampleLine, actor: Actor) -> None:
    if line.sample.actor_user != actor.user_id:
        raise NotAllowed(_("Only the person who drew a sample judges it. Draw one of your own from the queue."))
    require_anywhere(actor, Verb.VERIFY)
    if line.closure is not None:
        raise Refused(_("This sample is closed. What still waits stands in the queue."))


def _require_grounds(line: SampleLine, accept: bool, reason: str) -> None:
    if not accept and not line.wrong:
        raise Refused(_("None of the drawn reports was found wrong, so there is nothing to return."))
    if accept and not line.all_judged:
        raise Refused(
            _("%(count)s drawn reports have not been looked at. Judge them first.")
            % {"count": len(line.drawn) - line.judged}
        )
    if accept and line.wrong and not reason.strip():
        raise Refused(_("Some drawn reports were found wrong. Say why the rest can be accepted all the same."))


def _lock(sample: Sample) -> None:
    """All at once and in one order, so that two that close samples never wait for each other."""
    list(Assignment.objects.filter(pk__in=sample.population).order_by("pk").select_for_update().values_list("pk"))


def _intents(seen: list[Seen], examined: Examined, drafts: Mapping[int, EventDraft]) -> list[Intent]:
    able = [one.assignment_id for one in seen if one.assignment_id not in examined.problems]
    return [examined.intent(pk, drafts[pk]) for pk in able]


def _return_draft(line: SampleLine, pk: int) -> EventDraft:
    note = gettext("%(reason)s (found in sample no. %(number)s)") % {
        "reason": line.findings[pk].reason,
        "number": line.sample.pk,
    }
    return EventDraft(verb=Verb.RETURN, note=note)


def _verify_draft(line: SampleLine, reason: str) -> EventDraft:
    note = gettext("Verified by sample no. %(number)s: %(drawn)s of %(total)s reports were looked at.") % {
        "number": line.sample.pk,
        "drawn": len(line.drawn),
        "total": len(line.sample.population),
    }
    return EventDraft(verb=Verb.VERIFY, note=f"{note} {reason.strip()}".strip())


def _closed(closure: SampleClosure) -> SampleClosure:
    try:
        with transaction.atomic():
            closure.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This sample is closed. What still waits stands in the queue.")) from error
    return closure
