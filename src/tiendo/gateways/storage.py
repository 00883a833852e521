"""The file store: bytes under their SHA-256, in the home folder."""

import os
import tempfile
from pathlib import Path

from django.conf import settings


def _path(digest: str) -> Path:
    root: Path = settings.FILES_ROOT
    return root / digest[:2] / digest


def put(digest: str, content: bytes) -> None:
    """Keep `content`; either the whole file is there afterwards, or none."""
    path = _path(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def get(digest: str) -> bytes:
    """The bytes kept under a digest."""
    return _path(digest).read_bytes()
