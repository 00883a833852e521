"""Handing tasks over from units that end to their successors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from tiendo.gateways.clock import ZONE
from tiendo.journal.actions import Author, record_act
from tiendo.rules.progress import DONE, Kind, State
from tiendo.tasks.actions.ledger import Entry, append
from tiendo.tasks.actions.standings import create_assignments
from tiendo.tasks.models import Assignment


def hand_over(
    *,
    predecessors: Sequence[int],
    successors: Sequence[int],
    from_date: date,
    decision: str,
    author: Author,
) -> int:
    """Give every task of the units that end to each successor from a day on. Returns how many assignments are new.

    History stays under the old units. Where every predecessor that had the task had it verified, the successor's
    standing carries that on: two events that name the decision as their source.
    """
    begin = datetime.combine(from_date, time(0), tzinfo=ZONE)
    before = Assignment.objects.filter(unit_id__in=list(predecessors)).exclude(state=State.WITHDRAWN)
    by_task: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in before.select_related("task__programme"):
        by_task[assignment.task_id].append(assignment)
    made = create_assignments(
        [_assignment(group, successor, begin) for group in by_task.values() for successor in successors]
    )
    done = {task for task, group in by_task.items() if all(a.state in DONE for a in group)}
    carried = Assignment.objects.filter(pk__in=[a.pk for a in made if a.task_id in done])
    append(_carried_on(carried.select_related("task__programme", "unit"), by_task, begin, decision, author))
    record_act(
        code="tasks.assignment.handed_over",
        author=author,
        subject=decision or "–",
        details={"assignments": len(made), "carried on as done": len(carried)},
    )
    return len(made)


def _assignment(group: Sequence[Assignment], successor: int, begin: datetime) -> Assignment:
    dues = [assignment.due_date for assignment in group if assignment.due_date]
    first = group[0]
    return Assignment(
        task_id=first.task_id,
        unit_id=successor,
        assigned_at=begin,
        original_due_date=max(dues, default=None),
        due_date=max(dues, default=None),
        recurring=first.recurring,
    )


def _carried_on(
    assignments: Iterable[Assignment],
    by_task: dict[int, list[Assignment]],
    moment: datetime,
    decision: str,
    author: Author,
) -> list[Entry]:
    entries = []
    for assignment in assignments:
        done = [a.completed_date for a in by_task[assignment.task_id] if a.completed_date]
        task = assignment.task
        entries += [
            Entry(
                assignment_id=assignment.pk,
                identity=f"{task.programme.code}/{task.code}/{assignment.unit.key}",
                kind=kind,
                recorded_at=moment,
                percent=Decimal(100) if kind is Kind.REPORTED else None,
                happened_date=max(done, default=None) if kind is Kind.REPORTED else None,
                actor=author.name,
                actor_unit=author.unit_name,
                decision=decision,
                source="succession",
            )
            for kind in (Kind.REPORTED, Kind.VERIFIED)
        ]
    return entries
