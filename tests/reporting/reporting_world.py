"""Two communes with two tasks, and the people who report on them."""

from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from ledger_rows import assignment_of

from people_made import logged_in, person
from tiendo.gateways.clock import now
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.tasks.models import ProgressEvent

ONE, TWO = "16681", "16690"
ADDRESS = f"/reports/TEST/A/{ONE}/"
SEND = "/reports/send.json"


def reporter(unit: str = ONE, name: str = "") -> tuple[User, Client]:
    """Somebody who reports for a unit, and a browser in which they are logged in."""
    user = person(name or f"bao-cao-{unit}-{uuid4().hex[:6]}", Role.REPORTER, unit)
    return user, logged_in(user)


def events(task: str = "A", unit: str = ONE) -> list[ProgressEvent]:
    """The events of an assignment, in the order in which they arrived."""
    return list(ProgressEvent.objects.filter(assignment=assignment_of(task, unit)).order_by("pk"))


def mark(task: str = "A", unit: str = ONE) -> int:
    """The number of the last event; 0 without any."""
    found = events(task, unit)
    return found[-1].pk if found else 0


def typed(**changes: Any) -> dict[str, Any]:
    """The page's form, as a browser sends it."""
    return {
        "key": str(uuid4()),
        "seen": str(mark()),
        "choice": "part",
        "percent": "40",
        "note": "Đã ký hợp đồng đường truyền số liệu",
        "happened_date": "",
    } | changes


def sending(**changes: Any) -> dict[str, Any]:
    """One report as the page without a line sends it."""
    return {
        "key": str(uuid4()),
        "assignment": assignment_of().pk,
        "percent": "40",
        "note": "Viết lúc không có mạng",
        "happened_date": "",
        "written_at": now().isoformat(),
        "mark": mark(),
    } | changes


def row(task: str = "A", unit: str = ONE, **changes: str) -> dict[str, str]:
    """One filled row of the table."""
    found = assignment_of(task, unit)
    cells = {"key": str(uuid4()), "seen": str(mark(task, unit)), "percent": "30", "note": ""} | changes
    return {
        f"row_{found.pk}": f"{cells['key']}:{cells['seen']}",
        f"percent_{found.pk}": cells["percent"],
        f"note_{found.pk}": cells["note"],
    }


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def text_of(response: Any) -> str:
    """The page, without what HTML makes of signs."""
    return unescape(response.content.decode())


def send(client: Client, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the JSON door to one report."""
    response = client.post(SEND, data)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer
