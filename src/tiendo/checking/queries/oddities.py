"""What is odd about waiting reports: the flags that `tasks` raises, and verifications that lapsed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tiendo.rules.progress import DONE, Kind
from tiendo.tasks.models import ProgressEvent, StandingSpan
from tiendo.tasks.queries.evidence import FlagKind, flags_of

# A waiting report says 100, so it never fell below the one before.
FILTERS = (FlagKind.SAME_FILE, FlagKind.SAME_TEXT, FlagKind.AFTER_VERIFICATION)
Reports = dict[int, list[ProgressEvent]]
Spans = dict[int, list[StandingSpan]]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A verification that lapsed because the unit reported again: the report that had been verified."""

    former: ProgressEvent | None
    verified_at: datetime | None


def flagged_among(ids: Collection[int], flag: str) -> list[int]:
    """Those of the assignments whose waiting report bears the flag."""
    if flag == FlagKind.AFTER_VERIFICATION:
        reports, spans = reports_of(ids), spans_of(ids)
        return [pk for pk in ids if lapse_of(reports[pk], spans[pk])]
    found = flags_of(ids)
    return [pk for pk in ids if any(one.kind == flag for one in found.get(pk, ()))]


def reports_of(ids: Collection[int]) -> Reports:
    """All reports of assignments in the order in which they are folded."""
    found: Reports = defaultdict(list)
    rows = ProgressEvent.objects.filter(assignment_id__in=ids, kind=Kind.REPORTED)
    for event in rows.order_by("recorded_at", "content_hash"):
        found[event.assignment_id].append(event)
    return found


def spans_of(ids: Collection[int]) -> Spans:
    """All standings that assignments ever had, in their order."""
    found: Spans = defaultdict(list)
    for span in StandingSpan.objects.filter(assignment_id__in=ids).order_by("since_at"):
        found[span.assignment_id].append(span)
    return found


def recorded_at(reports: list[ProgressEvent], at: datetime | None) -> ProgressEvent | None:
    """The report of a moment; of several in one moment the one that is folded last."""
    return next((event for event in reversed(reports) if event.recorded_at == at), None)


def lapse_of(reports: list[ProgressEvent], spans: list[StandingSpan]) -> Lapse | None:
    """The last verification, where a report of the unit ended it; None where there is none or it was reopened."""
    done = next((span for span in reversed(spans) if span.state in DONE), None)
    if done is None or recorded_at(reports, done.until_at) is None:
        return None
    return Lapse(former=recorded_at(reports, done.reported_at), verified_at=done.verified_at)
