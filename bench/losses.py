"""Processes are killed while people report; afterwards every acknowledged report must be there once, none twice."""

import threading

from bench.crowd import Sending
from bench.installation import Served


def kill_meanwhile(
    served: Served,
    kills: dict[str, int],
    times: int,
    *,
    begun: threading.Event,
    pause: float,
    stop: threading.Event,
) -> None:
    """Kill a worker of the pages, the worker of the jobs, and PostgreSQL, in turn, each so many times.

    From the first acknowledged report on (`begun`): what was acknowledged must survive. `kills` counts them.
    """
    kills |= {"page worker": 0, "job worker": 0, "PostgreSQL": 0}
    begun.wait()
    for what in list(kills) * times:
        if stop.wait(pause):
            return
        if what == "PostgreSQL":
            served.installation.kill_database()
            served.installation.run("database-url")  # starts it again, as a supervisor would
            kills[what] += 1
        elif served.kill_one(what):
            kills[what] += 1


def last_event() -> int:
    """The number of the last event before the surge."""
    from tiendo.tasks.models import ProgressEvent

    return ProgressEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def losses(sendings: list[Sending], since: int) -> list[str]:
    """What is wrong afterwards: acknowledged reports that are not there, or events that nobody was told of."""
    from django.db import connection

    from tiendo.tasks.models import ProgressEvent

    connection.close()  # PostgreSQL was perhaps killed since it was opened
    keys = {sending.key for sending in sendings}
    there = [str(key) for key in ProgressEvent.objects.filter(key__in=keys).values_list("key", flat=True)]
    wrong = [f"acknowledged but not there: {key}" for key in sorted(keys - set(there))]
    assignments = {sending.assignment for sending in sendings}
    events = ProgressEvent.objects.filter(assignment_id__in=assignments, pk__gt=since)
    count = events.filter(source__in={"offline", "web"}, key__isnull=False).count()
    if count != len(keys):
        wrong.append(f"{len(keys)} reports were acknowledged and {count} are there")
    return wrong
