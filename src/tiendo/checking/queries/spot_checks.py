"""Spot checks: those of assignments, and the list of what one may look into."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.checking.models import SpotCheck, SpotCheckFile
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.rules.refusal import NotFound
from tiendo.tasks.models import ProgressEvent
from tiendo.tasks.queries import assignments_for


@dataclass(frozen=True, slots=True)
class SpotCheckLine:
    """A spot check with its files. `led_to`: the kind of the event that followed from it ("" for none)."""

    check: SpotCheck
    files: tuple[SpotCheckFile, ...]
    led_to: str


@dataclass(frozen=True, slots=True)
class ListedCheck:
    """A spot check in a list, with the unit of its assignment as it stands on the day."""

    line: SpotCheckLine
    unit: UnitVersion


def spot_checks_of(assignment_ids: Collection[int]) -> dict[int, tuple[SpotCheckLine, ...]]:
    """The spot checks of assignments, newest first, by assignment. The caller has checked the right."""
    found: dict[int, list[SpotCheckLine]] = defaultdict(list)
    checks = SpotCheck.objects.filter(assignment_id__in=assignment_ids).order_by("-checked_date", "-pk")
    for line in _lines(list(checks)):
        found[line.check.assignment_id].append(line)
    return {pk: tuple(lines) for pk, lines in found.items()}


def spot_checks_for(actor: Actor, on: date) -> QuerySet[SpotCheck]:
    """The spot checks in the units that the actor may look into, newest first."""
    found = SpotCheck.objects.filter(assignment__in=assignments_for(actor, on))
    return found.select_related("assignment__task__programme").order_by("-checked_date", "-pk")


def spot_check_file_for(actor: Actor, check: int, file: int, on: date) -> SpotCheckFile:
    """One file of a spot check; NotFound for whoever may not look into the unit."""
    found = (
        SpotCheckFile.objects.filter(pk=file, spot_check__in=spot_checks_for(actor, on).filter(pk=check).order_by())
        .select_related("document")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such file of a spot check among those that you may look into."))
    return found


def listed_checks(checks: Iterable[SpotCheck], on: date) -> list[ListedCheck]:
    """Spot checks with their files, what followed and their units, in three queries."""
    lines = _lines(list(checks))
    wanted = [line.check.assignment.unit_id for line in lines]
    units = {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in=wanted)}
    return [ListedCheck(line, units[line.check.assignment.unit_id]) for line in lines]


def _lines(checks: list[SpotCheck]) -> list[SpotCheckLine]:
    files: dict[int, list[SpotCheckFile]] = defaultdict(list)
    for file in SpotCheckFile.objects.filter(spot_check__in=checks).select_related("document").order_by("pk"):
        files[file.spot_check_id].append(file)
    keys = [check.key for check in checks]
    followed = dict(ProgressEvent.objects.filter(key__in=keys).values_list("key", "kind"))
    return [
        SpotCheckLine(check=check, files=tuple(files[check.pk]), led_to=followed.get(check.key, "")) for check in checks
    ]
