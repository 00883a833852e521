"""Files under their SHA-256: in a folder, and in a store that speaks S3."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tiendo.gateways import storage
from tiendo.gateways.storage import DamagedFile, StoreFault

CONTENT = "Biên bản nghiệm thu".encode()
DIGEST = sha256(CONTENT).hexdigest()


class Store(ThreadingHTTPServer):
    """A small store that keeps objects in memory and speaks as much of S3 as is needed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Objects)
        self.objects: dict[str, bytes] = {}
        self.puts = 0
        self.signed: list[str] = []


class Objects(BaseHTTPRequestHandler):
    """PUT, GET and HEAD of objects."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
            body = _unchunked(body)
        store = self._store()
        store.objects[self.path] = body
        store.puts += 1
        store.signed.append(self.headers.get("Authorization", ""))
        self._answer(200, b"", {"ETag": '"1"'})

    def do_GET(self) -> None:
        self._give(body=True)

    def do_HEAD(self) -> None:
        self._give(body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _give(self, *, body: bool) -> None:
        found = self._store().objects.get(self.path)
        if found is None:
            text = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
            self._answer(404, text if body else b"", {"Content-Type": "application/xml"}, length=len(text))
        else:
            self._answer(200, found if body else b"", {"ETag": '"1"'}, length=len(found))

    def _answer(self, status: int, body: bytes, headers: dict[str, str], length: int | None = None) -> None:
        self.send_response(status)
        more = {"Content-Length": str(len(body) if length is None else length)}
        more["Last-Modified"] = "Wed, 06 Aug 2025 09:00:00 GMT"
        for name, value in (headers | more).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _store(self) -> Store:
        assert isinstance(self.server, Store)
        return self.server


def _unchunked(body: bytes) -> bytes:
    """The bytes of a body in signed chunks: size;signature, bytes, and so on."""
    found = b""
    while body:
        head, _end, body = body.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        found, body = found + body[:size], body[size + 2 :]
    return found


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty file folder."""
    monkeypatch.delenv("TIENDO_S3_URL", raising=False)
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store that the environment names."""
    server = Store()
    monkeypatch.setenv("TIENDO_S3_URL", f"http://127.0.0.1:{server.server_port}/files/tiendo")
    monkeypatch.setenv("TIENDO_S3_KEY", "key")
    monkeypatch.setenv("TIENDO_S3_SECRET", "secret-secret")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_folder_gives_back_what_was_put_there(folder: Path) -> None:
    storage.put(DIGEST, CONTENT)
    storage.put(DIGEST, CONTENT)
    assert storage.get(DIGEST) == CONTENT
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [DIGEST]


def test_a_file_that_was_changed_behind_is_not_given(folder: Path) -> None:
    storage.put(DIGEST, CONTENT)
    (folder / DIGEST[:2] / DIGEST).write_bytes(b"another")
    with pytest.raises(DamagedFile):
        storage.get(DIGEST)


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_gone_is_not_given() -> None:
    with pytest.raises(DamagedFile):
        storage.get(DIGEST)


def test_a_store_gives_back_what_was_put_there_and_keeps_it_once(store: Store) -> None:
    storage.put(DIGEST, CONTENT)
    storage.put(DIGEST, CONTENT)
    assert storage.get(DIGEST) == CONTENT
    assert store.puts == 1
    assert list(store.objects) == [f"/files/tiendo/{DIGEST[:2]}/{DIGEST}"]
    assert "Credential=key/" in store.signed[0]


def test_an_object_that_is_gone_or_changed_is_not_given(store: Store) -> None:
    with pytest.raises(DamagedFile):
        storage.get(DIGEST)
    store.objects[f"/files/tiendo/{DIGEST[:2]}/{DIGEST}"] = b"another"
    with pytest.raises(DamagedFile):
        storage.get(DIGEST)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/files", "https://store.example", "not an address"])
def test_a_store_that_cannot_be_reached_says_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO_S3_URL", address)
    with pytest.raises(StoreFault):
        storage.put(DIGEST, CONTENT)
