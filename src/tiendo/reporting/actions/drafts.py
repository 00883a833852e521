"""Keeping what a person has begun, as it was typed, until it is sent or dropped."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from tiendo.documents.actions import Fit, register, store
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor, require
from tiendo.reporting.models import DraftFile, ReportDraft
from tiendo.rules.permissions import Verb
from tiendo.tasks.models import Assignment

CELLS = {"choice": 10, "percent": 10, "happened_date": 20, "note": 10_000}  # the longest text of each

_DROP = """
WITH gone AS (DELETE FROM reporting_reportdraft WHERE user_id = %s AND assignment_id = ANY(%s) RETURNING id)
DELETE FROM reporting_draftfile WHERE draft_id IN (SELECT id FROM gone)
"""


def save_draft(
    typed: Mapping[str, str],
    *,
    actor: Actor,
    assignment: Assignment,
    version: UnitVersion,
    now: datetime,
    fits: Iterable[Fit] = (),
) -> ReportDraft:
    """Keep the cells as typed (cut at their limits), and the files with them. Raises NotAllowed, Refused."""
    require(actor, Verb.REPORT, version)
    cells = {name: str(typed.get(name, ""))[:limit].replace("\x00", "") for name, limit in CELLS.items()}
    files = list(fits)
    for fit in files:
        store(fit)
    with transaction.atomic():
        draft, _made = ReportDraft.objects.update_or_create(
            user_id=actor.user_id, assignment=assignment, defaults=cells | {"saved_at": now}
        )
        known = set(DraftFile.objects.filter(draft=draft).values_list("document__sha256", flat=True))
        for fit in files:
            if fit.sha256 not in known:
                DraftFile.objects.create(draft=draft, document=register(fit, now=now))
    return draft


def drop_drafts(*, actor: Actor, assignment_ids: Iterable[int]) -> None:
    """Forget what the actor had begun on assignments; nothing where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [actor.user_id, list(assignment_ids)])


def drop_draft_file(*, actor: Actor, assignment: Assignment, document_id: int) -> None:
    """Take one file out of the actor's own draft."""
    DraftFile.objects.filter(
        draft__user_id=actor.user_id, draft__assignment=assignment, document_id=document_id
    ).delete()
