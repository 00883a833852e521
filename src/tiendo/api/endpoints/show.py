"""From what the house knows to what is answered."""

from collections.abc import Mapping

from tiendo.api.addresses import assignment_address, figure_address
from tiendo.api.schemas import shown
from tiendo.figures.queries.board import Board, Question
from tiendo.figures.queries.figure import SOURCE, Figure, UnitLine
from tiendo.figures.queries.tables import TaskLine
from tiendo.figures.queries.values import BoardRow
from tiendo.org.models import ENDLESS, UnitVersion
from tiendo.rules import numbers
from tiendo.tasks.models import Assignment, Programme, ProgressEvent, Task
from tiendo.tasks.queries import programme_start

# The figures of a unit on a board, by the code under which each can be asked for.
ON_BOARD = ("tasks_done", "tasks_waiting", "tasks_in_progress", "tasks_not_started", "tasks_overdue")


def programme(found: Programme) -> shown.ProgrammeOut:
    """A programme with its directive."""
    directive = found.directive
    return shown.ProgrammeOut(
        code=found.code,
        title=found.title,
        directive=shown.DirectiveOut(
            number=directive.number,
            issued_date=directive.issued_date,
            issuer=directive.issuer,
            abstract=directive.abstract,
        ),
    )


def unit(found: UnitVersion, codes: Mapping[int, str]) -> shown.UnitOut:
    """A unit; `codes` has the code of its parent."""
    return shown.UnitOut(
        code=found.code,
        e_id=found.e_id,
        name=found.name,
        full_name=found.full_name,
        kind=found.kind,
        designation=found.designation,
        parent=codes.get(found.parent_id or 0),
        valid_from=found.valid_from,
        valid_to=None if found.valid_to == ENDLESS else found.valid_to,
    )


def task(found: Task, parts: Mapping[str, list[str]]) -> shown.TaskOut:
    """A task; `parts` has the codes of the units by their part."""
    return shown.TaskOut(
        code=found.code,
        title=found.title,
        level=found.level,
        deliverable=found.deliverable,
        due_date=found.due_date,
        rhythm=found.rhythm,
        phase=found.phase,
        parent=found.parent.code if found.parent else None,
        leads=parts["lead"],
        supports=parts["support"],
        assigned_at=found.assigned_at,
    )


def assignment(found: Assignment, unit_code: str) -> shown.AssignmentOut:
    """An assignment as it stands now."""
    programme_code = found.task.programme.code
    return shown.AssignmentOut(
        number=found.pk,
        programme=programme_code,
        task=found.task.code,
        unit=unit_code,
        state=found.state,
        recurring=found.recurring,
        percent=found.percent,
        due_date=found.due_date,
        original_due_date=found.original_due_date,
        reported_at=found.reported_at,
        reported_date=found.reported_date,
        completed_date=found.completed_date,
        verified_at=found.verified_at,
        last_event_at=found.last_event_at,
        assigned_at=found.assigned_at,
        address=assignment_address(programme_code, found.task.code, unit_code),
    )


def event(found: ProgressEvent) -> shown.EventOut:
    """An event with the SHA-256 of its evidence."""
    return shown.EventOut(
        number=found.pk,
        kind=found.kind,
        percent=found.percent,
        happened_date=found.happened_date,
        new_due_date=found.new_due_date,
        recorded_at=found.recorded_at,
        written_at=found.written_at,
        actor=found.actor,
        actor_unit=found.actor_unit,
        note=found.note,
        decision=found.decision,
        source=found.source,
        content_hash=found.content_hash,
        annuls=found.annuls or None,
        evidence=sorted(proof.document.sha256 for proof in found.evidence.all()),
    )


def figure(found: Figure) -> shown.FigureOut:
    """A figure that was asked for by itself."""
    basis = found.question.basis
    return shown.FigureOut(
        code=found.code,
        programme=found.question.programme.code,
        unit=found.unit.code,
        numerator=found.numerator,
        denominator=found.denominator,
        percent=found.percent,
        source=found.source,
        period_from=found.period_from,
        at=found.at,
        published=basis.cutoff is not None,
        rows=figure_address(found.code, found.question, found.unit.code),
    )


def board(found: Board) -> shown.BoardOut:
    """A board; its sums are those of the figures that each row names."""
    question = found.question
    template = shown.FigureOut(
        code="",
        programme=question.programme.code,
        unit="",
        numerator=0,
        denominator=0,
        percent=None,
        source=SOURCE,
        period_from=programme_start(question.programme),
        at=question.basis.at,
        published=question.basis.cutoff is not None,
        rows="",
    )
    return shown.BoardOut(
        programme=question.programme.code,
        unit=found.own.unit.code,
        at=question.basis.at,
        since=question.since.at if question.since else None,
        published=template.published,
        own=_row(found.own, question, template),
        members=[_row(row, question, template) for row in found.members],
    )


def unit_row(found: UnitLine) -> shown.UnitRowOut:
    """A unit behind a figure."""
    return shown.UnitRowOut(
        unit=found.unit.code, name=found.unit.full_name, tasks_done=found.done, tasks_total=found.total
    )


def assignment_row(found: TaskLine) -> shown.AssignmentRowOut:
    """An assignment behind a figure."""
    return shown.AssignmentRowOut(
        number=found.assignment_id,
        task=found.task_code,
        unit=found.unit_code,
        state=found.shown_state,
        light=str(found.verdict.light),
        percent=found.percent,
        due_date=found.due_date,
        original_due_date=found.original_due_date,
        reported_at=found.reported_at,
        completed_date=found.completed_date,
        last_event_at=found.last_event_at,
    )


def _row(row: BoardRow, question: Question, template: shown.FigureOut) -> shown.BoardRowOut:
    shares = {"units_complete": (row.complete.numerator, row.complete.denominator)}
    shares |= {code: (getattr(row.tasks, code.removeprefix("tasks_")), row.tasks.total) for code in ON_BOARD}
    figures = [
        template.model_copy(
            update={
                "code": code,
                "unit": row.unit.code,
                "numerator": numerator,
                "denominator": denominator,
                "percent": numbers.percent(numerator, denominator),
                "rows": figure_address(code, question, row.unit.code),
            }
        )
        for code, (numerator, denominator) in shares.items()
    ]
    place = row.place
    return shown.BoardRowOut(
        unit=row.unit.code,
        name=row.unit.full_name,
        kind=row.unit.kind,
        light=str(row.light),
        light_before=str(row.light_before) if row.light_before else None,
        rank=shown.RankOut(place=place.place, of=place.of, change=row.change) if place else None,
        data_at=row.counted.data_at,
        figures=figures,
    )
