"""Timing: medians and 95th percentiles in milliseconds, and throughput with several clients."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Timing:
    """Milliseconds."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{self.p50:7.1f} / {self.p95:7.1f}"


def timing(samples: list[float]) -> Timing:
    """From seconds."""
    ordered = sorted(sample * 1000 for sample in samples)
    return Timing(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])


def repeat(call: Callable[[], object], times: int) -> Timing:
    """One warm call, then `times` measured ones."""
    call()
    samples = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return timing(samples)


def in_turn(first: Callable[[], object], second: Callable[[], object], times: int) -> tuple[Timing, Timing]:
    """Two calls measured in turn, so that whatever else the machine does weighs on both."""
    first(), second()
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for call, kept in zip((first, second), samples, strict=True):
            start = time.perf_counter()
            call()
            kept.append(time.perf_counter() - start)
    return timing(samples[0]), timing(samples[1])


@dataclass(frozen=True)
class Fetched:
    """A page over HTTP: one client's timing (nothing recorded since the page before; a report recorded before each
    page), throughput with eight, and its size as it travels."""

    alone: Timing
    anew: Timing
    per_second: float
    bytes: int


def fetch(
    base: str,
    path: str,
    cookie: str,
    *,
    record: Callable[[], object],
    times: int = 40,
    clients: int = 8,
    seconds: float = 5,
) -> Fetched:
    """Fetch a page as a logged-in ordinary user; `record` adds a report, so that nothing kept can be used."""
    size = len(_get(base, path, cookie))
    anew = _after_each(record, lambda: _get(base, path, cookie), times)
    for _ in range(8):  # both workers have counted it once
        _get(base, path, cookie)
    alone = repeat(lambda: _get(base, path, cookie), times)
    done: list[int] = []
    end = time.perf_counter() + seconds

    def client() -> None:
        count = 0
        while time.perf_counter() < end:
            _get(base, path, cookie)
            count += 1
        done.append(count)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Fetched(alone, anew, sum(done) / (time.perf_counter() - start), size)


def _after_each(first: Callable[[], object], call: Callable[[], object], times: int) -> Timing:
    """Only `call` is measured, each time after `first`."""
    samples = []
    for _ in range(times):
        first()
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return timing(samples)


def _get(base: str, path: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body
