"""Samples: the door, the draw, and what was found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tiendo.checking.models import FoundInSample, Sample, SampleClosure, SampleFinding
from tiendo.checking.queries.reports import ReportLine, report_lines
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import NotFound
from tiendo.rules.sampling import draw, lot
from tiendo.tasks.models import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLine:
    """A sample with how far it is."""

    sample: Sample
    drawn: tuple[int, ...]
    findings: dict[int, SampleFinding]
    closure: SampleClosure | None

    @property
    def judged(self) -> int:
        """How many of the drawn ones were looked at."""
        return len(self.findings)

    @property
    def wrong(self) -> tuple[int, ...]:
        """The assignments found wrong, in the order of the draw."""
        return tuple(
            pk for pk in self.drawn if pk in self.findings and self.findings[pk].finding == FoundInSample.WRONG
        )

    @property
    def all_judged(self) -> bool:
        """Whether every drawn one was looked at."""
        return self.judged == len(self.drawn)


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A drawn report as it stands now, with its lot and what was found. `changed`: no longer the report drawn."""

    place: int
    line: ReportLine
    lot: str
    finding: SampleFinding | None
    changed: bool


def samples_for(actor: Actor, on: date) -> list[int]:
    """The numbers of the samples that the actor may see, newest first: those of units into which the actor may look."""
    samples = list(Sample.objects.order_by("-pk").values_list("pk", "scope_units"))
    units = _versions((pk for _number, scope in samples for pk in scope), on)
    return [number for number, scope in samples if _sees(actor, scope, units)]


def sample_for(actor: Actor, number: int, on: date) -> SampleLine:
    """One sample by its number; NotFound for whoever may not see it."""
    sample = Sample.objects.filter(pk=number).first()
    if sample is None or not _sees(actor, sample.scope_units, _versions(sample.scope_units, on)):
        raise NotFound(
            _("There is no sample with the number %(number)s among those that you may see.") % {"number": number}
        )
    return sample_lines([sample.pk])[0]


def sample_lines(numbers: Collection[int]) -> list[SampleLine]:
    """Samples with their findings and closures, newest first, in three queries."""
    samples = Sample.objects.filter(pk__in=numbers).order_by("-pk")
    findings: dict[int, dict[int, SampleFinding]] = {number: {} for number in numbers}
    for finding in SampleFinding.objects.filter(sample_id__in=numbers).order_by("pk"):
        findings[finding.sample_id][finding.assignment_id] = finding
    closures = {closure.sample_id: closure for closure in SampleClosure.objects.filter(sample_id__in=numbers)}
    return [
        SampleLine(
            sample=sample,
            drawn=draw(seed=sample.seed, ids=sample.population, size=sample.size),
            findings=findings[sample.pk],
            closure=closures.get(sample.pk),
        )
        for sample in samples
    ]


def drawn_lines(line: SampleLine, on: date) -> list[DrawnLine]:
    """The drawn reports in the order of the draw."""
    sample = line.sample
    rows = Assignment.objects.filter(pk__in=line.drawn).select_related("task__programme", "unit")
    by_number = {row.assignment.pk: row for row in report_lines(rows, on)}
    reports = dict(zip(sample.population, sample.reports, strict=True))
    return [
        DrawnLine(
            place=place,
            line=row,
            lot=lot(sample.seed, pk),
            finding=line.findings.get(pk),
            changed=row.assignment.state != State.WAITING or row.report is None or row.report.pk != reports[pk],
        )
        for place, pk in enumerate(line.drawn, start=1)
        if (row := by_number.get(pk)) is not None
    ]


@dataclass(frozen=True, slots=True)
class LotLine:
    """One of the population with its lot, for whoever repeats the draw."""

    place: int
    assignment_id: int
    report: int
    programme: str
    task: str
    unit: str
    lot: str
    drawn: bool


def lot_lines(line: SampleLine) -> list[LotLine]:
    """The whole population in the order of its lots."""
    sample, drawn = line.sample, set(line.drawn)
    names = {
        pk: (programme, task, unit)
        for pk, programme, task, unit in Assignment.objects.filter(pk__in=sample.population).values_list(
            "pk", "task__programme__code", "task__code", "unit__key"
        )
    }
    reports = dict(zip(sample.population, sample.reports, strict=True))
    ordered = draw(seed=sample.seed, ids=sample.population, size=len(sample.population))
    return [
        LotLine(place, pk, reports[pk], *names[pk], lot(sample.seed, pk), pk in drawn)
        for place, pk in enumerate(ordered, start=1)
    ]


def _versions(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    return {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in=set(unit_ids))}


def _sees(actor: Actor, scope: Sequence[int], units: dict[int, UnitVersion]) -> bool:
    if actor.can_everywhere(Verb.VIEW):
        return True
    known = [units.get(pk) for pk in scope]
    return bool(known) and all(unit is not None and actor.can(Verb.VIEW, unit.path) for unit in known)
