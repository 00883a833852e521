"""Office files (OOXML) looked into as the zip archives that they are, without trusting a word of them.

Sizes are read twice: from the archive's own directory, before anything is unpacked, and while unpacking, where the
directory may have lied. Nothing is written to disk.
"""

import io
import lzma
import zipfile
import zlib
from enum import StrEnum
from typing import Any
from xml.parsers import expat

MAX_PARTS = 10_000
MAX_UNPACKED = 300_000_000  # bytes, of all parts together, those of embedded files included
MAX_TIMES = 100  # unpacked over packed, where more than SMALL bytes are unpacked
SMALL = 30_000_000
MAX_LIST = 2_000_000  # bytes of the list of parts
MAX_DEPTH = 2  # an embedded table in a text is real life; a file in a file in a file is a trick
CHUNK = 1 << 16
LIST = "[Content_Types].xml"
_PROGRAMS = (b"MZ", b"\x7fELF")
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "slides",
}
_MACROS = ("macroenabled", "vbaproject", "macrosheet", "vbadata")


class Why(StrEnum):
    """Why a file is not taken."""

    OTHER_TYPE = "other_type"
    DAMAGED = "damaged"
    LOCKED = "locked"
    MACROS = "macros"
    BOMB = "bomb"
    TRICK = "trick"
    PROGRAM_INSIDE = "program_inside"


class Unfit(Exception):  # noqa: N818 - says what the file is, as "Refused" does
    """A file that is not taken: why, and (for another type) what it is."""

    def __init__(self, why: Why, found: StrEnum | None = None) -> None:
        super().__init__(why if found is None else f"{why}: {found}")
        self.why = why
        self.found = found


class _Budget:
    """How many bytes may still be unpacked, over all levels."""

    def __init__(self) -> None:
        self.left = MAX_UNPACKED
        self.parts = MAX_PARTS

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Unfit(Why.BOMB)

    def open_parts(self, count: int) -> None:
        self.parts -= count
        if self.parts < 0:
            raise Unfit(Why.BOMB)


def kind_of(content: bytes) -> str:
    """`docx`, `xlsx`, `slides`, `open_document` or `archive`. Raises Unfit for what no honest Office file holds."""
    try:
        return _kind(content, _Budget(), 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Unfit(Why.DAMAGED) from error


def _kind(content: bytes, budget: _Budget, depth: int) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _check_directory(parts, len(content), budget)
        names = {part.filename for part in parts}
        if LIST not in names:
            for part in parts:
                _unpack(archive, part, budget, depth)
            return "open_document" if "mimetype" in names and "META-INF/manifest.xml" in names else "archive"
        types = _content_types(_bytes_of(archive, archive.getinfo(LIST)))
        if any(_is_macro(name) for name in (*names, *types)):
            raise Unfit(Why.MACROS)
        for part in parts:
            _unpack(archive, part, budget, depth)
    return next((code for name, code in _MAIN.items() if name in types), "archive")


def _check_directory(parts: list[zipfile.ZipInfo], size: int, budget: _Budget) -> None:
    """What the archive says of itself, before anything is unpacked."""
    budget.open_parts(len(parts))
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if total > budget.left or (total > SMALL and total > MAX_TIMES * max(packed, 1)):
        raise Unfit(Why.BOMB)
    if packed > size:
        raise Unfit(Why.BOMB)  # parts that lie over one another: the same bytes unpacked many times
    names = [part.filename for part in parts]
    if len(set(map(str.lower, names))) != len(names):
        raise Unfit(Why.TRICK)
    if any(name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/") for name in names):
        raise Unfit(Why.TRICK)
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit(Why.LOCKED)
    ends = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < ends:
            raise Unfit(Why.BOMB)
        ends = part.header_offset + 30 + part.compress_size


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    """Read one part to its end, counting; look into it where it is a file of its own."""
    if part.is_dir():
        return
    start, count, kept = b"", 0, io.BytesIO()
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            start = start or chunk[:8]
            count += len(chunk)
            budget.spend(len(chunk))
            if count > SMALL and count > MAX_TIMES * max(part.compress_size, 1):
                raise Unfit(Why.BOMB)
            if start.startswith(b"PK\x03\x04"):
                kept.write(chunk)
    if start.startswith(_PROGRAMS):
        raise Unfit(Why.PROGRAM_INSIDE)
    if start.startswith(b"PK\x03\x04"):
        if depth >= MAX_DEPTH:
            raise Unfit(Why.TRICK)
        _kind(kept.getvalue(), budget, depth + 1)


def _bytes_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.file_size > MAX_LIST:
        raise Unfit(Why.BOMB)
    with archive.open(part) as file:
        return file.read(MAX_LIST + 1)


def _content_types(text: bytes) -> set[str]:
    """Every content type that the list of parts names. A document type declaration is a trick, none is needed."""
    found: set[str] = set()

    def start(_name: str, attributes: dict[str, str]) -> None:
        found.add(attributes.get("ContentType", "").strip())

    def declared(*_what: Any) -> None:
        raise Unfit(Why.TRICK)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unfit(Why.DAMAGED) from error
    return found


def _is_macro(name: str) -> bool:
    return any(mark in name.lower() for mark in _MACROS)
