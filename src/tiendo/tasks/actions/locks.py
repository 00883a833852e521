"""The ledger's lock: shared by writers while they add rows, held alone for the instant in which a bound is read.

Numbers are drawn before a transaction ends, so the largest number that can be seen is no bound while a writer is
under way: a smaller one may still appear. Without writers it is.
"""

import time
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Max
from psycopg.errors import LockNotAvailable

from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.models.ledger import LEDGER_LOCK

PATIENCE = 120  # tries, a second apart


def share_ledger() -> None:
    """Until the end of the transaction: rows are being added."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LEDGER_LOCK])


def keys_there(keys: list[UUID]) -> set[UUID]:
    """Until the end of the transaction rows are being added. Returns which senders' numbers are there already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ARRAY(SELECT key FROM tasks_progressevent WHERE key = ANY(%s::uuid[])), "
            "pg_advisory_xact_lock_shared(%s)",
            [keys, LEDGER_LOCK],
        )
        row = cursor.fetchone()
        return set(row[0]) if row else set()


def last_settled() -> tuple[int, int]:
    """The last event's and the last assignment's number at an instant at which no writer is under way."""
    for attempt in range(PATIENCE):
        try:
            return _look()
        except OperationalError as error:
            # A long load holds the lock. Step back at once, so that other writers never queue behind this one.
            if not isinstance(error.__cause__, LockNotAvailable) or attempt == PATIENCE - 1:
                raise
            time.sleep(1)
    raise AssertionError("the loop above returns or raises")


def _look() -> tuple[int, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        event = ProgressEvent.objects.aggregate(last=Max("id"))["last"] or 0
        return event, Assignment.objects.aggregate(last=Max("id"))["last"] or 0
