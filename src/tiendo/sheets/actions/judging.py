"""Judging rows: what each would record, whether the person may, and what would change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.gateways.spreadsheets import Row
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Event, Kind, Standing, State
from tiendo.rules.refusal import Text
from tiendo.sheets.actions.foreseeing import foreseen, foreseen_of
from tiendo.sheets.actions.knowing import Known, Piece, event_number
from tiendo.sheets.columns import BEYOND, KINDS, kind_of
from tiendo.sheets.models import Effect
from tiendo.tasks.actions.events import KIND_OF as KIND_BY_VERB
from tiendo.tasks.actions.events import NEEDS_REASON
from tiendo.tasks.actions.ledger import REFUSALS
from tiendo.tasks.cells import Cells
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries.doors import Reach
from tiendo.ui.terms import VERBS

VERB_OF = {kind: verb for verb, kind in KIND_BY_VERB.items()}
KEYS = UUID("0b7e5d52-6a3c-5e0b-9d9b-1f6c2d0a5700")  # the name space of the keys of what comes in files


@dataclass(slots=True)
class Judged:
    """A row that was judged: the columns of ImportRow, without what a model costs where there are many."""

    whole_id: int
    line: int
    cells: dict[str, str]
    formulas: list[str]
    effect: str = Effect.WRONG.value
    problems: list[tuple[str, str]] = field(default_factory=list)
    assignment_id: int | None = None
    unit_name: str = ""
    task_title: str = ""
    kind: str = ""
    percent: Decimal | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    annuls: int | None = None
    key: UUID | None = None
    before: dict[str, str | None] | None = None
    after: dict[str, str | None] | None = None
    seen_at: datetime | None = None


class Judge:
    """Judges the rows of one import in the name of a person. `form`: the number of the form they came on."""

    def __init__(
        self,
        *,
        actor: Actor,
        known: Known,
        now: datetime,
        whole: int,
        form: str = "",
        written_at: datetime | None = None,
    ) -> None:
        self._actor, self._known, self._now = actor, known, now
        self._whole, self._form, self._written_at = whole, form, written_at
        self._lines: dict[int, int] = {}
        self._reach = Reach(actor, known.task_ids)

    def rows(self, rows: Sequence[Row]) -> list[Judged]:
        """The rows of a piece of the file, judged and not yet kept."""
        piece = self._known.piece(rows, self._actor)
        recorded = self._known.recorded(self._form_key(row) for row in rows) if self._form else (set(), set())
        return [self._judged(row, piece, recorded) for row in rows]

    def _judged(self, row: Row, piece: Piece, recorded: tuple[set[UUID], set[UUID]]) -> Judged:
        cells = Cells(row)
        cells_there = {column: text for column, text in row.cells.items() if text}
        made = Judged(self._whole, row.line, cells_there, sorted(row.formulas))
        self._structure(cells)
        kind = self._kind(cells)
        assignment = self._assignment(cells, made, piece)
        if kind is not None:
            self._values(cells, made, kind)
            if assignment is not None and self._may(cells, kind, assignment, piece) and not cells.problems:
                self._effect(cells, made, assignment, piece)
        if not cells.problems and assignment is not None:
            self._settle(row, made, assignment, piece, recorded)
        made.problems = [(problem.column, str(problem.message)) for problem in cells.problems]
        return made

    def _structure(self, cells: Cells) -> None:
        if cells.row.get(BEYOND):
            cells.fail(BEYOND, _("a cell stands beyond the last column; put it under a column or empty it"))
        for column in sorted(cells.row.formulas):
            if not cells.row.get(column):
                cells.fail(column, _("the formula has no result; open the file, let it calculate, and save it again"))

    def _kind(self, cells: Cells) -> Kind | None:
        found = kind_of(cells.row)
        if found is None:
            words = {"value": cells.row.get("kind"), "known": ", ".join(names[-1] for names in KINDS.values())}
            cells.fail("kind", _("“%(value)s” is not known; known: %(known)s") % words)
        return found

    def _values(self, cells: Cells, made: Judged, kind: Kind) -> None:
        made.kind = kind.value
        today = day_of(self._now)
        if kind is Kind.REPORTED:
            made.percent = cells.percent("percent", required=True)
            made.happened_date = cells.day("happened_date") or day_of(self._written_at or self._now)
            if made.happened_date > today:
                cells.fail("happened_date", _("the day lies in the future; enter today or an earlier day"))
        if kind is Kind.EXTENDED:
            made.new_due_date = cells.day("new_due_date", required=True)
            cells.text("decision", required=True)
        else:
            cells.text("decision")
        cells.text("note", limit=10_000, required=VERB_OF[kind] in NEEDS_REASON)
        if kind is Kind.ANNULLED:
            made.annuls = event_number(cells.row.get("annuls"))
            if made.annuls is None:
                cells.fail("annuls", _("enter the number of the entry, as the history of the task shows it"))

    def _assignment(self, cells: Cells, made: Judged, piece: Piece) -> Assignment | None:
        programme, code, unit = (cells.row.get(column) for column in ("programme", "task", "unit"))
        if not self._known.has_programme(programme):
            self._fail(cells, "programme", _("there is no programme “%(code)s” with tasks"), programme)
            return None
        task = self._known.task(programme, code)
        if task is None:
            self._fail(cells, "task", _("the programme has no task “%(code)s”; check the code"), code)
            return None
        version, target = self._known.unit_and_target(unit, task[0])
        if version is None:
            self._fail(cells, "unit", _("no unit has the code “%(code)s” today; use its code, not its name"), unit)
            return None
        made.task_title, made.unit_name = task[1], version.full_name
        if target is None:
            cells.fail("unit", _("the task was not given to this unit; take the row away"))
            return None
        made.assignment_id = target
        line = self._lines.setdefault(target, made.line)
        if line != made.line:
            cells.fail("task", _("line %(line)s is about the same task and unit; keep one of them") % {"line": line})
        return piece.assignments[target]

    def _fail(self, cells: Cells, column: str, message: Text, code: str) -> None:
        cells.fail(column, str(message) % {"code": code} if code else _("the cell is empty"))

    def _may(self, cells: Cells, kind: Kind, assignment: Assignment, piece: Piece) -> bool:
        verb, version = VERB_OF[kind], self._known.versions[assignment.unit_id]
        allowed = self._reach.may(verb, assignment.task_id, version.path)
        if not allowed:
            cells.fail(
                "unit",
                _("you have no position that allows “%(verb)s” here; take the row away, or let who may send it")
                % {"verb": VERBS[verb]},
            )
        elif verb is Verb.VERIFY and assignment.pk in piece.own_reports:
            allowed = False
            cells.fail("kind", _("you reported on this task yourself; somebody else must confirm it"))
        return allowed

    def _effect(self, cells: Cells, made: Judged, assignment: Assignment, piece: Piece) -> None:
        annuls = piece.numbered.get(made.annuls or 0, (0, ""))
        event = Event(
            kind=Kind(made.kind),
            recorded_at=self._now,
            content_hash="",
            percent=made.percent,
            happened_date=made.happened_date,
            new_due_date=made.new_due_date,
            annuls=annuls[1] if annuls[0] == assignment.pk else None,
        )
        standing = assignment.standing
        if event.kind is Kind.ANNULLED:
            facts, due = piece.facts.get(assignment.pk, []), assignment.original_due_date
            after, why = foreseen_of(facts, event, due_date=due, since=assignment.assigned_at)
        else:
            after, why = foreseen(standing, event)
        if why is not None:
            cells.fail("annuls" if made.annuls else "kind" if cells.row.get("kind") else "task", REFUSALS[why])
        made.before, made.after = _shown(standing), _shown(after)
        made.seen_at = assignment.last_event_at

    def _settle(
        self,
        row: Row,
        made: Judged,
        assignment: Assignment,
        piece: Piece,
        recorded: tuple[set[UUID], set[UUID]],
    ) -> None:
        """Give the row its key, and say whether it is new, known, or against what somebody said meanwhile."""
        made.key = self._form_key(row) if self._form else uuid5(KEYS, f"import/{self._whole}/{made.line}")
        said = piece.said.get(assignment.pk)
        if said is not None and made.before is not None:
            made.before |= {"by": said.actor, "said": str(said.percent), "at": said.recorded_at.isoformat()}
        there, annulled = recorded
        while made.key in annulled:  # what was recorded and taken back may be recorded again, under the next key
            made.key = uuid5(made.key, "again")
            there, annulled = self._known.recorded([made.key])
        if made.key in there or _says_the_same(made, assignment):
            made.effect = Effect.KNOWN.value
        else:
            made.effect = (Effect.CONFLICT if said is not None else Effect.NEW).value

    def _form_key(self, row: Row) -> UUID:
        """The same row of the same form, sent twice, is one fact: what counts is what was written in it."""
        parts = [row.get(column) for column in ("programme", "task", "percent", "happened_date", "note")]
        return uuid5(KEYS, "/".join([self._form, *parts]))


def _says_the_same(made: Judged, stands: Assignment) -> bool:
    """A report of the same percentage for the same day; after a return the same report is a new one."""
    if made.kind != Kind.REPORTED or made.percent != stands.percent:
        return False
    returned = stands.state == State.IN_PROGRESS and made.percent == 100
    return made.happened_date == stands.reported_date and not returned


def _shown(standing: Standing) -> dict[str, str | None]:
    due: date | None = standing.due_date
    return {
        "state": str(standing.state),
        "percent": None if standing.percent is None else str(standing.percent),
        "due": due.isoformat() if due else None,
    }
