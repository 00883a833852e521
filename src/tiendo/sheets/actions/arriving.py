"""A file arrives: it is kept, and stands there as an import that has not been read yet."""

import hashlib
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiendo.documents.actions import Fit, keep
from tiendo.gateways.scanner import ScannerSilent, virus_in
from tiendo.gateways.spreadsheets_out import CONTENT_TYPE
from tiendo.gateways.spreadsheets_zip import is_workbook
from tiendo.journal.actions import record_act
from tiendo.people.queries import Actor
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.sheets.models import Import, ImportProgress, ImportState
from tiendo.sheets.queries import require_sender

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


def receive_file(*, content: bytes, name: str, limit: int, actor: Actor, now: datetime) -> Import:
    """Keep a table in the name of the actor. Raises Refused where it can't be one, NotAllowed who has nothing to send.

    `limit`: the most bytes that are taken.
    """
    require_sender(actor)
    if not actor.held:
        raise NotAllowed(_("You hold no position today. Ask your administrator to add one."))
    shown = PurePosixPath(name.replace("\\", "/")).name[-200:] or "table"
    _require_table(content, shown, limit)
    content_type = CONTENT_TYPE if is_workbook(content) else "text/csv"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        document = keep(Fit(content, digest, shown, content_type), now=now)
        whole = Import.objects.create(
            document=document,
            user_id=actor.user_id,
            unit_id=actor.held[0].unit_id,
            actor=actor.name,
            language=(get_language() or "vi")[:10],
            sent_at=now,
        )
        ImportProgress.objects.create(whole=whole, touched_at=now)
        record_act(
            code="sheets.import.received",
            author=actor,
            subject=f"import {whole.pk}: {shown}"[:300],
            details={"sha256": digest},
        )
    return whole


def read_again(whole: Import, *, encoding: str, actor: Actor) -> None:
    """Have an import read once more, from an old encoding where one is named. Raises NotAllowed, Refused."""
    if whole.user_id != actor.user_id:
        raise NotAllowed(_("Only who sent the file can have it read again."))
    with transaction.atomic():
        now = Import.objects.select_for_update().get(pk=whole.pk)
        if now.state not in (ImportState.UNREADABLE, ImportState.PREVIEWED, ImportState.READING):
            raise Refused(_("The import has been recorded; it is not read again."))
        Import.objects.filter(pk=whole.pk).update(
            state=ImportState.READING, encoding=encoding, message="", problems=[], looks_like=""
        )
        note_progress(whole.pk, done=0, total=0)
    whole.refresh_from_db()


def note_progress(number: int, *, done: int, total: int, writing: bool = False) -> None:
    """Say how far a step is, for the page that waits for it."""
    ImportProgress.objects.filter(whole_id=number).update(done=done, total=total, writing=writing, touched_at=Now())


def _require_table(content: bytes, name: str, limit: int) -> None:
    if not content:
        raise Refused(_("%(file)s is empty. Save the sheet and send it again.") % {"file": name})
    if len(content) > limit:
        raise Refused(
            _("%(file)s is %(size)s MB; at most %(limit)s MB are taken. Split it and send the parts in turn.")
            % {"file": name, "size": round(len(content) / 1e6), "limit": round(limit / 1e6)}
        )
    if not is_workbook(content) and PurePosixPath(name).suffix.lower() not in SUFFIXES:
        raise Refused(_("%(file)s is no table. Send a file that ends in .xlsx or .csv.") % {"file": name})
    try:
        virus = virus_in(content)
    except ScannerSilent as silent:
        raise Refused(_("The virus check does not answer. Try later, or tell your administrator.")) from silent
    if virus:
        raise Refused(
            _("The virus check found “%(virus)s”. Nothing was taken; have the computer checked.") % {"virus": virus}
        )
