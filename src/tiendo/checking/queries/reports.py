"""The report that waits on an assignment, with what a verifier has to see beside it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiendo.checking.queries.oddities import Lapse, lapse_of, recorded_at, reports_of, spans_of
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.rules.progress import is_overdue, is_verifiers_delay
from tiendo.tasks.models import Assignment, ProgressEvent, StandingSpan
from tiendo.tasks.queries.evidence import EvidenceFile, Flag, FlagKind, evidence_of, flags_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One waiting report. `percent_before`: what was reported before it, None where nothing was.

    `token` names the assignment and the report as it is shown, so that nobody verifies what they have not seen.
    """

    assignment: Assignment
    unit: UnitVersion
    report: ProgressEvent | None
    percent_before: Decimal | None
    files: tuple[EvidenceFile, ...]
    flags: tuple[Flag, ...]
    lapse: Lapse | None
    overdue: bool
    verifier_delay: bool

    @property
    def token(self) -> str:
        """As the form sends it back."""
        return f"{self.assignment.pk}-{self.report.pk if self.report else 0}"


def report_lines(assignments: Iterable[Assignment], on: date) -> list[ReportLine]:
    """The lines of assignments in their order, in a constant number of queries.

    Units that are not in force on the day are left out. A lapsed verification is shown by `lapse`, not as a flag.
    """
    listed = list(assignments)
    ids = [assignment.pk for assignment in listed]
    units = {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in=[a.unit_id for a in listed])}
    reports, spans, flags = reports_of(ids), spans_of(ids), flags_of(ids)
    current = {a.pk: recorded_at(reports[a.pk], a.reported_at) for a in listed}
    files = evidence_of([report.pk for report in current.values() if report])
    return [
        ReportLine(
            assignment=a,
            unit=units[a.unit_id],
            report=report,
            percent_before=_percent_before(a, spans[a.pk]),
            files=files.get(report.pk, ()) if report else (),
            flags=tuple(flag for flag in flags.get(a.pk, ()) if flag.kind is not FlagKind.AFTER_VERIFICATION),
            lapse=lapse_of(reports[a.pk], spans[a.pk]),
            overdue=is_overdue(a.standing, on),
            verifier_delay=is_verifiers_delay(a.standing, on),
        )
        for a in listed
        if a.unit_id in units
        for report in [current[a.pk]]
    ]


def current_reports(assignments: Collection[Assignment]) -> dict[int, int]:
    """The number of the report on which each assignment stands now, by assignment; 0 where there is none."""
    reports = reports_of([assignment.pk for assignment in assignments])
    found = {a.pk: recorded_at(reports[a.pk], a.reported_at) for a in assignments}
    return {pk: report.pk if report else 0 for pk, report in found.items()}


def _percent_before(assignment: Assignment, spans: list[StandingSpan]) -> Decimal | None:
    """What stood there immediately before the report that counts now."""
    first = next((place for place, span in enumerate(spans) if span.reported_at == assignment.reported_at), 0)
    return spans[first - 1].percent if first else None
