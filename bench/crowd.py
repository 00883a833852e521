"""People of the surge: each logs in cold with an own cookie jar, opens pages, and sends reports until acknowledged.

Written on bare sockets' HTTP so that the crowd takes little of the two cores that it shares with the server.
"""

import gzip
import http.client
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 120.0  # seconds in which a report is sent again and again, while something is being killed
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(r'url\("?([^")]+\.woff2)"?\)')


@dataclass
class Answer:
    """One answer: its status, its body as text, and where it leads."""

    status: int
    body: bytes
    location: str

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Person:
    """One browser. `bytes` counts what came over the line, compressed."""

    base: str
    username: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> Answer:
        """A form as a browser sends it; `file` is the evidence: its name and its bytes."""
        headers = {"Referer": self.base + path, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        if file is None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self._ask("POST", path, urlencode(fields).encode(), headers)
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="evidence"; filename="{file[0]}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file[1] + b"\r\n")
        headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        return self._ask("POST", path, b"".join(parts) + f"--{boundary}--\r\n".encode(), headers)

    def log_in(self) -> None:
        """Through the log-in page, as a person does."""
        page = self.get("/login/")
        token = TOKEN.search(page.text)
        if token is None:
            raise RuntimeError(f"the log-in page has no form ({page.status})")
        fields = {"username": self.username, "password": self.password, "csrfmiddlewaretoken": token[1]}
        answer = self.post("/login/", fields)
        if answer.status != 302:
            raise RuntimeError(f"log-in of {self.username}: {answer.status}")

    def open_cold(self, path: str) -> Answer:
        """A page with everything that an empty browser fetches for it: style, script, fonts, mark."""
        page = self.get(path)
        waiting, seen = set(ASSET.findall(page.text)), set()
        while waiting:
            asset = waiting.pop()
            seen.add(asset.partition("?")[0])
            got = self.get(asset)
            if asset.partition("?")[0].endswith(".css"):
                fonts = {urljoin(asset, font) for font in FONT.findall(got.text)}
                waiting |= {font for font in fonts if font.partition("?")[0] not in seen}
        return page

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._line is None:
            self._line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=60)
        headers = headers | {"Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._line.request(method, path, body or None, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.bytes += len(content)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")
                key, _, kept = cookie.partition("=")
                if "max-age=0" in rest.lower():
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = kept
        if answer.getheader("Connection", "").lower() == "close":
            self.close()
        if answer.getheader("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(answer.status, content, answer.getheader("Location", "") or "")


@dataclass
class Sending:
    """One report under way: its key, how often it was sent, when it was acknowledged and how long that took."""

    assignment: int
    key: str
    tries: int = 0
    seconds: float = 0.0
    outcome: str = ""


def send_until_acknowledged(
    person: Person, sending: Sending, fields: dict[str, str], file: tuple[str, bytes] | None
) -> None:
    """Send one report by the programs' door of the page until the server says that it has it.

    What fails without an answer is sent again under the same key, as a browser's queue does. Raises RuntimeError
    when the server refuses it or does not answer for two minutes.
    """
    start = time.perf_counter()
    while True:
        sending.tries += 1
        try:
            answer = person.post("/reports/send.json", fields | {"key": sending.key}, file)
        except (OSError, http.client.HTTPException):
            answer = None
        if answer is not None and answer.status == 200:
            sending.outcome = json.loads(answer.body)["outcome"]
            sending.seconds = time.perf_counter() - start
            if sending.outcome in ("recorded", "sent_before"):
                return
            raise RuntimeError(f"refused: {answer.text}")
        if answer is not None and answer.status < 500:
            raise RuntimeError(f"{answer.status}: {answer.text[:300]}")
        if time.perf_counter() - start > PATIENCE:
            raise RuntimeError("no answer for two minutes")
        time.sleep(0.2)
