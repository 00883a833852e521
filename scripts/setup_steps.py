"""Steps of the set-up: one line each, with the seconds it took; .tiendo/setup.log keeps all that they say."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".tiendo"  # what the set-up keeps; git ignores it
LOG = STATE / "setup.log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SAY_EVERY = 15  # seconds between signs of life where there is no terminal
TAIL = 25  # lines of a failed command that are shown


class SetupError(Exception):
    """The set-up can't go on; the message says why and what to do."""


def step(title: str, *command: str | Path, network: bool = False, environment: dict[str, str] | None = None) -> None:
    """Run a command as one step of the set-up, telling how long it takes.

    A step that uses the network is tried a second time, since lines drop. Raises SetupError with the end of
    the command's output.
    """
    said = run(title, *command, environment=environment)
    if said is not None and network:
        print("  once more in 5 seconds", flush=True)
        time.sleep(5)
        said = run(title, *command, environment=environment)
    if said is None:
        return
    tail = "\n".join(f"    {line}" for line in said.splitlines()[-TAIL:])
    raise SetupError(f"{title}: failed.\n{tail}\n  Everything it said: {LOG}")


def run(title: str, *command: str | Path, environment: dict[str, str] | None = None) -> str | None:
    """Run a command with a sign of life; None when it succeeded, else what it said."""
    STATE.mkdir(exist_ok=True)
    started = time.monotonic()
    with LOG.open("a+b") as log:
        log.write(f"\n== {title}\n".encode())
        log.flush()
        before = log.tell()
        try:
            process = subprocess.Popen(  # noqa: S603 - the set-up's own commands only
                [str(part) for part in command],
                cwd=ROOT,
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            return str(error)
        _wait(process, title, started)
        took = time.monotonic() - started
        sys.stdout.write("\r" if sys.stdout.isatty() else "")
        print(f"  {title}: {took:.1f} s" + ("" if process.returncode == 0 else ", failed"), flush=True)
        if process.returncode == 0:
            return None
        log.seek(before)
        return log.read().decode(errors="replace")


def _wait(process: subprocess.Popen[bytes], title: str, started: float) -> None:
    """Wait for the end; show the seconds: each second on a terminal, else seldom."""
    terminal = sys.stdout.isatty()
    while True:
        try:
            process.wait(timeout=1 if terminal else SAY_EVERY)
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - started
            text = f"  {title}: {passed:.0f} s …"
            print(f"\r{text}" if terminal else text, end="" if terminal else "\n", flush=True)
        else:
            return


def is_root() -> bool:
    """Whether the set-up may install packages of the system."""
    return os.geteuid() == 0


def apt_install(*packages: str) -> None:
    """Install packages of Debian or Ubuntu; only for root. Raises SetupError."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("Reading the list of system packages", "apt-get", "update", network=True, environment=quiet)
    step(
        f"Installing {' '.join(packages)}",
        *("apt-get", "install", "-y", "--no-install-recommends", *packages),
        network=True,
        environment=quiet,
    )
