"""Keeping files: judged by their contents, checked for viruses, stored once under their SHA-256."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from tiendo.documents.models import Document
from tiendo.documents.words import other_name_text, unfit_text
from tiendo.gateways.filetypes import ACCEPTED, Accepted, Unfit, look
from tiendo.gateways.scanner import ScannerSilent, virus_in
from tiendo.gateways.storage import StoreFault, put
from tiendo.rules.refusal import Refused

MAX_BYTES = 20_000_000
DIRECTIVE_SUFFIXES = (".pdf", ".docx")
# Phones give pictures the wrong suffix; a picture under another picture's name is taken, under its true one.
_PICTURE_SUFFIXES = tuple(suffix for kind in ACCEPTED.values() if kind.is_picture for suffix in kind.suffixes)


class Uploaded(Protocol):
    """A file as a form hands it over."""

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Fit:
    """A file that was looked at and may be kept. Nothing of it is stored yet."""

    content: bytes
    sha256: str
    name: str
    content_type: str


def look_at(content: bytes | Uploaded, *, name: str) -> Fit:
    """Judge a file without keeping it. Raises Refused: too large, another type than is taken, macros, a virus …"""
    shown = _plain_name(name)
    if not isinstance(content, bytes):
        if (content.size or 0) > MAX_BYTES:
            raise Refused(too_large_text(shown))
        content = content.read()
    if len(content) > MAX_BYTES:
        raise Refused(too_large_text(shown))
    try:
        kind = look(content)
    except Unfit as unfit:
        raise Refused(unfit_text(shown, unfit)) from unfit
    fitting = _fitting_name(shown, kind)
    _refuse_virus(content, shown)
    return Fit(content, hashlib.sha256(content).hexdigest(), fitting, kind.content_type)


def store(fit: Fit) -> None:
    """Put the bytes of a file that was judged into the store. Raises Refused where the store is silent."""
    try:
        put(fit.sha256, fit.content)
    except StoreFault as fault:
        raise Refused(
            _("The file store can't be reached, so “%(name)s” was not kept. Try again in a few minutes.")
            % {"name": fit.name}
        ) from fault


def register(fit: Fit, *, now: datetime | None = None) -> Document:
    """Write a stored file into the register."""
    document = Document(sha256=fit.sha256, name=fit.name, content_type=fit.content_type, size=len(fit.content))
    if now is not None:
        document.received_at = now
    document.save(force_insert=True)
    return document


def keep(fit: Fit, *, now: datetime | None = None) -> Document:
    """Store a file that was judged, and write it into the register. Raises Refused where the store is silent."""
    store(fit)
    return register(fit, now=now)


def receive_document(*, content: bytes | Uploaded, name: str, now: datetime) -> Document:
    """Judge a file and keep it. Raises Refused with what it really is and what to do; then nothing is kept."""
    return keep(look_at(content, name=name), now=now)


def keep_file(path: Path) -> Document:
    """Keep the text of a directive (pdf or docx, up to 20 MB). Raises Refused with what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("The file %(file)s cannot be opened: %(why)s. Check the name and try again.")
            % {"file": path.name, "why": error.strerror}
        ) from error
    fit = look_at(content, name=path.name)
    if not fit.name.lower().endswith(DIRECTIVE_SUFFIXES):
        raise Refused(
            _("%(file)s is not a PDF or DOCX of at most 20 MB. Save it as PDF and try again.") % {"file": path.name}
        )
    return keep(fit)


def too_large_text(name: str) -> str:
    """The sentence for a file above the limit."""
    return _("“%(name)s” is larger than 20 MB, so it was not taken. Send a smaller file, or several parts.") % {
        "name": name
    }


def _plain_name(name: str) -> str:
    """The last part of a name, in NFC, without signs that no file name shows."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    return plain.strip(" .")[-200:] or _("file")


def _fitting_name(name: str, kind: Accepted) -> str:
    """The name with a suffix that is true. Raises Refused where the name says another type than the contents."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in kind.suffixes:
        return name
    if suffix and not (kind.is_picture and suffix in _PICTURE_SUFFIXES) and _says_a_type(suffix):
        raise Refused(other_name_text(name, kind, suffix))
    return f"{name}{kind.suffixes[0]}"


def _says_a_type(suffix: str) -> bool:
    """Whether the end of a name is a type and not the end of a sentence ("so 12.2025")."""
    return suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6 and not suffix[1:].isdecimal()


def _refuse_virus(content: bytes, name: str) -> None:
    try:
        virus = virus_in(content)
    except ScannerSilent as silent:
        raise Refused(
            _("The virus check does not answer, so “%(name)s” was not taken. Try later, or tell your administrator.")
            % {"name": name}
        ) from silent
    if virus:
        raise Refused(
            _("The virus check found “%(virus)s” in “%(name)s”. It was not taken; have the computer checked.")
            % {"virus": virus, "name": name}
        )
