"""How far the ledger is: a mark that differs as soon as anything that figures count has been added."""

from datetime import datetime

from django.db import connection, transaction

from tiendo.tasks.models.ledger import LEDGER_LOCK

Mark = tuple[int, ...]

_MARK = """
SELECT COALESCE((SELECT max(id) FROM tasks_progressevent), 0), COALESCE((SELECT max(id) FROM tasks_assignment), 0),
       (SELECT count(*) FROM tasks_taskservice s JOIN tasks_task t ON t.id = s.task_id WHERE t.assigned_at <= %s)
"""


def ledger_mark(at: datetime) -> Mark:
    """The last event and assignment that can be seen, and the number of tasks in programmes at a moment."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [at])
        row: Mark = cursor.fetchone()
        return row


def settled_ledger_mark(at: datetime) -> Mark | None:
    """The same at an instant at which nobody is writing; None where somebody is, or within a transaction.

    Numbers are drawn before a transaction ends. While a writer is under way a smaller number than the last may still
    appear, so what was counted then can't be told from what is counted later by its last number.
    """
    if connection.in_atomic_block:
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEDGER_LOCK])
        row = cursor.fetchone()
        return ledger_mark(at) if row and row[0] else None
