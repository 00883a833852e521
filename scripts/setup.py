"""Set this copy up with nothing but Python: `setup.py` the program, `setup.py browser` the tests' browser.

The Makefile calls it with a Python of at least 3.11 and skips it while its inputs are unchanged.
See docs/decisions/0003-setup-without-anything-installed.md.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from setup_browser import set_up_browser
from setup_frontend import set_up_frontend
from setup_steps import LOG, PYTHON, ROOT, VENV, SetupError, apt_install, is_root, step

OLDEST_PYTHON = (3, 11)


def main(arguments: list[str]) -> int:
    """Run the set-up named by the arguments; the exit code tells whether it worked."""
    if sys.version_info < OLDEST_PYTHON:
        print("Tiến Độ needs Python 3.11 or later.", file=sys.stderr)
        return 1
    if arguments not in ([], ["browser"]):
        print("Usage: setup.py [browser]", file=sys.stderr)
        return 2
    try:
        if arguments:
            set_up_browser()
        else:
            set_up_program()
    except SetupError as error:
        print(f"\nThe set-up stopped. {error}", file=sys.stderr)
        return 1
    return 0


def set_up_program() -> None:
    """The virtual environment with the program in it, the browsers' files, and the Vietnamese catalogue."""
    LOG.unlink(missing_ok=True)
    print(f"Setting up Tiến Độ in {ROOT}", flush=True)
    _make_venv()
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install")
    packages = ROOT / "requirements-dev.txt"
    step("Installing Python packages", *pip, "--require-hashes", "-r", packages, network=True)
    step("Installing tiendo", *pip, "--no-deps", "--no-build-isolation", "-e", ".")
    set_up_frontend()
    if (ROOT / "src" / "tiendo" / "ui" / "catalogue.py").exists():
        step("Compiling the Vietnamese catalogue", PYTHON, "-m", "tiendo.ui.catalogue", "compile")


def _make_venv() -> None:
    """A virtual environment of this Python in .venv; one of another version, place or state is replaced."""
    if _venv_fits():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        if importlib.util.find_spec("pip") is not None:
            _make_venv_by_own_pip()
            return
        _install_ensurepip()
    step("Making the virtual environment", sys.executable, "-m", "venv", VENV)


def _venv_fits() -> bool:
    ask = "import sys, pip; print(sys.prefix, sys.version_info[:2])"
    try:
        said = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return False
    script = VENV / "bin" / "pip"  # names the folder where the environment was made
    made_here = script.is_file() and str(VENV) in script.read_text(encoding="utf-8", errors="replace")
    return made_here and said.strip() == f"{VENV} {sys.version_info[:2]}"


def _make_venv_by_own_pip() -> None:
    """Debian parts `ensurepip` from Python; an installed pip can put itself into the environment."""
    step("Making the virtual environment", sys.executable, "-m", "venv", "--without-pip", VENV)
    own = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", PYTHON)
    step("Installing pip into it", *own, "install", "pip", network=True)


def _install_ensurepip() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not is_root() or shutil.which("apt-get") is None:
        raise SetupError(
            "This Python can't make virtual environments.\n"
            f"  On Debian and Ubuntu install what is missing, then try again:  sudo apt-get install {package}"
        )
    apt_install(package)
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(f"{Path(sys.executable)} still can't make virtual environments after installing {package}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
