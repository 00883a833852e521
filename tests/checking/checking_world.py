"""A small programme: three tasks of communes of Nghệ An, due 31/8/2025, led by two departments."""

from datetime import datetime
from uuid import uuid4

from ledger_rows import assignment_of

from people_made import AUTHOR, SINCE
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import Row
from tiendo.org.models import UnitVersion
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.tasks.actions import load_programmes, load_progress, load_tasks
from tiendo.tasks.models import Assignment, ProgressEvent

NOW = datetime(2025, 9, 15, 9, 0, tzinfo=ZONE)
CODE = "KIEM"
COMMUNES = ("16681", "16690", "17329")
LEADS = {"A": "40.SKHCN", "B": "40.SKHCN", "C": "40.CQTT"}


def make_programme() -> None:
    """Three tasks, each given to three communes."""
    head = {"code": CODE, "title": "Chương trình thử", "directive_number": "01-KH/KIEM", "directive_date": "2025-07-01"}
    load_programmes([Row(2, head | {"issuer": "Cơ quan thử"})], author=AUTHOR)
    rows = [
        {
            "programme": CODE,
            "code": task,
            "level": "commune",
            "title": f"Việc {task}",
            "lead": lead,
            "targets": ";".join(COMMUNES),
            "due_date": "2025-08-31",
            "recorded_at": "2025-07-01 08:00",
        }
        for task, lead in LEADS.items()
    ]
    load_tasks([Row(line, row) for line, row in enumerate(rows, start=2)], author=AUTHOR, now=NOW)


def record(kind: str, moment: str, unit: str = "16681", task: str = "A", **cells: str) -> None:
    """Load one event; a report says 100 unless told otherwise."""
    if kind == "reported":
        cells = {"percent": "100", "happened_date": moment[:10], **cells}
    row = {"programme": CODE, "task": task, "unit": unit, "kind": kind, "recorded_at": moment, **cells}
    load_progress([Row(2, row)], author=AUTHOR, now=NOW)


def assignment(unit: str = "16681", task: str = "A") -> Assignment:
    """The assignment as it stands now."""
    return assignment_of(task, unit, CODE)


def version(unit: str) -> UnitVersion:
    """A unit as it stands on the first day."""
    return version_of(unit, SINCE)


def report_of(one: Assignment) -> int:
    """The number of the last report."""
    return ProgressEvent.objects.filter(assignment=one, kind="reported").latest("pk").pk


def token(unit: str = "16681", task: str = "A") -> str:
    """The row of the form for an assignment as it is now."""
    one = assignment(unit, task)
    return f"{one.pk}-{report_of(one)}"


def acting(user: User) -> Actor:
    """The actor that an account is today in these tests."""
    return actor_of(user, NOW.date())


def decision(do: str, *rows: str, **more: str) -> dict[str, object]:
    """The form of the queue, as a browser sends it."""
    return {"do": do, "row": list(rows), "key": str(uuid4()), "reason": "", **more}
