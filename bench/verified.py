"""How soon a verified report is in the national table, while everybody reports."""

import threading
import time

from bench import grow
from bench.crowd import Person
from bench.installation import Served
from bench.people import CENTRE, PASSWORD

BETWEEN = 4.0  # seconds from one look to the next verification


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
