"""`python -m bench.files`: every assignment of a programme for all communes reported in one file, 53,136 rows.

Read and shown, recorded, taken back: each step as its page has it done in the background.
"""

import csv
import io
import time
from collections.abc import Callable, Iterator

from bench import grow
from bench.installation import Installation
from bench.people import make_national

HEAD = ("chương trình", "nhiệm vụ", "đơn vị", "phần trăm", "ghi chú")
REPORTER, BODY = "files-reporter", "files-body"


def prepare(installation: Installation) -> None:
    """The programme with its assignments, who reports for the whole country, and who may take back."""
    from tiendo.rules.permissions import Role
    from tiendo.tasks.models import Programme

    if not Programme.objects.filter(code=grow.CODE).exists():
        grow.make_programme()
    make_national(REPORTER, Role.REPORTER)
    make_national(BODY, Role.STANDING_BODY)
    installation.tidy()


def table(percent: int) -> list[tuple[str, ...]]:
    """A row for every assignment of the programme."""
    from tiendo.gateways.clock import day_of, now
    from tiendo.org.queries import in_force
    from tiendo.tasks.models import Assignment

    codes = dict(in_force(day_of(now())).order_by().values_list("unit_id", "code"))
    given = Assignment.objects.filter(task__programme__code=grow.CODE).order_by("unit_id", "task_id")
    return [
        (grow.CODE, task, codes[unit], str(percent), "Báo cáo trong một tệp")
        for task, unit in given.values_list("task__code", "unit_id")
    ]


def as_file(kind: str, rows: list[tuple[str, ...]]) -> bytes:
    """The rows as a file of a kind."""
    from tiendo.gateways.spreadsheets_out import Sheet, xlsx_bytes

    if kind == "xlsx":
        return xlsx_bytes(Sheet("a", "t", ["x"], list(HEAD), rows, {}))
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


def measured() -> Iterator[str]:
    from tiendo.gateways.clock import day_of, now
    from tiendo.people.models import User
    from tiendo.people.queries import actor_of
    from tiendo.sheets import actions

    reporter, body = (actor_of(User.objects.get(username=name), day_of(now())) for name in (REPORTER, BODY))
    yield "| file | rows | MB | read and shown, s | recorded, s | taken back, s |"
    yield "|---|---|---|---|---|---|"
    for kind, percent in (("csv", 40), ("xlsx", 60)):
        rows = table(percent)
        content = as_file(kind, rows)
        whole = actions.receive_file(content=content, name=f"all.{kind}", limit=10**8, actor=reporter, now=now())
        seconds = [
            _seconds(lambda whole=whole: actions.read(whole, actor=reporter, now=now())),
            _seconds(lambda whole=whole: actions.record(whole, chosen=[], actor=reporter, now=now())),
            _seconds(lambda whole=whole: actions.take_back_all(whole, reason="x", knowing=True, actor=body, now=now())),
        ]
        if whole.state != "taken_back" or whole.events != len(rows):
            raise RuntimeError(f"{whole.state}, {whole.events} events: {whole.message}")
        spent = " | ".join(f"{value:.0f}" for value in seconds)
        yield f"| .{kind} | {len(rows):,} | {len(content) / 1e6:.1f} | {spent} |"


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main() -> None:
    installation = Installation("files")
    installation.run("migrate")
    installation.adopt()
    prepare(installation)
    for line in measured():
        print(line, flush=True)
    installation.stop()


if __name__ == "__main__":
    main()
