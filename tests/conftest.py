"""A PostgreSQL of the tests' own, and the people of the cast.

Tests run as the application's role, with its least rights, on a database that `tiendo migrate` made; each test is
rolled back. `world` loads the demo once, for those that ask for it. Where several processes test (-n), each copies
both from templates that are made once.
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
from typing import TYPE_CHECKING

import pytest

import templates

if TYPE_CHECKING:
    from xdist.scheduler import Scheduling

HOME = Path(tempfile.mkdtemp(prefix="tiendo-test-"))
(HOME / "static").mkdir()
HOME.chmod(0o711)  # PostgreSQL runs as an ordinary user below it when the tests run as root
TOGETHER = {"test_seals.py", "test_plan.py", "test_roles.py", "test_every_page.py"}  # what they share is made once
TEMPLATES = pytest.StashKey[tuple[Path, "subprocess.Popen[bytes]"]]()
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
        config.stash[TEMPLATES] = _begin_templates()
        return
    import django

    from tiendo.gateways import postgres

    if templates.available():
        templates.copy("migrated", HOME)
        (HOME / "static").mkdir(exist_ok=True)
    os.environ["TIENDO_DATABASE"] = postgres.ensure_running(HOME, fast=True).app
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and leave nothing behind."""
    if _hands_out(config):
        templates.remove(*config.stash[TEMPLATES])
        shutil.rmtree(HOME, ignore_errors=True)
        return
    from tiendo.gateways import postgres

    postgres.stop(HOME)
    shutil.rmtree(HOME, ignore_errors=True)


def _begin_templates() -> tuple[Path, "subprocess.Popen[bytes]"]:
    """Have the templates made beside the tests; where they will lie, and who makes them."""
    folder = Path(tempfile.mkdtemp(prefix="tiendo-templates-"))
    folder.chmod(0o711)
    os.environ[templates.PLACE] = str(folder)
    return folder, subprocess.Popen([sys.executable, templates.__file__, str(folder)])


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
    if not templates.available():
        run_tiendo("migrate")


@pytest.fixture(scope="session")
def world(django_db_setup: None) -> Iterator[None]:
    """The demo world, loaded once for all tests that read it."""
    if templates.available():
        _move_into_the_world()
    else:
        run_tiendo("world")
    yield


def _move_into_the_world() -> None:
    """From here on this process's database is a copy of the one with the demo world."""
    from django.db import connections

    from tiendo.figures.queries import keeping
    from tiendo.gateways import address, postgres

    connections["default"].close()
    postgres.stop(HOME)
    templates.copy("world", HOME)
    (HOME / "static").mkdir(exist_ok=True)
    os.environ["TIENDO_DATABASE"] = postgres.ensure_running(HOME, fast=True).app
    connections["default"].settings_dict.update(address.parse(os.environ["TIENDO_DATABASE"]))
    keeping.forget()


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


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A home of its own, with a migrated database where that is at hand; whatever runs in it is stopped."""
    from tiendo.gateways import postgres

    made = Path(tempfile.mkdtemp(prefix="tiendo-own-"))
    made.chmod(0o711)  # PostgreSQL runs as an ordinary user below it when the tests run as root
    if templates.available():
        templates.copy("migrated", made)
    yield made
    postgres.stop(made)
    shutil.rmtree(made, ignore_errors=True)


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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> "Scheduling":
    """Hand tests out one by one in their order; those of a file that share something go to one process."""
    from xdist.scheduler import LoadScopeScheduling

    class InOrder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0].rpartition("/")[2]
            return file if file in TOGETHER else nodeid

    return InOrder(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that read the demo world come last, and last of all those that write into it: until the first of them
    runs, the database holds units only, and until the second, the world as it was published.

    What runs in one process goes together, so the last of a file decides for the whole of it.
    """

    def of(item: pytest.Item) -> tuple[bool, bool]:
        reads = bool({"world", "site"} & set(getattr(item, "fixturenames", ())))
        return reads, item.get_closest_marker("writes_world") is not None

    together = {name: max(of(item) for item in items if item.path.name == name) for name in _names(items) & TOGETHER}
    items.sort(key=lambda item: together.get(item.path.name) or of(item))


def _names(items: list[pytest.Item]) -> set[str]:
    return {item.path.name for item in items}
