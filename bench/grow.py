"""A programme of 16 tasks for all communes, with as many events as asked, recorded evenly over four months."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import Row
from tiendo.rules.progress import Kind

CODE = "BENCH"
TASKS = 16
START = datetime(2025, 7, 1, 8, tzinfo=ZONE)
SPREAD = timedelta(days=120)


class Bench:
    """Who loads the bench's events."""

    name = "bench"
    unit_name = ""


def make_programme(targets: str = "", due_date: str = "") -> None:
    """Programme, 16 tasks, 53,136 assignments; or for the units with the codes `targets` (`;` between them) only.

    All are due on `due_date`, or else over three months.
    """
    from tiendo.gateways.clock import now
    from tiendo.tasks.actions import load_programmes, load_tasks

    programme = {
        "code": CODE,
        "title": "Bench",
        "directive_number": "00/BENCH",
        "directive_date": "2025-06-19",
        "issuer": "Bench",
    }
    load_programmes([Row(2, programme)], author=Bench())
    tasks = [
        {
            "programme": CODE,
            "code": f"B{number:02}",
            "level": "commune",
            "targets": targets,
            "title": f"Task {number}",
            "due_date": due_date or f"2025-{9 + number % 3:02}-15",
            "recorded_at": "2025-07-01 08:00",
        }
        for number in range(1, TASKS + 1)
    ]
    load_tasks([Row(n, task) for n, task in enumerate(tasks, start=2)], author=Bench(), now=now())


def append_events(first_round: int, rounds: int, of_rounds: int, *, share: float = 1.0) -> int:
    """Append rounds of one event per assignment (or for a share of them); returns how many events."""
    from tiendo.tasks.actions.ledger import Entry, append
    from tiendo.tasks.models import Assignment

    rows = list(
        Assignment.objects.filter(task__programme__code=CODE)
        .order_by("pk")
        .values_list("pk", "task__code", "unit__key")
    )
    rows = rows[: int(len(rows) * share)]
    added = 0
    for start in range(0, len(rows), 5000):
        entries = [
            entry
            for place, (pk, task, unit) in enumerate(rows[start : start + 5000], start)
            for entry in _entries(
                Entry, pk, f"{CODE}/{task}/{unit}", place, range(first_round, first_round + rounds), of_rounds
            )
        ]
        added += append(entries)
    return added


def _entries(entry: type, pk: int, identity: str, place: int, numbers: range, of_rounds: int) -> Iterator[object]:
    for number in numbers:
        moment = START + SPREAD * ((number + (place % 977) / 977) / of_rounds)
        last, percent = number == of_rounds - 1, Decimal(100 * (number + 1) // of_rounds)
        if number == of_rounds - 2 and place % 3:
            percent = Decimal(100)
        verifies = last and place % 3
        yield entry(
            assignment_id=pk,
            identity=identity,
            kind=Kind.VERIFIED if verifies else Kind.REPORTED,
            recorded_at=moment,
            percent=None if verifies else min(percent, Decimal(100)),
            happened_date=None if verifies else date(moment.year, moment.month, moment.day),
            actor="bench",
        )
