"""Where this installation keeps what must outlive a checkout: the embedded database, files, keys."""

import os
import secrets
from pathlib import Path

from tiendo.gateways.keyfiles import kept

PROJECT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder named by TIENDO_HOME, else `.tiendo` beside the checkout (or below the current folder)."""
    named = os.environ.get("TIENDO_HOME")
    if named:
        return Path(named).expanduser().resolve()
    base = PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()
    return base / ".tiendo"


def key_file(name: str) -> Path:
    """The path of a key under the home; its folder is made, readable by its owner only."""
    folder = home() / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder / name


def secret_key() -> str:
    """The installation's secret for sessions and forms: made once, kept outside the database and the repository."""
    return kept(key_file("secret"), lambda: secrets.token_urlsafe(48).encode("ascii")).decode("ascii").strip()
