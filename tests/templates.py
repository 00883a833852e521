"""Homes that are made once for a whole run of the tests and copied: a migrated database, and the demo world in it.

Whoever hands tests out to several processes starts this beside them (`python tests/templates.py FOLDER`); each process
copies what it needs as soon as it is there, instead of migrating and loading the same thing again.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PLACE = "TIENDO_TESTS_TEMPLATES"  # the variable that names the folder
PATIENCE = 600  # seconds
FAILED = "failed"


def available() -> bool:
    """Whether somebody makes templates for this run."""
    return PLACE in os.environ


def copy(name: str, home: Path) -> None:
    """Make `home` a copy of a template, as soon as that is there. Nothing may be running in it."""
    folder = Path(os.environ[PLACE])
    end = time.monotonic() + PATIENCE
    while not (folder / f"{name}.ready").exists():
        if (folder / FAILED).exists():
            raise RuntimeError(f"the template {name} was not made: {(folder / FAILED).read_text()}")
        if time.monotonic() > end:
            raise RuntimeError(f"the template {name} is not there after {PATIENCE} seconds")
        time.sleep(0.2)
    home.mkdir(exist_ok=True)
    for old in home.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    # The server's files belong to another user where the tests run as root; `cp -a` keeps that.
    subprocess.run(["cp", "-a", f"{folder / name}/.", str(home)], check=True)


def make(folder: Path) -> None:
    """Make all templates; each has a file beside it when it is ready."""
    from tiendo.gateways import postgres

    migrated, world = folder / "migrated", folder / "world"
    migrated.mkdir()
    migrated.chmod(0o711)  # PostgreSQL runs as an ordinary user below it when the tests run as root
    postgres.ensure_running(migrated, fast=True)
    _tiendo(migrated, "migrate")
    postgres.stop(migrated)
    (folder / "migrated.ready").touch()
    subprocess.run(["cp", "-a", str(migrated), str(world)], check=True)
    postgres.ensure_running(world, fast=True)
    _tiendo(world, "world")
    postgres.stop(world)
    (folder / "world.ready").touch()


def remove(folder: Path, maker: "subprocess.Popen[bytes]") -> None:
    """End the making, if it still goes on, and leave nothing behind."""
    from tiendo.gateways import postgres

    maker.terminate()
    maker.wait()
    for name in ("migrated", "world"):
        postgres.stop(folder / name)
    shutil.rmtree(folder, ignore_errors=True)


def _tiendo(home: Path, word: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
    done = subprocess.run(
        [sys.executable, "-m", "tiendo.config", word],
        env=environment | {"TIENDO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"tiendo {word}: {done.returncode}\n{done.stdout}\n{done.stderr}")


def main() -> None:
    folder = Path(sys.argv[1])
    try:
        make(folder)
    except Exception as error:
        (folder / FAILED).write_text(repr(error))
        raise


if __name__ == "__main__":
    main()
