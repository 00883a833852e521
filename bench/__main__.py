"""`python -m bench`: the board now and then, on the demo world and on 1,000,000 events, beside bare SQL.

Everything is measured in one run on one machine, as an ordinary user; docs/PERFORMANCE.md keeps what was measured.
"""

import argparse
import http.cookiejar
import platform
import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench import bare, grow, measure
from bench.installation import Installation
from bench.people import PASSWORD, make_national

SIZES = ((10_000, 1, 0.19), (200_000, 4, 1.0), (1_000_000, 19, 1.0))  # events, rounds so far, share of assignments
VIEWER = "viewer"


@dataclass(frozen=True)
class Case:
    """One board: of the country or of Nghệ An, now or at a past moment."""

    name: str
    unit: str | None
    at: datetime | None


def cases(past: datetime) -> list[Case]:
    return [
        Case("national board, now", None, None),
        Case("province board, now", "40", None),
        Case("national board, past", None, past),
        Case("province board, past", "40", past),
    ]


def calls(code: str, case: Case) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The figure function and the bare SQL of one case, each answering the whole question anew."""
    from tiendo.figures.queries.basis import Basis
    from tiendo.figures.queries.board import Question, board
    from tiendo.figures.queries.keeping import forget
    from tiendo.gateways.clock import day_of, now
    from tiendo.org.queries import version_of
    from tiendo.tasks.models import TaskService
    from tiendo.tasks.queries import programme_named

    programme = programme_named(code)
    moment = case.at or now()
    basis = Basis(moment, live=case.at is None)
    unit = version_of(case.unit, basis.day) if case.unit else None
    tasks = list(TaskService.objects.filter(programme=programme).values_list("task_id", flat=True))

    def ours() -> object:
        forget()  # what counting costs; pages keep the answer while nothing is recorded
        return board(Question(programme, basis, unit))

    def theirs() -> object:
        found: list[Any] = []
        if unit is not None:  # a province's board has its communes, and its place among the provinces
            found += bare.board(tasks=tasks, day=day_of(moment), at=case.at, province=unit.unit_id)
        return found + bare.board(tasks=tasks, day=day_of(moment), at=case.at, province=None)

    return ours, theirs


def compare(code: str, past: datetime, times: int) -> Iterator[str]:
    yield "| board | figure function p50 / p95 ms | bare SQL p50 / p95 ms | ratio of the medians |"
    yield "|---|---|---|---|"
    for case in cases(past):
        ours, theirs = measure.in_turn(*calls(code, case), times)
        yield f"| {case.name} | {ours} | {theirs} | {ours.p50 / theirs.p50:.2f} |"


def pages(base: str, code: str, past: datetime, cookie: str) -> Iterator[str]:
    yield "| page | 1 client p50 / p95 ms | after a report p50 / p95 ms | 8 clients, pages/s | kB as sent |"
    yield "|---|---|---|---|---|"
    record = a_reporter(code)
    for case in cases(past):
        path = f"/programmes/{code}/" + (f"units/{case.unit}/" if case.unit else "")
        if case.at:
            path += f"?at={case.at:%Y-%m-%dT%H:%M}"
        got = measure.fetch(base, path, cookie, record=record)
        yield f"| {case.name} | {got.alone} | {got.anew} | {got.per_second:.1f} | {got.bytes / 1000:.1f} |"


def a_reporter(code: str) -> Callable[[], object]:
    """Each call records one report on one assignment of the programme."""
    from decimal import Decimal

    from tiendo.gateways.clock import now
    from tiendo.rules.progress import Kind
    from tiendo.tasks.actions.ledger import Entry, append
    from tiendo.tasks.models import Assignment

    found = Assignment.objects.filter(task__programme__code=code).select_related("task__programme", "unit").first()
    if found is None:
        raise RuntimeError(f"{code} has no assignment")
    identity = f"{code}/{found.task.code}/{found.unit.key}"

    def record() -> None:
        moment = now()
        append(
            [
                Entry(
                    assignment_id=found.pk,
                    identity=identity,
                    kind=Kind.REPORTED,
                    recorded_at=moment,
                    percent=Decimal(100),
                    happened_date=moment.date(),
                )
            ]
        )

    return record


def log_in(base: str, username: str, password: str) -> str:
    """Log in as a person would; returns the cookie header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{base}/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the log-in page has no form")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
    request = urllib.request.Request(
        f"{base}/login/", urllib.parse.urlencode(form).encode(), headers={"Referer": f"{base}/login/"}
    )
    opener.open(request).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def demo_world(times: int) -> Iterator[str]:
    from tiendo.gateways.clock import ZONE

    world = Installation("world")
    world.run("migrate")
    world.run("world")
    world.adopt()
    world.tidy()
    from tiendo.demo.accounts import PASSWORD

    past = datetime(2025, 8, 20, 16, tzinfo=ZONE)  # not published, so nothing is kept
    yield "\n## Demo world (about 200,000 events, programme KH02-X)\n"
    yield from compare("KH02-X", past, times)
    with world.served() as served:
        yield ""
        yield from pages(served.base, "KH02-X", past, log_in(served.base, "xem", PASSWORD))
    world.stop()


def grown(times: int) -> Iterator[str]:
    from tiendo.gateways.clock import ZONE

    machine = Installation("grown")
    machine.run("migrate")
    machine.adopt()
    from django.contrib.auth.hashers import make_password

    from tiendo.rules.permissions import Role
    from tiendo.tasks.models import Programme, ProgressEvent

    if not Programme.objects.filter(code=grow.CODE).exists():
        grow.make_programme()
    past = datetime(2025, 9, 1, 16, tzinfo=ZONE)
    before = 0
    rounds = SIZES[-1][1]
    for wanted, until, share in SIZES:
        there = ProgressEvent.objects.count()
        if there < wanted * 0.95:
            grow.append_events(before, until - before, rounds, share=share)
        before = until if share == 1.0 else 0
        if there > wanted * 1.5:
            continue  # a later size of an earlier run
        machine.tidy()
        yield f"\n## {ProgressEvent.objects.count():,} events, 53,136 assignments\n"
        yield from compare(grow.CODE, past, times)
    make_national(VIEWER, Role.VIEWER, make_password(PASSWORD))
    with machine.served() as served:
        yield ""
        yield from pages(served.base, grow.CODE, past, log_in(served.base, VIEWER, PASSWORD))
    machine.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="measured calls of each")
    parser.add_argument("--only", choices=["world", "grown"], help="one part")
    options = parser.parse_args()
    print(f"# Bench: {platform.machine()}, Python {platform.python_version()}, {options.times} calls each", flush=True)
    for name, part in (("world", demo_world), ("grown", grown)):
        if options.only in (None, name):
            for line in part(options.times):
                print(line, flush=True)


if __name__ == "__main__":
    main()
