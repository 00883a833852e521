"""A real embedded PostgreSQL for the tests of its gateway, in folders that the server's user can enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tiendo.gateways import postgres


def open_home() -> Path:
    """A new home that other users may pass: pytest's own folders are closed to the server of root."""
    home = Path(tempfile.mkdtemp(prefix="tiendo test ")) / "home"
    home.mkdir()
    for folder in (home.parent, home):
        folder.chmod(0o755)
    return home


def clear(home: Path) -> None:
    """Stop what a test left running and remove its folder."""
    postgres.stop(home)
    shutil.rmtree(home.parent)


@pytest.fixture
def empty_home() -> Iterator[Path]:
    """A home in which nothing was started yet; whatever a test starts there is stopped."""
    home = open_home()
    yield home
    clear(home)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home whose database was made once; tests may stop, kill and start it."""
    home = open_home()
    postgres.ensure_running(home, fast=True)
    yield home
    clear(home)
