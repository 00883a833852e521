"""The file store: bytes under their SHA-256, in the home folder or in an S3-compatible store.

Which one is read from the environment at every call: TIENDO_S3_URL names a store, without it the home folder is used.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from tiendo.gateways import storage_s3


class StoreFault(Exception):  # noqa: N818 - what happened, not an error of the program
    """The store can't be reached, or refuses."""


class DamagedFile(StoreFault):
    """What the store gives back is not what was put there, or is gone."""


def put(digest: str, content: bytes) -> None:
    """Keep `content`; either the whole file is there afterwards, or none. Raises StoreFault."""
    try:
        target = storage_s3.target()
        if target is not None:
            storage_s3.put(target, digest, content)
        else:
            _put_on_disk(_path(digest), content)
    except (*storage_s3.FAULTS, OSError) as error:
        raise StoreFault(str(error)) from error


def get(digest: str) -> bytes:
    """The bytes kept under a digest, compared with it. Raises StoreFault, DamagedFile."""
    try:
        target = storage_s3.target()
        content = storage_s3.get(target, digest) if target is not None else _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise DamagedFile(f"{digest} is not in the store") from error
    except (*storage_s3.FAULTS, OSError) as error:
        raise StoreFault(str(error)) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise DamagedFile(f"{digest} is not what was put there")
    return content


def _path(digest: str) -> Path:
    root: Path = settings.FILES_ROOT
    return root / digest[:2] / digest


def _put_on_disk(path: Path, content: bytes) -> None:
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
