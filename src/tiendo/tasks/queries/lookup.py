"""Finding programmes and assignments by the codes that people use. No door: for commands and other rooms' doors."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import ZONE
from tiendo.org.models import UnitVersion
from tiendo.rules.refusal import NotFound
from tiendo.tasks.models import Assignment, Programme, Task


def programme_named(code: str) -> Programme:
    """The programme with a code; NotFound names those that there are."""
    found = Programme.objects.select_related("directive").filter(code=code).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True)[:20])
        raise NotFound(_("There is no programme “%(code)s”. Known: %(known)s.") % {"code": code, "known": known or "–"})
    return found


def programme_start(programme: Programme) -> datetime:
    """The first moment of which figures can be asked: the directive's day, or the first task if that is earlier."""
    issued = programme.directive.issued_date
    begin = datetime(issued.year, issued.month, issued.day, tzinfo=ZONE)
    first = Task.objects.filter(services__programme=programme).aggregate(first=Min("assigned_at"))["first"]
    return min(begin, first) if first else begin


@dataclass(frozen=True, slots=True)
class Target:
    """An assignment as an import needs it."""

    assignment_id: int
    assigned_at: datetime
    identity: str


class UnitCodes:
    """Which unit bears a code on a day, for many codes at once."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._versions: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
        rows = UnitVersion.objects.filter(code__in=set(codes)).values_list("code", "valid_from", "valid_to", "unit_id")
        for code, valid_from, valid_to, unit_id in rows:
            self._versions[code].append((valid_from, valid_to, unit_id))

    def unit(self, code: str, on: date) -> int | None:
        """The unit's id, or None where no unit bears the code on that day."""
        for valid_from, valid_to, unit_id in self._versions.get(code, ()):
            if valid_from <= on < valid_to:
                return unit_id
        return None


def targets_of(task_ids: Iterable[int]) -> dict[tuple[int, int], Target]:
    """The assignments of tasks by (task, unit)."""
    rows = Assignment.objects.filter(task_id__in=list(task_ids)).values_list(
        "task_id", "unit_id", "pk", "assigned_at", "task__programme__code", "task__code", "unit__key"
    )
    return {
        (task_id, unit_id): Target(pk, assigned_at, f"{programme}/{task}/{unit}")
        for task_id, unit_id, pk, assigned_at, programme, task, unit in rows
    }
