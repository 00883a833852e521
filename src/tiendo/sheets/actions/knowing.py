"""What the rows of a file name, looked up once for all of them; the ledger itself piece by piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tiendo.gateways.spreadsheets import Row
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.progress import Event, Kind
from tiendo.sheets.columns import kind_of
from tiendo.sheets.models import IssuedForm
from tiendo.sheets.queries import keys_sent_with, versions_of
from tiendo.tasks.actions.standings import facts_of
from tiendo.tasks.models import Assignment, ProgressEvent, TaskService
from tiendo.tasks.queries.doors import reported_among
from tiendo.tasks.queries.lookup import UnitCodes


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody else reported since a form was given out."""

    percent: Decimal | None
    actor: str
    recorded_at: datetime


@dataclass(slots=True)
class Piece:
    """The ledger of some assignments: loaded for a piece of the file, so that a large file takes little memory.

    `facts`: all events of the assignments of which something is to be annulled; for anything else the standing of now
    is enough.
    """

    assignments: dict[int, Assignment]
    facts: dict[int, list[Event]]
    own_reports: set[int]
    said: dict[int, Said]
    numbered: dict[int, tuple[int, str]]  # assignment and content hash of an event by its number


class Known:
    """Programmes, tasks, units and assignments that rows name, on a day."""

    def __init__(self, rows: Sequence[Row], *, on: date, form: IssuedForm | None = None) -> None:
        self._on, self._form = on, form
        services = TaskService.objects.filter(programme__code__in={row.get("programme") for row in rows})
        self._tasks = {
            (programme, code): (task_id, title)
            for programme, code, task_id, title in services.values_list(
                "programme__code", "task__code", "task_id", "task__title"
            )
        }
        self._programmes = {programme for programme, _code in self._tasks}
        self._codes = UnitCodes({code for row in rows for code in written_codes(row.get("unit"))})
        units = {
            unit_id
            for row in rows
            for code in written_codes(row.get("unit"))
            if (unit_id := self._codes.unit(code, on)) is not None
        }
        self.versions: dict[int, UnitVersion] = versions_of(units, on)
        tasks = {
            self._tasks[name][0] for row in rows if (name := (row.get("programme"), row.get("task"))) in self._tasks
        }
        given = Assignment.objects.filter(task_id__in=tasks, unit_id__in=units)
        self._targets = {
            (task_id, unit_id): pk for task_id, unit_id, pk in given.values_list("task_id", "unit_id", "pk")
        }
        self._keys = keys_sent_with(form) if form else set()

    @property
    def task_ids(self) -> set[int]:
        """The numbers of all tasks of the programmes that are named."""
        return {task_id for task_id, _title in self._tasks.values()}

    def has_programme(self, code: str) -> bool:
        """Whether a programme of that code has tasks."""
        return code in self._programmes

    def task(self, programme: str, code: str) -> tuple[int, str] | None:
        """A task's number and title."""
        return self._tasks.get((programme, code))

    def unit_and_target(self, written: str, task_id: int) -> tuple[UnitVersion | None, int | None]:
        """The unit that a cell names, and its assignment of the task; spreadsheets lose zeros before a code."""
        versions = [
            self.versions[unit_id]
            for code in written_codes(written)
            if (unit_id := self._codes.unit(code, self._on)) in self.versions and unit_id is not None
        ]
        for version in versions:
            target = self._targets.get((task_id, version.unit_id))
            if target is not None:
                return version, target
        return (versions[0] if versions else None), None

    def piece(self, rows: Sequence[Row], actor: Actor) -> Piece:
        """The ledger of the assignments that some of the rows name."""
        found: dict[int, Kind | None] = {}
        for row in rows:
            task = self.task(row.get("programme"), row.get("task"))
            target = self.unit_and_target(row.get("unit"), task[0])[1] if task else None
            if target is not None:
                found[target] = kind_of(row)
        ids = sorted(found)
        numbers = {
            int(row.get("annuls")) for row in rows if row.get("annuls").isdecimal() and len(row.get("annuls")) < 19
        }
        events = ProgressEvent.objects.filter(pk__in=numbers).values_list("pk", "assignment_id", "content_hash")
        return Piece(
            assignments=Assignment.objects.in_bulk(ids),
            facts=facts_of([target for target, kind in found.items() if kind is Kind.ANNULLED]),
            own_reports=reported_among([target for target, kind in found.items() if kind is Kind.VERIFIED], actor),
            said=self._said(ids),
            numbered={number: (assignment_id, content_hash) for number, assignment_id, content_hash in events},
        )

    def recorded(self, keys: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
        """Which of the keys bear an event, and which of those events were annulled."""
        hashes = dict(ProgressEvent.objects.filter(key__in=list(keys)).values_list("content_hash", "key"))
        annulled = ProgressEvent.objects.filter(kind=Kind.ANNULLED, annuls__in=list(hashes)).values_list(
            "annuls", flat=True
        )
        return {key for key in hashes.values() if key}, {key for hash_ in annulled if (key := hashes[hash_])}

    def _said(self, ids: Sequence[int]) -> dict[int, Said]:
        """The newest report of each assignment since the form was given out, but for those that came on it."""
        if self._form is None:
            return {}
        reports = ProgressEvent.objects.filter(
            assignment_id__in=ids, kind=Kind.REPORTED, recorded_at__gt=self._form.issued_at
        )
        return {
            event.assignment_id: Said(event.percent, event.actor, event.recorded_at)
            for event in reports.order_by("recorded_at", "pk")
            if event.key not in self._keys
        }


def written_codes(text: str) -> tuple[str, ...]:
    """A unit's code as it was written, and with the zeros that a spreadsheet takes away from 00004 or 01."""
    if not (text.isascii() and text.isdecimal()) or len(text) >= 5:
        return (text,)
    return tuple(dict.fromkeys((text, text.zfill(2), text.zfill(5))))


def event_number(text: str) -> int | None:
    """The number of an entry, as the history of a task shows it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
