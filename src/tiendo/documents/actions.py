"""Keeping files."""

import hashlib
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tiendo.documents.models import Document
from tiendo.gateways.storage import put
from tiendo.rules.refusal import Refused

MAX_BYTES = 20_000_000
# A file is what its first bytes say, whatever its name says.
SIGNATURES = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"PK\x03\x04": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
}


def keep_file(path: Path) -> Document:
    """Keep the text of a directive (pdf or docx, up to 20 MB). Raises Refused with what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("The file %(file)s cannot be opened: %(why)s. Check the name and try again.")
            % {"file": path.name, "why": error.strerror}
        ) from error
    kind = next(
        (
            content_type
            for start, (content_type, suffixes) in SIGNATURES.items()
            if content.startswith(start) and path.suffix.lower() in suffixes
        ),
        None,
    )
    if kind is None or len(content) > MAX_BYTES:
        raise Refused(
            _("%(file)s is not a PDF or DOCX of at most 20 MB. Save it as PDF and try again.") % {"file": path.name}
        )
    digest = hashlib.sha256(content).hexdigest()
    put(digest, content)
    return Document.objects.create(sha256=digest, name=path.name[:300], content_type=kind, size=len(content))
