"""What is done at once and what in the background: a page answers within two seconds."""

import io
import zipfile

from tiendo.gateways.spreadsheets_zip import is_workbook

MANY = 2_000  # rows
_UNPACKED_ROW = 400  # bytes of a row of a workbook, unpacked, at least


def is_many(rows: int) -> bool:
    """Whether so many rows take longer than a page may."""
    return rows > MANY


def is_large(content: bytes) -> bool:
    """Whether a file has more rows than can be read at once; guessed, for the file has not been looked into yet."""
    if not is_workbook(content):
        return is_many(content.count(b"\n"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return is_many(sum(entry.file_size for entry in archive.infolist()) // _UNPACKED_ROW)
    except (zipfile.BadZipFile, ValueError):
        return False  # what it is will be said at once
