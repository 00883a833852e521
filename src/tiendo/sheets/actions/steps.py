"""The three steps of an import (read, record, take back), so done that their page can always say how they went.

What is refused is kept on the import: a step may be done in the background, where nobody waits for an answer.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tiendo.people.queries import Actor
from tiendo.rules.refusal import BadRows, NotAllowed, Refused
from tiendo.sheets.actions.applying import Changed, apply_import
from tiendo.sheets.actions.arriving import note_progress
from tiendo.sheets.actions.previewing import cannot_be_read, preview, read_file
from tiendo.sheets.actions.taking_back import take_back
from tiendo.sheets.models import Import, ImportState


def read(whole: Import, *, actor: Actor, now: datetime) -> Import:
    """Read the file and judge its rows; where it can't be read the import says why."""
    with override(whole.language):
        try:
            return preview(whole, read_file(whole, now=now), actor=actor, now=now)
        except NotAllowed:
            raise
        except Refused as refused:
            return cannot_be_read(whole, refused)


def record(whole: Import, *, chosen: Collection[int], actor: Actor, now: datetime) -> None:
    """Record the import; where it is refused the import says why. What changed meanwhile is read anew first."""
    with override(whole.language):
        try:
            apply_import(whole, chosen=chosen, actor=actor, now=now)
        except Changed as changed:
            read(whole, actor=actor, now=now)
            _back(whole, ImportState.PREVIEWED, changed)
        except NotAllowed as refused:
            _back(whole, ImportState.PREVIEWED, refused)
            raise
        except Refused as refused:
            _back(whole, ImportState.PREVIEWED, refused)
    whole.refresh_from_db()


def take_back_all(whole: Import, *, reason: str, knowing: bool, actor: Actor, now: datetime) -> None:
    """Take the import back; where it is refused the import says why."""
    try:
        take_back(whole, reason=reason, knowing=knowing, actor=actor, now=now)
    except NotAllowed as refused:
        if whole.state == ImportState.TAKING_BACK:  # in the background: its page is the answer
            _back(whole, ImportState.APPLIED, refused)
        raise
    except Refused as refused:
        _back(whole, ImportState.APPLIED, refused)
    whole.refresh_from_db()


def begin(whole: Import, state: ImportState, *, total: int, actor: Actor, reason: str = "") -> None:
    """Say that a step will be done in the background, before it is handed over. Raises Refused where it can't be."""
    ready = {
        ImportState.READING: (ImportState.READING,),
        ImportState.APPLYING: (ImportState.PREVIEWED, ImportState.APPLYING),
        ImportState.TAKING_BACK: (ImportState.APPLIED, ImportState.TAKING_BACK),
    }
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=whole.pk)
        if stored.state not in ready[state]:
            raise Refused(_("The import has gone on meanwhile. Reload the page and look at it."))
        if state != ImportState.TAKING_BACK and stored.user_id != actor.user_id:
            raise NotAllowed(_("Only who sent the file can record it: it is recorded in that person's name."))
        changes: dict[str, object] = {"state": state, "message": "", "problems": []}
        if state == ImportState.TAKING_BACK:
            changes |= {"taken_back_user": actor.user_id, "reason": reason}
        Import.objects.filter(pk=whole.pk).update(**changes)
        note_progress(whole.pk, done=0, total=total, writing=state != ImportState.READING)
    whole.refresh_from_db()


def _back(whole: Import, state: ImportState, refused: Refused) -> None:
    """Back to where the import stood before the step, with why it was refused."""
    problems = refused.problems if isinstance(refused, BadRows) else ()
    Import.objects.filter(pk=whole.pk, state__in=(*_UNDER_WAY, state)).update(
        state=state,
        message=str(refused.message),
        problems=[[problem.line, problem.column, str(problem.message)] for problem in problems],
    )


_UNDER_WAY = (ImportState.APPLYING, ImportState.TAKING_BACK)
