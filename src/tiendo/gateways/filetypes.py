"""What a file is, judged by its contents: its first bytes, and for Office files the parts inside.

Knows no database and no person: raises `Unfit` with a code; the room `documents` says it in words.
"""

from dataclasses import dataclass
from enum import StrEnum

from tiendo.gateways import office_zip
from tiendo.gateways.office_zip import Unfit, Why

__all__ = ["ACCEPTED", "Accepted", "Other", "Unfit", "Why", "look"]


class Other(StrEnum):
    """What a file that is not accepted really is."""

    EMPTY = "empty"
    PROGRAM = "program"
    OLD_OFFICE = "old_office"
    SLIDES = "slides"
    OPEN_DOCUMENT = "open_document"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    DRAWING = "drawing"
    PICTURE = "picture"
    VIDEO = "video"
    RICH_TEXT = "rich_text"
    TEXT = "text"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A type that is taken: its code, its media type, and the suffixes that name it (the first one is given)."""

    code: str
    content_type: str
    suffixes: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph or a picture; phones mix up their suffixes."""
        return self.content_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument"
ACCEPTED: dict[str, Accepted] = {
    kind.code: kind
    for kind in (
        Accepted("pdf", "application/pdf", (".pdf",)),
        Accepted("docx", f"{_OFFICE}.wordprocessingml.document", (".docx",)),
        Accepted("xlsx", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
        Accepted("jpg", "image/jpeg", (".jpg", ".jpeg", ".jfif")),
        Accepted("png", "image/png", (".png",)),
        Accepted("heic", "image/heic", (".heic", ".heif")),
    )
}
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
_OTHER_STARTS: tuple[tuple[bytes, Other], ...] = (
    (b"MZ", Other.PROGRAM),
    (b"\x7fELF", Other.PROGRAM),
    (b"\xca\xfe\xba\xbe", Other.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Other.PROGRAM),
    (b"#!", Other.PROGRAM),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Other.OLD_OFFICE),
    (b"PK", Other.ARCHIVE),
    (b"Rar!", Other.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Other.ARCHIVE),
    (b"\x1f\x8b", Other.ARCHIVE),
    (b"BZh", Other.ARCHIVE),
    (b"\xfd7zXZ\x00", Other.ARCHIVE),
    (b"GIF8", Other.PICTURE),
    (b"BM", Other.PICTURE),
    (b"II*\x00", Other.PICTURE),
    (b"MM\x00*", Other.PICTURE),
    (b"{\\rtf", Other.RICH_TEXT),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_CONTAINERS = {Other.SLIDES.value: Other.SLIDES, Other.OPEN_DOCUMENT.value: Other.OPEN_DOCUMENT}


def look(content: bytes) -> Accepted:
    """The type of a file. Raises Unfit with what it is instead, or with what is wrong inside."""
    if not content:
        raise Unfit(Why.OTHER_TYPE, Other.EMPTY)
    for start, code in _STARTS:
        if content.startswith(start):
            return ACCEPTED[code]
    if _is_heic(content):
        return ACCEPTED["heic"]
    if content.startswith(b"PK\x03\x04"):
        code = office_zip.kind_of(content)
        if code in ACCEPTED:
            return ACCEPTED[code]
        raise Unfit(Why.OTHER_TYPE, _CONTAINERS.get(code, Other.ARCHIVE))
    raise Unfit(Why.OTHER_TYPE, _other(content))


def _is_heic(content: bytes) -> bool:
    """An ISO container whose brands name HEVC pictures (ISO/IEC 23008-12, annex B)."""
    if content[4:8] != b"ftyp":
        return False
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12], *(content[place : place + 4] for place in range(16, size, 4))}
    return bool(brands & _HEIC_BRANDS)


def _other(content: bytes) -> Other:
    for start, found in _OTHER_STARTS:
        if content.startswith(start):
            return found
    if content[4:8] == b"ftyp" or content.startswith(b"\x1a\x45\xdf\xa3"):
        return Other.PICTURE if content[8:12] in (b"avif", b"mif1") else Other.VIDEO
    if content[:4] == b"RIFF":
        return Other.PICTURE if content[8:12] == b"WEBP" else Other.VIDEO
    return _written(content[:4096])


def _written(start: bytes) -> Other:
    """A text of some kind, or nothing that is known."""
    try:
        text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="strict")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4 or b"\x00" in start:
            return Other.UNKNOWN
        text = start[: error.start].decode("utf-8", errors="replace")
    if "\x00" in text:
        return Other.UNKNOWN
    lower = text.lstrip().lower()
    if "<svg" in lower:
        return Other.DRAWING
    if lower.startswith(("<!doctype html", "<html", "<head", "<script", "<body", "<!--")):
        return Other.WEB_PAGE
    return Other.TEXT
