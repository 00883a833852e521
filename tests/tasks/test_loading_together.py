"""Two loads at once: the second waits for the first, and then finds what it made."""

from collections.abc import Callable

import pytest
from django.db import connection
from ledger_rows import Tester

from tiendo.gateways.clock import now
from tiendo.org.actions.load import LOAD_LOCK, load_units
from tiendo.tasks.actions import load_programmes, load_tasks

LOADS: dict[str, Callable[[], int]] = {
    "units": lambda: load_units([], author=Tester()),
    "programmes": lambda: load_programmes([], author=Tester()),
    "tasks": lambda: load_tasks([], author=Tester(), now=now()),
}


def locks_held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = %s",
            [LOAD_LOCK],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("load", LOADS.values(), ids=list(LOADS))
def test_a_load_keeps_others_waiting_until_it_is_committed(load: Callable[[], int]) -> None:
    assert locks_held() == 0
    assert load() == 0
    assert locks_held() == 1
