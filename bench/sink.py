"""A mail server on loopback that keeps what it is sent, for benches and tests."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps who got which Message-ID, in the order in which letters came.

    `refuse`: answers some addresses with this code instead of taking the letter. `watch` is called with the number of
    letters so far, before ("data") and after ("done") the server said that it took one.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, delay: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[tuple[str, str, str]] = []  # to whom, Message-ID, the letter
        self.refuse: dict[str, int] = {}
        self.delay = delay
        self.watch: Callable[[str, int], None] = lambda step, count: None

    @property
    def url(self) -> str:
        """The address for TIENDO_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    """What is needed of RFC 5321."""

    server: Sink

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return  # the other side was killed

    def _talk(self) -> None:
        self._say(220, "sink")
        to = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                code = self.server.refuse.get(to, 250)
                self._say(code, "ok" if code == 250 else "no")
            elif verb == "DATA":
                self._take(to)
            elif verb == "QUIT":
                self._say(221, "bye")
                return
            else:
                self._say(250, "ok")

    def _take(self, to: str) -> None:
        self._say(354, "go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        text = b"".join(lines).decode("utf-8", "replace")
        number = next(row[11:].strip() for row in text.splitlines() if row.lower().startswith("message-id:"))
        time.sleep(self.server.delay)
        self.server.letters.append((to, number, text))
        count = len(self.server.letters)
        self.server.watch("data", count)
        self._say(250, "taken")
        self.server.watch("done", count)

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def sink(*, delay: float = 0.0) -> "Iterator[Sink]":
    """A mail server that runs beside."""
    server = Sink(delay=delay)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
