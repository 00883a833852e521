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
from datetime import datetime

from bench import grow, measure
from bench.crowd import Person, Sending, send_until_acknowledged
from bench.installation import Installation, Served

PASSWORD = "chi-de-do-tai-57"
TASKS = 16
AT_ONCE = 32
EVIDENCE_EVERY = 10


@dataclass
class Found:
    """What the surge gave: every sending, the bytes of every cold visit, and how long it took."""

    sendings: list[Sending] = field(default_factory=list)
    cold_bytes: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    log_in_seconds: list[float] = field(default_factory=list)

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

    from tiendo.org.models import BEGINNING, UnitKind
    from tiendo.org.queries import in_force
    from tiendo.people.models import Position, User
    from tiendo.rules.permissions import Role
    from tiendo.tasks.models import Programme

    if not Programme.objects.filter(code=grow.CODE).exists():
        grow.make_programme()
    communes = list(in_force(datetime.now().date()).filter(kind=UnitKind.COMMUNE).order_by("code")[:users])
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
    installation.tidy()
    return [f"xa-{commune.code}" for commune in communes]


def surge(base: str, names: list[str], *, at_once: int = AT_ONCE, reports: int = TASKS) -> Found:
    """All people, so many at a time; each logs in cold, opens the own tasks and reports on all of them."""
    found, lock = Found(), threading.Lock()

    def one(name: str) -> None:
        person = Person(base, name, PASSWORD)
        try:
            start = time.perf_counter()
            _patiently(person.log_in)
            _patiently(lambda: person.open_cold("/my-work/"))
            cold, logged_in = person.bytes, time.perf_counter() - start
            own = _patiently(lambda: person.get("/reports/own.json")).body
            sent = list(_send_all(person, own, reports))
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
    return found


def _send_all(person: Person, own: bytes, reports: int) -> Iterator[Sending]:
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
        except (OSError, RuntimeError, ValueError):
            if time.monotonic() > end:
                raise
        if time.monotonic() > end:
            raise RuntimeError("no answer for two minutes")
        time.sleep(0.3)


def kill_meanwhile(served: Served, times: int, *, pause: float, stop: threading.Event) -> dict[str, int]:
    """Kill a worker of the pages, the worker of the jobs, and PostgreSQL, in turn, each so many times."""
    done = {"page worker": 0, "job worker": 0, "PostgreSQL": 0}
    for _ in range(times):
        for what in done:
            if stop.wait(pause):
                return done
            if what == "PostgreSQL":
                served.installation.kill_database()
                served.installation.run("database-url")  # starts it again, as a supervisor would
                done[what] += 1
            elif served.kill_one(what):
                done[what] += 1
    return done


def losses(found: Found) -> list[str]:
    """What is wrong afterwards: acknowledged reports that are not there, or events that nobody was told of."""
    from tiendo.tasks.models import ProgressEvent

    keys = {sending.key for sending in found.sendings}
    there = [str(key) for key in ProgressEvent.objects.filter(key__in=keys).values_list("key", flat=True)]
    wrong = [f"acknowledged but not there: {key}" for key in sorted(keys - set(there))]
    events = ProgressEvent.objects.filter(assignment_id__in={sending.assignment for sending in found.sendings})
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


def run(*, users: int, kills: int, at_once: int = AT_ONCE, name: str = "surge") -> tuple[Found, list[str]]:
    """The whole of it on an installation of its own; what was found and what is wrong."""
    installation = Installation(name)
    names = prepare(installation, users)
    stop = threading.Event()
    with installation.served() as served:
        killer = None
        if kills:
            pause = max(1.0, users * TASKS / 120 / (3 * kills))
            killer = threading.Thread(
                target=kill_meanwhile, args=(served, kills), kwargs={"pause": pause, "stop": stop}, daemon=True
            )
            killer.start()
        found = surge(served.base, names, at_once=at_once)
        stop.set()
        if killer:
            killer.join(60)
    wrong = [*found.failures[:10], *losses(found)]
    installation.run("seal")
    for command in ("verify", "check-standings"):
        try:
            installation.run(command)
        except RuntimeError as error:
            wrong.append(str(error))
    return found, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=3321)
    parser.add_argument("--kills", type=int, default=0, help="how often each of the three is killed")
    options = parser.parse_args()
    found, wrong = run(users=options.users, kills=options.kills, name="kills" if options.kills else "surge")
    for line in told(found, options.users):
        print(line, flush=True)
    for line in wrong:
        print("WRONG:", line)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
