"""`tiendo serve`: the pages, by gunicorn, on a loopback address unless hosts are named."""

import os
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

from tiendo.config.cli import is_loopback
from tiendo.gateways import clock
from tiendo.org.queries import in_force

THREADS = 4
TIMEOUT = 120  # seconds; publishing seals the ledger within one request
GRACE = 10  # seconds for requests under way when it is told to stop
PATIENCE = 30.0  # seconds until the first answer
WORK = [sys.executable, "-m", "tiendo.config", "work", "--with-parent"]
REST = 5.0  # seconds before a worker that ended by itself is started again


class Command(BaseCommand):
    """Serve until told to stop; the embedded database goes on running."""

    help = "Serve the pages on a loopback address. Ctrl-C stops; the embedded database stops by “tiendo stop”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port; 8000")
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; 127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="processes; 2")
        parser.add_argument("--no-worker", action="store_true", help="leave the worker to “tiendo work”")
        parser.add_argument("--demo", action="store_true", help="print the sample accounts of the demo")

    def handle(
        self, *args: Any, port: int, host: str, workers: int, demo: bool, no_worker: bool, **options: Any
    ) -> None:
        """Check what can be checked before, then serve. Raises CommandError with what to do."""
        _check_host(host)
        _check_port(host, port)
        if not in_force(clock.day_of(clock.now())).exists():
            raise CommandError(_("The database has no units yet. Run “tiendo migrate” first."))
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # may be empty; whitenoise warns where it is not there
        connections.close_all()  # a connection can't be shared with the processes that follow

        def announce() -> None:
            self.stdout.write(f"ready: http://{_address(host, port)}")
            if demo:
                self._print_logins()
            self.stdout.flush()

        Pages(host, port, workers, announce, beside=None if no_worker else JobWorker()).run()

    def _print_logins(self) -> None:
        from tiendo.demo.accounts import LOGINS, PASSWORD

        self.stdout.write(_("Sample accounts, password “%(password)s”:") % {"password": PASSWORD})
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<14} {login.title}")


class JobWorker:
    """One `tiendo work` beside the pages, in a session of its own so that Ctrl-C reaches it through its keeper."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0

    def keep(self) -> None:
        """Start it, and start it again some seconds after it ended by itself."""
        ended = self._process is None or self._process.poll() is not None
        if ended and time.monotonic() >= self._next:
            self._next = time.monotonic() + REST
            self._process = subprocess.Popen(WORK, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own

    def tell(self) -> None:
        """Tell it to stop, for good."""
        self._next = float("inf")
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """Wait for what it is doing; what it can't finish another one takes up."""
        if self._process is None:
            return
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Keeper(Arbiter):  # type: ignore[misc]
    """gunicorn's first process, which looks after the job worker as it does after those of the pages."""

    def __init__(self, pages: "Pages", *, beside: JobWorker | None) -> None:
        self._beside = beside
        super().__init__(pages)

    def murder_workers(self) -> None:
        """Called about every second: the job worker runs, too."""
        if self._beside:
            self._beside.keep()
        super().murder_workers()

    def stop(self, graceful: bool = True) -> None:
        """Called when it is told to stop: both stop at the same time."""
        if self._beside:
            self._beside.tell()
        super().stop(graceful)
        if self._beside:
            self._beside.end()


class Pages(BaseApplication):  # type: ignore[misc]
    """gunicorn with the pages; `announce` is called once, when the first page has been answered."""

    def __init__(
        self, host: str, port: int, workers: int, announce: Callable[[], None], *, beside: "JobWorker | None"
    ) -> None:
        self._host, self._port, self._workers, self._announce, self._beside = host, port, workers, announce, beside
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn; nothing is read from its own files or variables."""
        for name, value in {
            "bind": [_address(self._host, self._port)],
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT,
            "graceful_timeout": GRACE,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._watch,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker."""
        from tiendo.config.wsgi import application

        return application

    def run(self) -> None:
        """Serve until a signal ends it."""
        Keeper(self, beside=self._beside).run()

    def _watch(self, worker: Any) -> None:
        """In the first worker: ask for a page until it comes, then say so."""
        if worker.age == 1:
            threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        status = _status(self._host, self._port)
        while status is None and time.monotonic() < deadline:
            time.sleep(0.05)
            status = _status(self._host, self._port)
        if status == 200:
            self._announce()
        else:
            print(
                _("The log-in page does not answer as it should (status %(status)s).") % {"status": status},
                file=sys.stderr,
                flush=True,
            )


def _check_host(host: str) -> None:
    if is_loopback(host):
        if host not in settings.ALLOWED_HOSTS and f"[{host}]" not in settings.ALLOWED_HOSTS:
            raise CommandError(_("Add %(host)s to TIENDO_HOSTS, or use 127.0.0.1.") % {"host": host})
    elif not os.environ.get("TIENDO_HOSTS"):
        raise CommandError(
            _(
                "%(host)s can be reached from other machines. Name the hosts that may be asked for in "
                "TIENDO_HOSTS, and let a proxy end TLS in front of it; or use 127.0.0.1."
            )
            % {"host": host}
        )


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                _("Port %(port)s on %(host)s can't be used: %(why)s. Choose another one with --port.")
                % {"port": port, "host": host, "why": getattr(error, "strerror", None) or error}
            ) from error


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _status(host: str, port: int) -> int | None:
    """The status with which the log-in page answers; None while nobody listens or answers."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not listened on
    named = host if is_loopback(host) else settings.ALLOWED_HOSTS[0].lstrip(".")
    asked = HTTPConnection(reached, port, timeout=PATIENCE)
    try:
        asked.request("GET", "/login/", headers={"Host": named, "Accept-Encoding": "identity"})
        return asked.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        asked.close()
