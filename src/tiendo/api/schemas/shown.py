"""What is answered. Moments bear their zone, days are ISO 8601, percentages are texts with two decimals."""

from datetime import date

from ninja import Schema

from tiendo.api.schemas.fields import MomentOut, PercentOut


class DirectiveOut(Schema):
    """The document that orders the tasks."""

    number: str
    issued_date: date
    issuer: str
    abstract: str


class ProgrammeOut(Schema):
    """A programme."""

    code: str
    title: str
    directive: DirectiveOut


class ProgrammesOut(Schema):
    """All programmes."""

    programmes: list[ProgrammeOut]


class UnitOut(Schema):
    """A unit as it was on the day asked for."""

    code: str
    e_id: str
    name: str
    full_name: str
    kind: str
    designation: str
    parent: str | None
    valid_from: date
    valid_to: date | None


class UnitsOut(Schema):
    """A page of units. `next` is the value of `after` for the page that follows; nothing on the last one."""

    on: date
    units: list[UnitOut]
    next: str | None


class TaskOut(Schema):
    """A task of a programme, with the units that lead and support it."""

    code: str
    title: str
    level: str
    deliverable: str
    due_date: date | None
    rhythm: str
    phase: str
    parent: str | None
    leads: list[str]
    supports: list[str]
    assigned_at: MomentOut


class TasksOut(Schema):
    """A page of tasks."""

    tasks: list[TaskOut]
    next: str | None


class AssignmentOut(Schema):
    """A task given to a unit, and how far it is now."""

    number: int
    programme: str
    task: str
    unit: str
    state: str
    recurring: bool
    percent: PercentOut | None
    due_date: date | None
    original_due_date: date | None
    reported_at: MomentOut | None
    reported_date: date | None
    completed_date: date | None
    verified_at: MomentOut | None
    last_event_at: MomentOut | None
    assigned_at: MomentOut
    address: str


class AssignmentsOut(Schema):
    """A page of assignments, in order of their numbers."""

    at: MomentOut
    assignments: list[AssignmentOut]
    next: int | None


class EventOut(Schema):
    """One fact in the ledger."""

    number: int
    kind: str
    percent: PercentOut | None
    happened_date: date | None
    new_due_date: date | None
    recorded_at: MomentOut
    written_at: MomentOut | None
    actor: str
    actor_unit: str
    note: str
    decision: str
    source: str
    content_hash: str
    annuls: str | None
    evidence: list[str]


class EventsOut(Schema):
    """A page of events, oldest number first."""

    events: list[EventOut]
    next: int | None


class FigureOut(Schema):
    """A number with all it stands on; `rows` is the address of what was counted."""

    code: str
    programme: str
    unit: str
    numerator: int
    denominator: int
    percent: PercentOut | None
    source: str
    period_from: MomentOut
    at: MomentOut
    published: bool
    rows: str


class RankOut(Schema):
    """A place among peers; `change` is positive for a rise since the moment compared with."""

    place: int
    of: int
    change: int | None


class BoardRowOut(Schema):
    """A unit on a board."""

    unit: str
    name: str
    kind: str
    light: str
    light_before: str | None
    rank: RankOut | None
    data_at: MomentOut | None
    figures: list[FigureOut]


class BoardOut(Schema):
    """The board of a unit at a moment: its own row and those of the units below it."""

    programme: str
    unit: str
    at: MomentOut
    since: MomentOut | None
    published: bool
    own: BoardRowOut
    members: list[BoardRowOut]


class FigureCodesOut(Schema):
    """The codes that can be asked for; besides, done_N: units with N tasks done."""

    figures: list[str]


class UnitRowOut(Schema):
    """A unit behind a figure."""

    unit: str
    name: str
    tasks_done: int
    tasks_total: int


class AssignmentRowOut(Schema):
    """An assignment behind a figure, as it stood at the moment."""

    number: int
    task: str
    unit: str
    state: str
    light: str
    percent: PercentOut | None
    due_date: date | None
    original_due_date: date | None
    reported_at: MomentOut | None
    completed_date: date | None
    last_event_at: MomentOut | None


class RowsOut(Schema):
    """A page of what a figure counts: `units` or `assignments`. `hidden` counts what lies outside of the scope."""

    figure: FigureOut
    units: list[UnitRowOut]
    assignments: list[AssignmentRowOut]
    hidden: int
    next: int | None


class CutOffOut(Schema):
    """A published moment."""

    number: int
    at: MomentOut
    published_at: MomentOut
    published_by: str
    seal: int
    chain: str


class CutOffsOut(Schema):
    """All published moments, newest first."""

    cutoffs: list[CutOffOut]


class ClientOut(Schema):
    """Who asks, as this system knows the client."""

    name: str
    unit: str
    role: str
    verbs: list[str]
    per_minute: int
    left: int
