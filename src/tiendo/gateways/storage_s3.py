"""Files in any S3-compatible store: one bucket, each file under its SHA-256.

TIENDO_S3_URL names the store and the bucket (https://store.example:9000/files); TIENDO_S3_KEY, TIENDO_S3_SECRET the
account; TIENDO_S3_REGION the region where the store has any (us-east-1 otherwise). The bucket must be there.
"""

import io
import os
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

PATIENCE = 30.0  # seconds until the store answers
FAULTS = (MinioException, S3Error, urllib3.exceptions.HTTPError, ValueError)
_MISSING = ("NoSuchKey", "NoSuchObject")


class Target(NamedTuple):
    """Where the files lie."""

    host: str
    bucket: str
    prefix: str
    secure: bool
    key: str
    secret: str
    area: str


def target() -> Target | None:
    """The store that the environment names; None: the home folder. Raises ValueError for an address that names none."""
    address = os.environ.get("TIENDO_S3_URL", "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in ("http", "https") or not parts.netloc or not bucket:
        raise ValueError("TIENDO_S3_URL must name a store and a bucket: https://store.example:9000/files")
    return Target(
        host=parts.netloc,
        bucket=bucket,
        prefix=f"{prefix.strip('/')}/" if prefix else "",
        secure=parts.scheme == "https",
        key=os.environ.get("TIENDO_S3_KEY", ""),
        secret=os.environ.get("TIENDO_S3_SECRET", ""),
        area=os.environ.get("TIENDO_S3_REGION", "us-east-1"),
    )


def put(where: Target, digest: str, content: bytes) -> None:
    """Keep `content` unless it is there already."""
    client, name = _client(where), _name(where, digest)
    try:
        known = client.stat_object(where.bucket, name)
    except S3Error as error:
        if error.code not in _MISSING:
            raise
    else:
        if known.size == len(content):
            return
    client.put_object(where.bucket, name, io.BytesIO(content), len(content))


def get(where: Target, digest: str) -> bytes:
    """The bytes kept under a digest. Raises FileNotFoundError where there are none."""
    try:
        response = _client(where).get_object(where.bucket, _name(where, digest))
    except S3Error as error:
        if error.code in _MISSING:
            raise FileNotFoundError(digest) from error
        raise
    try:
        return bytes(response.read())
    finally:
        response.close()
        response.release_conn()


def _name(where: Target, digest: str) -> str:
    return f"{where.prefix}{digest[:2]}/{digest}"


@lru_cache(maxsize=4)
def _client(where: Target) -> Minio:
    """One client per store, with its connections; it tries a second time, no more."""
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=5.0, read=PATIENCE), retries=urllib3.Retry(total=1, backoff_factor=0.2)
    )
    return Minio(
        where.host,
        access_key=where.key or None,
        secret_key=where.secret or None,
        secure=where.secure,
        region=where.area,
        http_client=pool,
    )
