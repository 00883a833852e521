"""A receiver of webhooks on a loopback address, which answers as it is told and keeps what it got."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What arrived: (headers, body). `answers`: the codes to answer with in turn; the last one stays."""

    answers: list[int]
    address: str = ""
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver(*answers: int) -> Iterator[Receiver]:
    """A receiver while the block lasts."""
    kept = Receiver(list(answers) or [204])

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.arrived.append((dict(self.headers), body))
            code = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", kept.address + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    kept.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()
