"""The tests' browser: the machine's, else Debian's, else Playwright's own; .tiendo/browser keeps its path."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from setup_steps import PYTHON, STATE, SetupError, apt_install, is_root, step

KEPT = STATE / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "The tests need Chromium, and there is none that works.\n"
    "  Install it (as root: apt-get install chromium) and run `make test` again, or write the path of a\n"
    f"  Chromium or Chrome into {KEPT}."
)


def set_up_browser() -> None:
    """Find or install a browser and keep its path. Raises SetupError."""
    if KEPT.exists() and _works(KEPT.read_text(encoding="utf-8").strip()):
        return
    _set_up_driver()
    found = _installed() or _from_debian() or _from_playwright()
    if found is None:
        raise SetupError(ADVICE)
    STATE.mkdir(exist_ok=True)
    KEPT.write_text(f"{found}\n", encoding="utf-8")
    print(f"  Browser for the tests: {found}")


def _set_up_driver() -> None:
    """Have what drives the browser start: it needs a library that the smallest installations lack."""
    if _driver_works():
        return
    if is_root() and shutil.which("apt-get") is not None:
        apt_install("libatomic1")
    if not _driver_works():
        raise SetupError(
            "Playwright, which drives the tests' browser, does not start.\n"
            "  Often a library is missing (as root: apt-get install libatomic1). This tells more:\n"
            f"  {PYTHON} -m playwright --version"
        )


def _driver_works() -> bool:
    ask = [str(PYTHON), "-m", "playwright", "--version"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0  # noqa: S603


def _installed() -> str | None:
    paths = (shutil.which(name) for name in NAMES)
    return next((path for path in paths if path and _works(path)), None)


def _from_debian() -> str | None:
    if not is_root() or shutil.which("apt-get") is None:
        return None
    try:
        apt_install("chromium")
    except SetupError as error:
        print(f"  {error}")
        return None
    return _installed()  # on Ubuntu the package is only a sign that points to a snap: it does not work


def _from_playwright() -> str | None:
    options = ("--with-deps",) if is_root() else ()
    try:
        step("Fetching Chromium", PYTHON, "-m", "playwright", "install", *options, "chromium", network=True)
    except SetupError as error:
        print(f"  {error}")
        return None
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as play: print(play.chromium.executable_path)"
    )
    said = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return said if said and _works(said) else None


def _works(path: str) -> bool:
    """Whether a browser starts far enough to tell its version: a stub or a missing library fails here."""
    if not Path(path).is_file():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
