"""Loading progress from a table: history and returns of offices, through the ledger's one entrance."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.gateways.spreadsheets import Row
from tiendo.journal.actions import Author, record_act
from tiendo.org.queries import why_not_in_force
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import BadRows, RowProblem
from tiendo.tasks.actions.catalogue import Loaded
from tiendo.tasks.actions.ledger import Entry, append
from tiendo.tasks.cells import CellError, Cells, read_moment
from tiendo.tasks.models import ProgressEvent, TaskService
from tiendo.tasks.queries.lookup import Target, UnitCodes, targets_of

REQUIRED = ("programme", "task", "unit", "kind", "recorded_at")
OPTIONAL = ("percent", "new_due_date", "happened_date", "actor", "note", "source", "annuls", "decision")
KINDS = tuple(kind.value for kind in Kind)
_HASH = re.compile(r"[0-9a-f]{8,64}")


def load_progress(rows: Sequence[Row], *, author: Author, now: datetime) -> Loaded:
    """Append the events of a table, all or nothing; the same table twice changes nothing.

    Raises BadRows with every bad row by line, column and reason.
    """
    problems: list[RowProblem] = []
    reader = _Reader(rows, now)
    entries = [entry for row in rows if (entry := reader.entry(Cells(row, problems))) is not None]
    if not problems:
        entries = _with_annulled(entries, problems)
    if problems:
        raise BadRows(_("Some rows cannot be loaded. Nothing was loaded."), problems)
    added = append(entries)
    if added:
        record_act(code="tasks.progress.loaded", author=author, subject=f"{added} events")
    return Loaded(added, len(entries) - added)


class _Reader:
    """Reads rows into entries; what they name is looked up once for all of them."""

    def __init__(self, rows: Sequence[Row], now: datetime) -> None:
        self._now = now
        services = TaskService.objects.filter(programme__code__in={row.get("programme") for row in rows})
        self._tasks = {
            (programme, task): pk
            for programme, task, pk in services.values_list("programme__code", "task__code", "task_id")
        }
        self._programmes = {programme for programme, _task in self._tasks}
        named = {self._tasks.get((row.get("programme"), row.get("task"))) for row in rows}
        self._targets = targets_of(pk for pk in named if pk is not None)
        self._codes = UnitCodes(row.get("unit") for row in rows)

    def entry(self, cells: Cells) -> Entry | None:
        before = len(cells.problems)
        kind = cells.choice("kind", KINDS)
        moment = cells.moment("recorded_at", required=True)
        target = self._target(cells, moment) if moment else None
        percent = cells.percent("percent", required=True) if kind == Kind.REPORTED else None
        happened = cells.day("happened_date")
        new_due = cells.day("new_due_date", required=True) if kind == Kind.EXTENDED else None
        annuls = cells.text("annuls", required=kind == Kind.ANNULLED, limit=64)
        if moment and moment > self._now:
            cells.fail("recorded_at", _("the moment lies in the future"))
        if moment and happened and happened > day_of(moment):
            cells.fail("happened_date", _("the day lies after the day on which it was recorded"))
        actor, note = cells.text("actor"), cells.text("note", limit=10_000)
        decision, source = cells.text("decision"), cells.text("source")
        if len(cells.problems) > before or moment is None or target is None:
            return None
        return Entry(
            assignment_id=target.assignment_id,
            identity=target.identity,
            kind=Kind(kind),
            recorded_at=moment,
            percent=percent,
            happened_date=happened or (day_of(moment) if kind == Kind.REPORTED else None),
            new_due_date=new_due,
            annuls=annuls if kind == Kind.ANNULLED else "",
            actor=actor,
            note=note,
            decision=decision,
            source=source,
            line=cells.row.line,
        )

    def _target(self, cells: Cells, moment: datetime) -> Target | None:
        programme, code = cells.row.get("programme"), cells.row.get("task")
        if programme not in self._programmes:
            cells.fail("programme", _("there is no programme “%(code)s” with tasks") % {"code": programme})
            return None
        task = self._tasks.get((programme, code))
        if task is None:
            cells.fail(
                "task",
                _("the programme %(programme)s has no task “%(code)s”") % {"programme": programme, "code": code},
            )
            return None
        unit = self._codes.unit(cells.row.get("unit"), day_of(moment))
        if unit is None:
            cells.fail("unit", why_not_in_force(cells.row.get("unit"), day_of(moment)))
            return None
        target = self._targets.get((task, unit))
        if target is None:
            cells.fail("unit", _("the task was not given to this unit"))
        elif moment < target.assigned_at:
            cells.fail("recorded_at", _("the moment lies before the task was given to the unit"))
        return target


def _with_annulled(entries: list[Entry], problems: list[RowProblem]) -> list[Entry]:
    """Replace what `annuls` names (a number, a content hash, or the moment with or without the kind) by the hash.

    In order of time: an annulment can be named once it is known itself what it annuls.
    """
    resolved = list(entries)
    offered: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind is not Kind.ANNULLED:
            offered[entry.assignment_id].append(entry)
    annulments = [place for place, entry in enumerate(entries) if entry.kind is Kind.ANNULLED]
    for place in sorted(annulments, key=lambda place: entries[place].recorded_at):
        entry = entries[place]
        found = _named(entry, offered[entry.assignment_id])
        if len(found) == 1:
            resolved[place] = replace(entry, annuls=found.pop())
            offered[entry.assignment_id].append(resolved[place])
        else:
            problems.append(
                RowProblem(
                    entry.line,
                    "annuls",
                    _(
                        "“%(name)s” names %(count)s events of this task and unit; name one by its number, by its "
                        "content hash, or by its moment and kind (2025-08-01 09:12 reported)"
                    )
                    % {"name": entry.annuls, "count": len(found)},
                )
            )
    return resolved


def _named(entry: Entry, offered: Sequence[Entry]) -> set[str]:
    """The hashes of the events, recorded or in the same table, that the cell may mean."""
    name = entry.annuls.strip()
    recorded = ProgressEvent.objects.filter(assignment_id=entry.assignment_id)
    if name.isdecimal() and len(name) < 19:
        by_number = set(recorded.filter(pk=int(name)).values_list("content_hash", flat=True))
        if by_number:
            return by_number
    there = {other.content_hash: (Kind(other.kind), other.recorded_at, other.annuls) for other in recorded}
    there |= {other.content_hash: (other.kind, other.recorded_at, other.annuls) for other in offered}
    if _HASH.fullmatch(name.lower()):
        return _without_itself(entry, {hash_: there[hash_][2] for hash_ in there if hash_.startswith(name.lower())})
    kinds = [kind for kind in Kind if kind.value in name.lower()]
    for kind in kinds:
        name = re.sub(kind.value, "", name, flags=re.IGNORECASE).strip()
    try:
        begin = read_moment(name)
    except CellError:
        return set()
    # People write minutes; an event entered on a page bears seconds.
    end = begin + (timedelta(minutes=1) if not (begin.second or begin.microsecond) else timedelta(microseconds=1))
    return _without_itself(
        entry,
        {
            hash_: annuls
            for hash_, (kind, moment, annuls) in there.items()
            if begin <= moment < end and (not kinds or kind in kinds)
        },
    )


def _without_itself(entry: Entry, found: dict[str, str]) -> set[str]:
    """The hashes (with what each annuls) but for the entry itself, loaded before, and what annuls it in turn."""
    own = {replace(entry, annuls=hash_).content_hash for hash_ in found}
    while following := {hash_ for hash_, annuls in found.items() if annuls in own} - own:
        own |= following
    return set(found) - own
