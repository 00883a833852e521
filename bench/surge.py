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

from bench import measure
from bench.crowd import Person, Sending, send_until_acknowledged
from bench.grow import TASKS
from bench.installation import Installation
from bench.losses import kill_meanwhile, last_event, losses
from bench.people import EVERYBODY, PASSWORD, prepare
from bench.verified import see_verified

AT_ONCE = 32
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
                target=kill_meanwhile,
                args=(served, found.kills, kills),
                kwargs={"begun": found.begun, "pause": pause, "stop": stop},
                daemon=True,
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
    wrong = [*unkilled, *found.failures[:10], *losses(found.sendings, since)]
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
