"""A PostgreSQL of the tests' own, and the people of the cast.

Tests run as the application's role, with its least rights, on a database that `tiendo migrate` made; each test is
rolled back. `world` loads the demo once, for those that ask for it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="tiendo-test-"))
(HOME / "static").mkdir()
HOME.chmod(0o711)  # PostgreSQL runs as an ordinary user below it when the tests run as root
TIENDO = [sys.executable, "-m", "tiendo.config"]
os.environ |= {
    "TIENDO_HOME": str(HOME),
    "DJANGO_SETTINGS_MODULE": "tiendo.config.settings",
    "TIENDO_PLAIN_HTTP": "1",
    "TIENDO_LANG": "en",
}
for name in ("DATABASE_URL", "DATABASE_APP_URL", "TIENDO_DATABASE"):
    os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads where it is. Who only hands tests out (-n) needs none."""
    if _hands_out(config):
        del os.environ["DJANGO_SETTINGS_MODULE"]  # inherited, it would have Django read its settings too early
        return
    import django

    from tiendo.gateways import postgres

    os.environ["TIENDO_DATABASE"] = postgres.ensure_running(HOME, fast=True).app
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and leave nothing behind."""
    if _hands_out(config):
        shutil.rmtree(HOME, ignore_errors=True)
        return
    from tiendo.gateways import postgres

    postgres.stop(HOME)
    shutil.rmtree(HOME, ignore_errors=True)


def _hands_out(config: pytest.Config) -> bool:
    """Whether this process only hands tests out to others."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def run_tiendo(*words: str, check: bool = True, home: Path = HOME) -> subprocess.CompletedProcess[str]:
    """Run the command `tiendo` as a user would."""
    environment = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
    environment["TIENDO_HOME"] = str(home)
    done = subprocess.run([*TIENDO, *words], capture_output=True, text=True, env=environment, check=False)
    if check and done.returncode != 0:
        raise AssertionError(f"tiendo {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="session")
def tiendo() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command `tiendo` on the tests' database."""
    return run_tiendo


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Instead of Django's own test database: what a user gets from `tiendo migrate`."""
    run_tiendo("migrate")


@pytest.fixture(scope="session")
def world(django_db_setup: None) -> Iterator[None]:
    """The demo world, loaded once for all tests that read it."""
    run_tiendo("world")
    yield


@pytest.fixture
def today() -> date:
    """A day on which all units of the two-level government are in force."""
    return date(2025, 8, 6)


@pytest.fixture(scope="session")
def site(world: None) -> Iterator[str]:
    """The demo world as it is served: its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
    process = subprocess.Popen(
        [*TIENDO, "serve", "--no-worker", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready:"), line
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, so that tests can name them; pages speak Vietnamese all the same."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, settings: object) -> None:
    """Accounts made by tests get a cheap hash, except where the tests are about passwords."""
    if "people" not in request.path.parts:
        cheap = "django.contrib.auth.hashers.MD5PasswordHasher"
        settings.PASSWORD_HASHERS = [cheap, "tiendo.people.hashing.Argon2"]  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that read the demo world come last: until then the database holds units only.

    Handed out to several processes (-n), the two kinds of a file's tests go apart, each kind of a file to one process.
    """

    def reads_world(item: pytest.Item) -> bool:
        return bool({"world", "site"} & set(getattr(item, "fixturenames", ())))

    items.sort(key=reads_world)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(f"{item.path.name} {reads_world(item)}"))
