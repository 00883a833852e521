"""`python -m bench.reminders`: digests for every unit, sent by a worker that is killed again and again.

A mail server of its own (on loopback) counts what it got. It holds when every person got exactly one digest, told by
its Message-ID; copies that the server saw twice are counted and shown.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench import grow
from bench.installation import Installation
from bench.people import communes, make_reporters
from bench.sink import Sink, sink

if TYPE_CHECKING:
    from tiendo.people.models import User

ON = date(2025, 8, 8)  # a Friday: five working days are left
DUE = "2025-08-15"
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


def run(times: int, units: int, home: Path | None = None) -> Outcome:
    """Make digests for so many communes, kill the worker so many times while it sends them, and count."""
    place = Installation("reminders")
    if home is not None:
        place.home = home
    place.run("migrate")
    place.adopt()
    found = communes(ON, units)
    grow.make_programme(";".join(commune.code for commune in found), due_date=DUE)
    _add_channels(make_reporters(found))
    begun = time.monotonic()
    made, queries = _make()
    took = time.monotonic() - begun
    begun = time.monotonic()
    with sink(delay=0.002) as server:
        kills = _send(place, server, made, times)
        sending = time.monotonic() - begun
        outcome = _count(server, len(found), made, took, queries, kills, sending)
    place.stop()
    return outcome


def _add_channels(users: "list[User]") -> None:
    """A confirmed address for each person."""
    from tiendo.gateways.clock import now
    from tiendo.gateways.messenger import masked, seal
    from tiendo.notices.models import Channel

    Channel.objects.bulk_create(
        Channel(
            user=user,
            kind="email",
            sealed=seal(f"{user.username}@example.vn", owner=f"user {user.pk}"),
            masked=masked("email", f"{user.username}@example.vn"),
            since_at=now(),
            verified_at=now(),
        )
        for user in users
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
