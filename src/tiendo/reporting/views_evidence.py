"""Files of evidence, given only to whoever may look into the unit."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tiendo.documents.models import Document
from tiendo.documents.queries import content_of
from tiendo.gateways import clock
from tiendo.gateways.storage import DamagedFile, StoreFault
from tiendo.people.middleware import actor
from tiendo.reporting.queries.supporting import part_document_for
from tiendo.rules.refusal import Refused
from tiendo.tasks.queries.evidence import evidence_for

# Shown in the browser, in a sandbox without scripts. Everything else is saved as a file; PDF too, since Chrome shows
# none in a sandbox.
INLINE = {"image/jpeg", "image/png"}
SANDBOX = "sandbox; default-src 'none'"


def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """One file of an event, as it was received."""
    return _file(evidence_for(actor(request), number).document)


def part_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file of a supporting unit's part, for whoever sees the assignment or adds to it."""
    return _file(part_document_for(actor(request), number, on=clock.day_of(clock.now())))


def _file(document: Document) -> HttpResponse:
    try:
        content = content_of(document)
    except DamagedFile as damaged:
        raise Refused(_("The file is not what was received. Tell your administrator; nothing is shown.")) from damaged
    except StoreFault as fault:
        raise Refused(_("The file store can't be reached. Try again in a few minutes.")) from fault
    inline = document.content_type in INLINE
    response = HttpResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, document.name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
