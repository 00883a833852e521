"""Files made for one test: honest ones, and those that are not what they say."""

import io
import struct
import zipfile
import zlib

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
TABLE = f"{OFFICE}.spreadsheetml.sheet.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
HEIC = struct.pack("!I", 24) + b"ftypmif1" + b"\x00\x00\x00\x00" + b"mif1heic" + b"\x00" * 40
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def content_types(main: str, more: str = "") -> bytes:
    """The list of parts of an Office file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{more}</Types>'
    ).encode()


def office(main: str = WORD, parts: dict[str, bytes] | None = None, types: bytes | None = None) -> bytes:
    """An Office file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", content_types(main) if types is None else types)
        for name, content in (parts or {"main.xml": b"<document/>"}).items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(text: str = "Văn bản") -> bytes:
    """A text."""
    return office(WORD, {"word/document.xml": f"<document>{text}</document>".encode()})


def xlsx() -> bytes:
    """A table."""
    return office(TABLE, {"xl/workbook.xml": b"<workbook/>"})


def bomb(main: str = TABLE) -> bytes:
    """310 MB of nothing in 310 kB."""
    return office(main, {"xl/worksheets/sheet1.xml": b"\0" * 310_000_000})


def lying_bomb() -> bytes:
    """40 MB of nothing, of which the archive's own directory says that it is a hundred bytes."""
    data = b"\0" * 40_000_000
    honest = office(TABLE, {"xl/worksheets/sheet1.xml": data})
    return honest.replace(struct.pack("<I", len(data)), struct.pack("<I", 100))


def lying_overlap() -> bytes:
    """Two entries of the directory that name the same bytes."""
    content = bytearray(office(TABLE, {"a.xml": b"x" * 5000, "b.xml": b"y" * 5000}))
    entries = [place for place in range(len(content)) if content[place : place + 4] == b"PK\x01\x02"]
    first, second = entries[1], entries[2]
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def locked() -> bytes:
    """A zip archive whose parts are marked as encrypted."""
    content = bytearray(office(TABLE))
    for place in range(len(content)):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    return bytes(content)


def nested(depth: int) -> bytes:
    """A text in a text in a text."""
    inner = docx()
    for _level in range(depth - 1):
        inner = office(WORD, {"word/embeddings/inner.docx": inner})
    return inner


def packed(content: bytes) -> bytes:
    """Something gzip would write."""
    return b"\x1f\x8b" + zlib.compress(content)
