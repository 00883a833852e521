"""A look into an .xlsx before anything reads it: what could harm the machine, or run, is refused in words."""

import io
import zipfile

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.office_zip import Unfit, Why, kind_of
from tiendo.rules.refusal import Refused

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of an Excel file, new, old or closed by a password."""
    return content.startswith((ZIP_START, OLE_START))


def parts_of(content: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of a workbook, unpacked. Refused, with what to do, where it isn't a plain one."""
    if content.startswith(OLE_START):
        why = Why.LOCKED if _ENCRYPTED in content else Why.OTHER_TYPE
        raise Refused((_LOCKED if why is Why.LOCKED else _OLD) % {"file": name})
    try:
        kind = kind_of(content)
        if kind != "xlsx":
            raise Unfit(Why.DAMAGED)
    except Unfit as unfit:
        raise Refused(_WORDS.get(unfit.why, _DAMAGED) % {"file": name}) from unfit
    with zipfile.ZipFile(io.BytesIO(content)) as archive:  # every size was counted above, by unpacking
        return {part: archive.read(part) for part in archive.namelist() if part.endswith((".xml", ".rels"))}


_LOCKED = _("%(file)s is closed by a password. Take the password away and send it again.")
_OLD = _("%(file)s is in the old form of Excel. Save it as “.xlsx” and send it again.")
_BOMB = _(
    "%(file)s unpacks into far more than a table needs. Nothing was read. "
    "Copy the rows into a new, empty workbook, save it as “.xlsx” and send that."
)
_MACRO = _("%(file)s holds a macro or another program. Save it as “.xlsx” without macros and send it again.")
_DAMAGED = _(
    "%(file)s cannot be read as an Excel file: it is damaged or something else. "
    "Open it in Excel or LibreOffice, save it again as “.xlsx”, and send it again."
)
_WORDS = {
    Why.LOCKED: _LOCKED,
    Why.MACROS: _MACRO,
    Why.PROGRAM_INSIDE: _MACRO,
    Why.BOMB: _BOMB,
    Why.TRICK: _BOMB,
}
