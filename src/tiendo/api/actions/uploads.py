"""Files that a program sends as evidence."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.api.models import Upload
from tiendo.documents.actions import Uploaded, keep, look_at
from tiendo.documents.models import Document
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import Refused


def receive_upload(*, content: bytes | Uploaded, name: str, actor: Actor, client_id: int, now: datetime) -> Document:
    """Judge a file and keep it for the client's reports; the same file again is the one that is there.

    Raises Refused (type, size, virus), or NotAllowed for a client that reports nothing.
    """
    require_anywhere(actor, Verb.REPORT)
    fit = look_at(content, name=name)
    known = _sent(client_id, [fit.sha256]).first()
    if known is not None:
        return known.document
    with transaction.atomic():
        document = keep(fit, now=now)
        Upload.objects.create(client_id=client_id, document=document, received_at=now)
    return document


def documents_sent(client_id: int, sums: Iterable[str]) -> dict[str, Document]:
    """The files with these SHA-256 that the client sent itself. Raises Refused where one is not among them."""
    wanted = set(sums)
    found = {upload.document.sha256: upload.document for upload in _sent(client_id, wanted)} if wanted else {}
    for missing in sorted(wanted - found.keys()):
        raise Refused(
            _("The file %(sum)s was not sent by this client. Send it first. Nothing was recorded.") % {"sum": missing}
        )
    return found


def _sent(client_id: int, sums: Iterable[str]) -> QuerySet[Upload]:
    return Upload.objects.filter(client_id=client_id, document__sha256__in=list(sums)).select_related("document")
