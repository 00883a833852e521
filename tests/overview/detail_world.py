"""A small programme and its people for one test: two tasks of Nghệ An's communes, led by a department."""

from datetime import datetime

from django.test import Client
from ledger_rows import assignment_of

from people_made import AUTHOR, logged_in, person
from tiendo.gateways import clock
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import Row
from tiendo.rules.permissions import Role
from tiendo.tasks.actions import load_programmes, load_progress, load_tasks
from tiendo.tasks.models import Assignment

CODE = "THU"
ANH_SON, OTHER = "17329", "16681"
TASK, PART = "T01", "T02"
PAGE = f"/programmes/{CODE}/tasks/{TASK}/units/{ANH_SON}/"
EVENTS = f"{PAGE}events/"


def at(text: str) -> datetime:
    """A moment in Hanoi's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def make_programme() -> None:
    """The programme with a task and a part of it, both given to two communes, due on 15 August 2025."""
    programme = {
        "code": CODE,
        "title": "Chương trình thử",
        "directive_number": "01-KH/TEST",
        "directive_date": "2025-07-01",
        "issuer": "Cơ quan thử",
    }
    load_programmes([Row(2, programme)], author=AUTHOR)
    task = {
        "programme": CODE,
        "level": "commune",
        "recorded_at": "2025-07-01 08:00",
        "lead": "40.SKHCN",
        "targets": f"{ANH_SON};{OTHER}",
        "due_date": "2025-08-15",
        "deliverable": "Báo cáo",
        "clause": "II.1",
    }
    rows = [task | {"code": TASK, "title": "Nhiệm vụ một"}, task | {"code": PART, "title": "Phần của một"}]
    rows[1]["parent"] = f"{CODE}/{TASK}"
    for row in rows:
        load_tasks([Row(2, row)], author=AUTHOR, now=clock.now())


def record(kind: str, moment: str, unit: str = ANH_SON, task: str = TASK, **cells: str) -> None:
    """Load one event."""
    row = {"programme": CODE, "task": task, "unit": unit, "kind": kind, "recorded_at": moment, **cells}
    load_progress([Row(2, row)], author=AUTHOR, now=clock.now())


def enter(username: str, role: Role, unit: str, scope: str = "") -> Client:
    """A browser in which a new person with this position has logged in; it reads English."""
    return logged_in(person(username, role, unit, scope))


def assignment(unit: str = ANH_SON, task: str = TASK) -> Assignment:
    """The assignment as it stands now."""
    return assignment_of(task, unit, CODE)
