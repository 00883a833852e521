"""`python -m bench.reminders`: digests for every unit, sent by a worker that is killed again and again.

A mail server of its own (on loopback) counts what it got. It holds when every person got exactly one digest, told by
its Message-ID; copies that the server saw twice are counted and shown.
"""

import argparse
import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from bench.installation import Installation

ON = date(2025, 8, 8)  # a Friday; what is due on the 15th has five working days left
TASKS = 16
STALLED_SECONDS = 2
PATIENCE = 600.0  # seconds until everything must have arrived


@dataclass(frozen=True)
class Outcome:
    """What happened: `copies` is how many letters the server saw beyond one for each Message-ID."""

    units: int
    assignments: int
    made: int
    make_seconds: float
    make_queries: int
    kills: int
    letters: int
    copies: int
    people_without: int
    people_with_more: int
    send_seconds: float
    unsent_rows: int

    @property
    def holds(self) -> bool:
        """Everybody got exactly one, and the log says so."""
        return not (self.people_without or self.people_with_more or self.unsent_rows) and self.made == self.units


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps who got which Message-ID, in the order in which letters came.

    `refuse`: answers some addresses with this code instead of taking the letter. `watch` is called with the number of
    letters so far, before ("data") and after ("done") the server said that it took one.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, delay: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[tuple[str, str, str]] = []  # to whom, Message-ID, the letter
        self.refuse: dict[str, int] = {}
        self.delay = delay
        self.watch: Callable[[str, int], None] = lambda step, count: None

    @property
    def url(self) -> str:
        """The address for TIENDO_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    """What is needed of RFC 5321."""

    server: Sink

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return  # the other side was killed

    def _talk(self) -> None:
        self._say(220, "sink")
        to = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                code = self.server.refuse.get(to, 250)
                self._say(code, "ok" if code == 250 else "no")
            elif verb == "DATA":
                self._take(to)
            elif verb == "QUIT":
                self._say(221, "bye")
                return
            else:
                self._say(250, "ok")

    def _take(self, to: str) -> None:
        self._say(354, "go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        text = b"".join(lines).decode("utf-8", "replace")
        number = next(row[11:].strip() for row in text.splitlines() if row.lower().startswith("message-id:"))
        time.sleep(self.server.delay)
        self.server.letters.append((to, number, text))
        count = len(self.server.letters)
        self.server.watch("data", count)
        self._say(250, "taken")
        self.server.watch("done", count)

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def sink(*, delay: float = 0.0) -> "Iterator[Sink]":
    """A mail server that runs beside."""
    server = Sink(delay=delay)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def run(times: int, units: int, home: Path | None = None) -> Outcome:
    """Make digests for so many communes, kill the worker so many times while it sends them, and count."""
    place = Installation("reminders")
    if home is not None:
        place.home = home
    place.run("migrate")
    place.adopt()
    codes = _communes(units)
    _fill(codes)
    begun = time.monotonic()
    made, queries = _make()
    took = time.monotonic() - begun
    begun = time.monotonic()
    with sink(delay=0.002) as server:
        kills = _send(place, server, made, times)
        sending = time.monotonic() - begun
        outcome = _count(server, len(codes), made, took, queries, kills, sending)
    place.stop()
    return outcome


def _communes(units: int) -> list[str]:
    from tiendo.org.models import UnitKind
    from tiendo.org.queries import in_force

    found = in_force(ON).filter(kind=UnitKind.COMMUNE).order_by("code")
    return list(found.values_list("code", flat=True)[:units])


def _fill(codes: list[str]) -> None:
    """A programme with tasks due in five working days, and a person with a confirmed address in each commune."""
    from tiendo.gateways.clock import now
    from tiendo.gateways.machine import MachineAuthor
    from tiendo.gateways.spreadsheets import Row
    from tiendo.tasks.actions import load_programmes, load_tasks

    author = MachineAuthor()
    programme = {
        "code": "BENCH",
        "title": "Chương trình đo",
        "directive_number": "01-KH/BCĐ",
        "directive_date": "2025-06-19",
        "issuer": "Ban Chỉ đạo",
    }
    load_programmes([Row(2, programme)], author=author)
    task = {"programme": "BENCH", "level": "commune", "due_date": "2025-08-15", "recorded_at": "2025-07-01 08:00"}
    names = [f"T{number:02}" for number in range(1, TASKS + 1)]
    rows = [
        Row(line, task | {"code": name, "title": f"Việc {name}", "targets": ";".join(codes)})
        for line, name in enumerate(names, start=2)
    ]
    load_tasks(rows, author=author, now=now())
    _people(codes)


def _people(codes: list[str]) -> None:
    from tiendo.gateways.clock import now
    from tiendo.gateways.messenger import masked, seal
    from tiendo.notices.models import Channel
    from tiendo.org.queries import in_force
    from tiendo.people.models import Position, User
    from tiendo.rules.permissions import Role

    units = dict(in_force(ON).filter(code__in=codes).values_list("code", "unit_id"))
    users = User.objects.bulk_create(
        [User(username=f"can-bo-{code}", full_name=f"Cán bộ {code}", password="!") for code in codes]
    )
    Position.objects.bulk_create(
        [
            Position(user=user, role=Role.REPORTER, title="Cán bộ", unit_id=units[code], scope_id=units[code])
            for user, code in zip(users, codes, strict=True)
        ]
    )
    Channel.objects.bulk_create(
        [
            Channel(
                user=user,
                kind="email",
                sealed=seal(f"{user.username}@example.vn", owner=f"user {user.pk}"),
                masked=masked("email", f"{user.username}@example.vn"),
                since_at=now(),
                verified_at=now(),
            )
            for user in users
        ]
    )


def _make() -> tuple[int, int]:
    """How many notices were made, with how many queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tiendo.gateways.clock import ZONE
    from tiendo.notices.actions.digests import make_digests
    from tiendo.notices.jobs import send_notices

    with CaptureQueriesContext(connection) as asked:
        made = make_digests(on=ON, now=datetime(2025, 8, 8, 7, 30, tzinfo=ZONE))
    send_notices.defer()
    return made, len(asked)


def _send(place: Installation, server: Sink, made: int, times: int) -> int:
    """Start workers until all is sent; each is killed after its share, by turns before and after the server's word."""
    from tiendo.notices.models import Notice

    share, kills, until = max(1, made // (times + 1)), 0, time.monotonic() + PATIENCE
    waiting = Notice.objects.filter(state__in=["due", "sending"])
    while waiting.exists() and time.monotonic() < until:
        worker = _worker(place, server.url)
        if kills < times:
            _kill_at(worker, server, (kills + 1) * share, "data" if kills % 2 else "done")
            kills += 1
        while worker.poll() is None and waiting.exists() and time.monotonic() < until:
            time.sleep(0.05)
        server.watch = lambda step, count: None
        if worker.poll() is None:
            worker.terminate()
        worker.wait(30)
    return kills


def _worker(place: Installation, url: str) -> "subprocess.Popen[bytes]":
    more = {"TIENDO_SMTP_URL": url, "TIENDO_STALLED_SECONDS": str(STALLED_SECONDS)}
    return subprocess.Popen([sys.executable, "-m", "tiendo.config", "work"], env=place.environment() | more)


def _kill_at(worker: "subprocess.Popen[bytes]", server: Sink, letters: int, step: str) -> None:
    """Kill a worker the hard way at the moment at which the server has so many letters."""

    def watch(now: str, count: int) -> None:
        if now == step and count >= letters:
            os.kill(worker.pid, signal.SIGKILL)

    server.watch = watch


def _count(server: Sink, units: int, made: int, took: float, queries: int, kills: int, sending: float) -> Outcome:
    from tiendo.notices.models import Notice
    from tiendo.tasks.models import Assignment

    different = {(to, number) for to, number, _text in server.letters}
    each = Counter(to for to, _number in different)
    people = Notice.objects.filter(kind="digest").values("user_id").distinct().count()
    return Outcome(
        units=units,
        assignments=Assignment.objects.count(),
        made=made,
        make_seconds=round(took, 2),
        make_queries=queries,
        kills=kills,
        letters=len(server.letters),
        copies=len(server.letters) - len(different),
        people_without=people - len(each),
        people_with_more=sum(count > 1 for count in each.values()),
        send_seconds=round(sending, 1),
        unsent_rows=Notice.objects.exclude(state="sent").count(),
    )


def main() -> None:
    """Print the outcome as JSON; the status is 1 where it does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--units", type=int, default=3321)
    parser.add_argument("--home", type=Path, default=None)
    asked = parser.parse_args()
    outcome = run(asked.times, asked.units, asked.home)
    print(json.dumps(asdict(outcome)))
    sys.exit(0 if outcome.holds else 1)


if __name__ == "__main__":
    main()
