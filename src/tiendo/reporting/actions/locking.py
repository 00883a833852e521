"""The assignments of a sending, locked, with what a report on them needs to know: two statements, however many rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tiendo.gateways.clock import day_of
from tiendo.gateways.statements import rows
from tiendo.org.models import Unit, UnitVersion
from tiendo.people.queries import Actor
from tiendo.tasks.models import Assignment, Programme, ProgressEvent, Task

_LOCKED = """
SELECT a.id, a.state, a.percent, a.assigned_at, a.original_due_date, a.task_id, a.unit_id, t.code, p.code, u.key,
       v.path, v.code, v.designation, v.name, v.valid_from, v.valid_to,
       EXISTS (SELECT 1 FROM reporting_reportdraft d WHERE d.user_id = %(user)s::bigint AND d.assignment_id = a.id)
FROM tasks_assignment a
JOIN tasks_task t ON t.id = a.task_id
JOIN tasks_programme p ON p.id = t.programme_id
JOIN org_unit u ON u.id = a.unit_id
LEFT JOIN org_unitversion v ON v.unit_id = a.unit_id AND v.valid_from <= %(on)s AND v.valid_to > %(on)s
WHERE a.id = ANY(%(ids)s::bigint[]) ORDER BY a.id FOR NO KEY UPDATE OF a
"""
# Asked after the lock is held, in a statement of its own: it sees what those recorded for whom it had to wait.
_LATER = """
SELECT e.id, e.assignment_id, e.actor_user, e.key, e.kind, e.percent, e.note, e.actor, e.recorded_at
FROM tasks_progressevent e
WHERE e.assignment_id = ANY(%(ids)s::bigint[]) AND (e.id > %(since)s::bigint OR e.key = ANY(%(keys)s::uuid[]))
ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """What is known under the lock. Assignments and units carry the columns that a report needs, and no others.

    `versions`: the unit of today by assignment; missing where the unit has ended. `sent_before`: the keys that are
    recorded. `theirs`: what others recorded, by assignment. `drafted`: the assignments on which the actor has a draft.
    """

    assignments: Mapping[int, Assignment]
    versions: Mapping[int, UnitVersion]
    sent_before: frozenset[UUID]
    theirs: Mapping[int, Sequence[ProgressEvent]]
    drafted: frozenset[int]


def lock(ids: Collection[int], *, keys: Collection[UUID], since: int, actor: Actor, now: datetime) -> Locked:
    """Lock assignments until the transaction ends, in the order of their numbers. `since`: events above it are read."""
    assignments: dict[int, Assignment] = {}
    versions: dict[int, UnitVersion] = {}
    drafted: set[int] = set()
    wanted = {"user": actor.user_id, "on": day_of(now), "ids": list(ids)}
    for row in rows(_LOCKED, wanted):
        pk, state, percent, assigned_at, due_date, task_id, unit_id, task, programme, unit_key = row[:10]
        path, *version, has_draft = row[10:]
        assignments[pk] = Assignment(
            pk=pk,
            state=state,
            percent=percent,
            assigned_at=assigned_at,
            original_due_date=due_date,
            task=Task(pk=task_id, code=task, programme=Programme(code=programme)),
            unit=Unit(pk=unit_id, key=unit_key),
        )
        if path is not None:
            code, designation, name, valid_from, valid_to = version
            versions[pk] = UnitVersion(
                unit_id=unit_id,
                path=path,
                code=code,
                designation=designation,
                name=name,
                valid_from=valid_from,
                valid_to=valid_to,
            )
        if has_draft:
            drafted.add(pk)
    later = rows(_LATER, {"ids": list(assignments), "since": since, "keys": list(keys)})
    sent_before, theirs = _told_apart(later, frozenset(keys), actor)
    return Locked(assignments, versions, sent_before, theirs, frozenset(drafted))


def _told_apart(
    events: Sequence[tuple[object, ...]], keys: frozenset[UUID], actor: Actor
) -> tuple[frozenset[UUID], Mapping[int, Sequence[ProgressEvent]]]:
    """The keys that are recorded, and the events of others."""
    names = ("pk", "assignment_id", "actor_user", "key", "kind", "percent", "note", "actor", "recorded_at")
    recorded: set[UUID] = set()
    theirs: dict[int, list[ProgressEvent]] = defaultdict(list)
    for row in events:
        values = dict(zip(names, row, strict=True))
        key = values["key"]
        if isinstance(key, UUID) and key in keys:
            recorded.add(key)
        if values["actor_user"] != actor.user_id:
            event = ProgressEvent(**values)
            theirs[event.assignment_id].append(event)
    return frozenset(recorded), theirs
