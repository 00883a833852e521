"""`python -m bench.rates`: how many reports a second each way in takes, people having logged in before.

One report a request on the page and by the interface for programs, sixteen in one sending of the table; beside them
the insert of one event with nothing around it, on the same database in the same run.
"""

import argparse
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench import grow, measure
from bench.crowd import Person, Sending, send_until_acknowledged
from bench.grow import TASKS
from bench.installation import Installation, Served
from bench.people import PASSWORD, prepare
from bench.surge import AT_ONCE

USERS = 160
FEWER = (16, 8)  # at once: what a server sees on an ordinary busy day
A_DAY = 86_400
EVENT = """
INSERT INTO tasks_progressevent (assignment_id, kind, percent, happened_date, recorded_at, actor, actor_unit, note,
                                 decision, source, annuls, content_hash)
VALUES (%s, 'reported', 100, current_date, now(), 'bare', '', 'bare', '', 'bare', '', %s)
"""


@dataclass(frozen=True)
class Rate:
    """So many reports in so many seconds; how long each request took; milliseconds of a processor per report."""

    name: str
    reports: int
    seconds: float
    requests: measure.Timing
    cpu: dict[str, float]

    def __str__(self) -> str:
        spent = " | ".join(f"{self.cpu.get(what, 0.0):.1f}" for what in ("pages", "PostgreSQL", "crowd"))
        return f"| {self.name} | {self.reports:,} | {self.reports / self.seconds:,.0f} | {self.requests} | {spent} |"


def rate(name: str, served: Served, calls: list[Callable[[], list[float]]], *, at_once: int, each: int) -> Rate:
    """Run all calls, so many at once; each answers with the seconds of its requests, of `each` reports."""
    before, start = served.cpu(), time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        took = [seconds for samples in pool.map(lambda call: call(), calls) for seconds in samples]
    seconds, reports = time.perf_counter() - start, len(took) * each
    cpu = {what: 1000 * (spent - before[what]) / reports for what, spent in served.cpu().items()}
    return Rate(name, reports, seconds, measure.timing(took), cpu)


class Reporter:
    """Somebody who has logged in and sees the own tasks."""

    def __init__(self, base: str, name: str) -> None:
        self._person = Person(base, name, PASSWORD)
        self._person.log_in()
        self._own = json.loads(self._person.get("/reports/own.json").body)
        self._person.cookies.setdefault("csrftoken", self._own["csrf"])
        self._person.close()

    def one_by_one(self) -> list[float]:
        """Every task, one report a request, as the page without a line sends them."""
        took = []
        for line in self._own["assignments"][:TASKS]:
            sending = Sending(assignment=line["id"], key=str(uuid.uuid4()))
            fields = self._form() | {"assignment": str(line["id"]), "percent": "100", "note": sending.key}
            send_until_acknowledged(self._person, sending, fields | {"mark": str(line["mark"])}, None)
            took.append(sending.seconds)
        self._person.close()
        return took

    def in_one_table(self) -> list[float]:
        """Every task in one sending of the table."""
        fields = self._form()
        for line in self._own["assignments"][:TASKS]:
            fields |= {f"row_{line['id']}": f"{uuid.uuid4()}:{2**60}", f"percent_{line['id']}": "100"}
            fields[f"note_{line['id']}"] = str(uuid.uuid4())
        start = time.perf_counter()
        answer = self._person.post("/reports/", fields)
        took = time.perf_counter() - start
        self._person.close()
        if answer.status != 302:
            raise RuntimeError(f"the table answered {answer.status}: {answer.text[:300]}")
        return [took]

    def two_tables(self) -> list[float]:
        """Every task twice, one sending of the table after the other."""
        return self.in_one_table() + self.in_one_table()

    def _form(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self._own["csrf"]}


def programs(base: str, token: str, units: list[str]) -> Callable[[], list[float]]:
    """A connected program that reports on every task of some units, one report a request."""

    def call() -> list[float]:
        line = HTTPConnection(urlsplit(base).netloc, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        took = []
        for unit in units:
            for number in range(1, TASKS + 1):
                report = {"key": str(uuid.uuid4()), "programme": grow.CODE, "task": f"B{number:02}", "unit": unit}
                start = time.perf_counter()
                line.request("POST", "/api/v1/reports", json.dumps({"reports": [report | {"percent": 100}]}), headers)
                answer = line.getresponse()
                text = answer.read()
                if answer.status >= 300:
                    raise RuntimeError(f"the interface answered {answer.status}: {text[:300]!r}")
                took.append(time.perf_counter() - start)
        line.close()
        return took

    return call


def bare(times: int) -> Callable[[], list[float]]:
    """One event a transaction on a connection of its own, and nothing else."""
    import psycopg

    from tiendo.tasks.models import Assignment

    found = Assignment.objects.filter(task__programme__code=grow.CODE).values_list("pk", flat=True)[:500]
    numbers = list(found)

    def call() -> list[float]:
        took = []
        with psycopg.connect(os.environ["TIENDO_DATABASE"], autocommit=True, prepare_threshold=0) as connection:
            for place in range(times):
                start = time.perf_counter()
                connection.execute(EVENT, [numbers[place % len(numbers)], uuid.uuid4().hex * 2])
                took.append(time.perf_counter() - start)
        return took

    return call


def a_client() -> str:
    """A token over the whole country that no pace holds back."""
    from datetime import timedelta

    from tiendo.api.actions.clients import create_client
    from tiendo.gateways.clock import day_of, now
    from tiendo.org.queries import country
    from tiendo.people.queries import Actor, Held
    from tiendo.rules.permissions import Role

    nation = country(day_of(now()))
    held = Held(0, Role.ADMINISTRATOR, "Bench", nation.unit_id, nation.full_name, nation.path, nation.unit_id)
    _client, token = create_client(
        actor=Actor(user_id=0, full_name="Bench", held=(held,)),
        name=f"bench {uuid.uuid4().hex[:8]}",
        unit=nation,
        role=Role.REPORTER,
        expires_date=day_of(now()) + timedelta(days=1),
        per_minute=6000,
        now=now(),
    )
    return token


def run(name: str, users: int) -> Iterator[str]:
    installation = Installation(name)
    names = prepare(installation, users)
    units = [name.removeprefix("xa-") for name in names]
    with installation.served() as served:
        with ThreadPoolExecutor(4) as pool:
            people = list(pool.map(lambda name: Reporter(served.base, name), names))
        yield "| way in | reports | reports/s | one request p50 / p95 ms | pages | PostgreSQL | crowd |"
        yield "|---|---|---|---|---|---|---|"
        singles = [person.one_by_one for person in people]
        yield str(rate("page, one report a request", served, singles, at_once=AT_ONCE, each=1))
        for few in FEWER:
            yield str(rate(f"the same, {few} at once", served, singles, at_once=few, each=1))
        token = a_client()
        sending = [programs(served.base, token, units[place::AT_ONCE]) for place in range(AT_ONCE)]
        yield str(rate("programs, one report a request", served, sending, at_once=AT_ONCE, each=1))
        tables = [person.two_tables for person in people]
        yield str(rate("table, 16 reports a request", served, tables, at_once=AT_ONCE, each=TASKS))
        yield str(rate("bare insert of one event", served, [bare(200)] * AT_ONCE, at_once=AT_ONCE, each=1))
    installation.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--home", default=f"rates-{int(time.time()) % A_DAY}", help="the folder below .tiendo/bench")
    options = parser.parse_args()
    print("Milliseconds of a processor per report stand in the last three columns.\n", flush=True)
    for line in run(options.home, options.users):
        print(line, flush=True)


if __name__ == "__main__":
    main()
