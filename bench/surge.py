"""`python -m bench.surge`: the last afternoon before a cut-off, and what is left of it when processes are killed.

Every commune's official logs in cold, opens the page and sends 16 reports, one in ten with evidence, 32 people at a
time, against 2 workers and PostgreSQL with fsync on. With `--kills N` the workers of the pages, the worker of the jobs
and PostgreSQL are each killed N times meanwhile; afterwards every acknowledged report must be there once, none twice.
"""

import argparse
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from bench import grow, measure
from bench.crowd import Person, Sending, send_until_acknowledged
from bench.installation import Installation, Served

PASSWORD = "chi-de-do-tai-57"  # noqa: S105 - of people who live in a bench
EVERYBODY = 3321
CENTRE = "trung-tam"
TASKS = 16
AT_ONCE = 32
BETWEEN = 4.0  # seconds from one look to the next verification
SEEN = 40  # times that a verified report is looked for in the national table
EVIDENCE_EVERY = 10


@dataclass
class Found:
    """What the surge gave: every sending, the bytes of every cold visit, and how long it took."""

    sendings: list[Sending] = field(default_factory=list)
    cold_bytes: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    seen_seconds: list[float] = field(default_factory=list)
    log_in_seconds: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    begun: threading.Event = field(default_factory=threading.Event)  # the first report is acknowledged

    @property
    def per_second(self) -> float:
        return len(self.sendings) / self.seconds if self.seconds else 0.0

    @property
    def timing(self) -> measure.Timing:
        return measure.timing([sending.seconds for sending in self.sendings])


def prepare(installation: Installation, users: int) -> list[str]:
    """Units, a programme of 16 tasks for all communes, and one reporter for each of so many communes; their names."""
    installation.run("migrate")
    installation.adopt()
    from django.contrib.auth.hashers import make_password

    from tiendo.gateways.clock import day_of, now
    from tiendo.org.models import BEGINNING, UnitKind
    from tiendo.org.queries import in_force
    from tiendo.people.models import Position, User
    from tiendo.rules.permissions import Role
    from tiendo.tasks.models import Programme

    communes = list(in_force(day_of(now())).filter(kind=UnitKind.COMMUNE).order_by("code")[:users])
    if not Programme.objects.filter(code=grow.CODE).exists():
        grow.make_programme(";".join(commune.code for commune in communes) if users < EVERYBODY else "")
    known = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)  # one hash for all: making 3,321 is not what is measured
    fresh = [commune for commune in communes if f"xa-{commune.code}" not in known]
    made = User.objects.bulk_create(
        User(username=f"xa-{commune.code}", full_name=f"Reporter {commune.code}", password=password)
        for commune in fresh
    )
    Position.objects.bulk_create(
        Position(
            user=user,
            role=Role.REPORTER,
            title="Reporter",
            unit_id=commune.unit_id,
            scope_id=commune.unit_id,
            valid_from=BEGINNING,
        )
        for user, commune in zip(made, fresh, strict=True)
    )
    if CENTRE not in known:
        create_centre(password)
    installation.tidy()
    return [f"xa-{commune.code}" for commune in communes]


def create_centre(password: str) -> None:
    """The command centre, which verifies."""
    from tiendo.gateways.clock import day_of, now
    from tiendo.org.models import BEGINNING
    from tiendo.org.queries import country
    from tiendo.people.models import Position, User
    from tiendo.rules.permissions import Role

    nation = country(day_of(now())).unit_id
    user = User.objects.create(username=CENTRE, full_name="Command centre", password=password)
    Position.objects.create(
        user=user, role=Role.COMMAND_CENTRE, title="Centre", unit_id=nation, scope_id=nation, valid_from=BEGINNING
    )


def surge(base: str, names: list[str], found: Found, *, at_once: int = AT_ONCE, reports: int = TASKS) -> None:
    """All people, so many at a time; each logs in cold, opens the own tasks and reports on all of them."""
    lock = threading.Lock()

    def one(name: str) -> None:
        person = Person(base, name, PASSWORD)
        try:
            start = time.perf_counter()
            _patiently(person.log_in)
            _patiently(lambda: person.open_cold("/my-work/"))
            cold, logged_in = person.bytes, time.perf_counter() - start
            own = _patiently(lambda: person.get("/reports/own.json")).body
            sent = list(_send_all(person, own, reports, found.begun))
            with lock:
                found.sendings += sent
                found.cold_bytes.append(cold)
                found.log_in_seconds.append(logged_in)
        except Exception as error:
            with lock:
                found.failures.append(f"{name}: {error!r}")
        finally:
            person.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, names))
    found.seconds = time.perf_counter() - start


def _send_all(person: Person, own: bytes, reports: int, begun: threading.Event) -> Iterator[Sending]:
    told = json.loads(own)
    person.cookies.setdefault("csrftoken", told["csrf"])
    for place, line in enumerate(told["assignments"][:reports]):
        sending = Sending(assignment=line["id"], key=str(uuid.uuid4()))
        fields = {
            "csrfmiddlewaretoken": told["csrf"],
            "assignment": str(line["id"]),
            "percent": "100",
            "note": f"Reported by {person.username}, number {place}",
            "mark": str(line["mark"]),
            "happened_date": "",
            "written_at": "",
        }
        with_file = (place + hash(person.username)) % EVIDENCE_EVERY == 0
        file = ("bien-ban.pdf", _pdf(sending.key)) if with_file else None
        send_until_acknowledged(person, sending, fields, file)
        begun.set()
        yield sending


def _pdf(mark: str) -> bytes:
    """A small file of its own that is a PDF by its content."""
    noise = random.Random(mark).randbytes(20_000).hex()  # noqa: S311 - bytes that are no other's, nothing secret
    return f"%PDF-1.4\n% {mark}\n% {noise}\n%%EOF\n".encode()


def _patiently(call: Callable[[], object]) -> "object":
    """Again and again while something is being killed."""
    end = time.monotonic() + 120
    while True:
        try:
            answer = call()
            if getattr(answer, "status", 200) < 500:
                return answer
        except (OSError, RuntimeError, ValueError, HTTPException):  # as a person who presses “reload”
            if time.monotonic() > end:
                raise
        if time.monotonic() > end:
            raise RuntimeError("no answer for two minutes")
        time.sleep(0.3)


def see_verified(served: Served, times: int, stop: threading.Event) -> list[float]:
    """Verify a waiting report now and then, and ask for the national table until it is in; seconds from commit on."""
    import csv
    import io

    from tiendo.gateways.clock import day_of, now
    from tiendo.people.models import User
    from tiendo.people.queries import actor_of
    from tiendo.rules.permissions import Verb
    from tiendo.rules.progress import State
    from tiendo.tasks.actions import EventDraft, record_event
    from tiendo.tasks.models import Assignment

    def done() -> int:
        text = reader.get(f"/programmes/{grow.CODE}/table.csv").body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        place = rows[0].index(next(name for name in rows[0] if name in ("Tasks done", "Nhiệm vụ hoàn thành")))
        return sum(int(row[place]) for row in rows[1:])

    reader = Person(served.base, CENTRE, PASSWORD)
    reader.log_in()
    actor = actor_of(User.objects.get(username=CENTRE), day_of(now()))
    seconds: list[float] = []
    while len(seconds) < times and not stop.wait(1.0):
        waiting = Assignment.objects.filter(task__programme__code=grow.CODE, state=State.WAITING)
        found = waiting.select_related("task__programme", "unit").first()
        if found is None:
            continue
        reader.close()  # kept open it is closed by the server meanwhile
        before = done()
        version = found.unit.versions.order_by("-valid_from")[0]
        record_event(EventDraft(verb=Verb.VERIFY), actor=actor, assignment=found, version=version, now=now())
        start = time.perf_counter()
        while done() <= before:
            if time.perf_counter() - start > 30:
                raise RuntimeError("a verified report is not in the national table after 30 seconds")
        seconds.append(time.perf_counter() - start)
        stop.wait(BETWEEN)  # the one who looks is one among many
    return seconds


def kill_meanwhile(served: Served, found: Found, times: int, *, pause: float, stop: threading.Event) -> None:
    """Kill a worker of the pages, the worker of the jobs, and PostgreSQL, in turn, each so many times.

    From the first acknowledged report on: what was acknowledged must survive.
    """
    found.kills |= {"page worker": 0, "job worker": 0, "PostgreSQL": 0}
    found.begun.wait()
    for what in list(found.kills) * times:
        if stop.wait(pause):
            return
        if what == "PostgreSQL":
            served.installation.kill_database()
            served.installation.run("database-url")  # starts it again, as a supervisor would
            found.kills[what] += 1
        elif served.kill_one(what):
            found.kills[what] += 1


def last_event() -> int:
    """The number of the last event before the surge."""
    from tiendo.tasks.models import ProgressEvent

    return ProgressEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def losses(found: Found, since: int) -> list[str]:
    """What is wrong afterwards: acknowledged reports that are not there, or events that nobody was told of."""
    from django.db import connection

    from tiendo.tasks.models import ProgressEvent

    connection.close()  # PostgreSQL was perhaps killed since it was opened
    keys = {sending.key for sending in found.sendings}
    there = [str(key) for key in ProgressEvent.objects.filter(key__in=keys).values_list("key", flat=True)]
    wrong = [f"acknowledged but not there: {key}" for key in sorted(keys - set(there))]
    assignments = {sending.assignment for sending in found.sendings}
    events = ProgressEvent.objects.filter(assignment_id__in=assignments, pk__gt=since)
    count = events.filter(source__in={"offline", "web"}, key__isnull=False).count()
    if count != len(keys):
        wrong.append(f"{len(keys)} reports were acknowledged and {count} are there")
    return wrong


def told(found: Found, users: int) -> Iterator[str]:
    """The table of one surge."""
    yield (
        "| people | reports | failures | seconds | reports/s | one report p50 / p95 ms "
        "| log-in and page p50 / p95 ms | kB per cold person |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    logged = measure.timing(found.log_in_seconds) if found.log_in_seconds else measure.Timing(0, 0)
    cold = max(found.cold_bytes, default=0) / 1000
    yield (
        f"| {users:,} | {len(found.sendings):,} | {len(found.failures)} | {found.seconds:.0f} | {found.per_second:.0f} "
        f"| {found.timing} | {logged} | {cold:.0f} |"
    )
    share = ", ".join(f"{what} {1000 * seconds / len(found.sendings):.1f}" for what, seconds in found.cpu.items())
    yield f"\nMilliseconds of a processor per report, log-in and page included: {share}."
    if found.kills:
        yield "\nKilled meanwhile: " + ", ".join(f"{what} {times}" for what, times in found.kills.items()) + "."
    if found.seen_seconds:
        seen = measure.timing(found.seen_seconds)
        yield f"\nFrom a verification to the national table: p50 / p95 {seen} ms, {len(found.seen_seconds)} times."


def run(*, users: int, kills: int, at_once: int = AT_ONCE, name: str = "surge") -> tuple[Found, list[str]]:
    """The whole of it on an installation of its own; what was found and what is wrong."""
    installation = Installation(name)
    names, stop = prepare(installation, users), threading.Event()
    since, found = last_event(), Found()
    with installation.served() as served:
        killer = None
        if kills:
            pause = max(0.5, users * TASKS / 200 / (3 * kills))
            killer = threading.Thread(
                target=kill_meanwhile, args=(served, found, kills), kwargs={"pause": pause, "stop": stop}, daemon=True
            )
            killer.start()
        with ThreadPoolExecutor(1) as aside:
            seeing = None if kills else aside.submit(see_verified, served, SEEN, stop)
            before = served.cpu()
            surge(served.base, names, found, at_once=at_once)
            found.cpu = {what: seconds - before[what] for what, seconds in served.cpu().items()}
            stop.set()
            found.seen_seconds = seeing.result() if seeing else []
        if killer:
            killer.join(60)
    unkilled = [f"{what} was killed {done} of {kills} times" for what, done in found.kills.items() if done < kills]
    wrong = [*unkilled, *found.failures[:10], *losses(found, since)]
    installation.run("seal")
    for command in ("verify", "check-standings"):
        try:
            installation.run(command)
        except RuntimeError as error:
            wrong.append(str(error))
    installation.stop()
    return found, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=EVERYBODY)
    parser.add_argument("--kills", type=int, default=0, help="how often each of the three is killed")
    parser.add_argument("--home", default="surge", help="the folder below .tiendo/bench")
    options = parser.parse_args()
    found, wrong = run(users=options.users, kills=options.kills, name=options.home)
    for line in told(found, options.users):
        print(line, flush=True)
    for line in wrong:
        print("WRONG:", line)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
