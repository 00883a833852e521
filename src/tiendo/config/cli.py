"""The command `tiendo`: finds the database, then hands over to the command of that name."""

import ipaddress
import os
import sys
from argparse import ArgumentError, ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version

from tiendo.config.home import home
from tiendo.gateways import address, postgres
from tiendo.gateways.address import AddressError
from tiendo.gateways.postgres_files import PostgresError

COMMANDS = {
    "Set up": {
        "migrate": "make the database (or bring it up to date) and install today's and former units",
        "world": "load the demo: real units, published figures, illustrative tasks",
        "createadmin": "open an administrator's account",
        "serve": "serve the pages on a loopback address, with one worker beside them",
        "work": "do what waits in the queue: reminders, sending, imports",
    },
    "Data": {
        "load": "load units, programmes, tasks or progress from a CSV file",
        "board": "print a board: complete units, states, lights, ranks, at any moment",
        "publish": "publish a cut-off: fix, seal and sign a moment",
        "restructure": "move, rename, merge or split units from a day on",
    },
    "Trust": {
        "seal": "seal all events since the last seal",
        "verify": "recompute the seals and name every row that was changed, removed or slipped in",
        "check-standings": "refold every assignment and compare with what is stored",
    },
    "Machine": {
        "database-url": "print the address of the application's role, or with --owner of the owner's",
        "stop": "stop the embedded database",
    },
}
AS_OWNER = {"migrate"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns (and, as a script, exits with) its status: 0 well, 1 refused, 2 misused."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = words[0] if words else "help"
    if command in {"help", "--help", "-h"}:
        _print_help()
        return 0
    if command == "--version":
        print(f"tiendo {version('tiendo')}")
        return 0
    names = {name for group in COMMANDS.values() for name in group}
    if command not in names and os.environ.get("TIENDO_DEVELOPMENT") != "1":
        print(f"tiendo: there is no command “{command}”. See: tiendo --help", file=sys.stderr)
        return 2
    asks_help = "--help" in words or "-h" in words
    try:
        if command == "stop":
            return _stop(words[1:])
        if command == "database-url":
            return _print_address(words[1:])
        if not asks_help:
            _find_database(as_owner=command in AS_OWNER)
    except (AddressError, PostgresError) as error:
        print(f"tiendo: {error}", file=sys.stderr)
        return 1
    return _run(command, words)


def _find_database(*, as_owner: bool) -> None:
    url = os.environ.get("DATABASE_URL") or None
    if as_owner and url:
        address.check_server(url)
        if not os.environ.get("DATABASE_APP_URL"):
            address.make_application_role(home=home(), database_url=url)
    found = address.addresses(home=home(), database_url=url, app_url=os.environ.get("DATABASE_APP_URL") or None)
    os.environ["TIENDO_DATABASE"] = found.owner if as_owner else found.app
    os.environ["TIENDO_APPLICATION_ADDRESS"] = found.app


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address to listen on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listens_on(words: Sequence[str]) -> str:
    """The value of --host among the words of `serve`, before Django and its parser are there."""
    parser = ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--host", default="127.0.0.1")
    try:
        return str(parser.parse_known_args(words)[0].host)
    except ArgumentError:
        return ""  # misused; the command's own parser says so


def _run(command: str, words: list[str]) -> int:
    if command == "serve" and is_loopback(_listens_on(words[1:])):
        # Settings read it, so it must stand before they are read: no proxy ends TLS in front of a loopback address.
        os.environ.setdefault("TIENDO_PLAIN_HTTP", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiendo.config.settings")
    from tiendo.config.commands import run

    return run(command.replace("-", "_"), words[1:])


def _stop(words: Sequence[str]) -> int:
    if words:
        asks_help = set(words) <= {"--help", "-h"}
        print("usage: tiendo stop\n\nStop the embedded database.", file=sys.stdout if asks_help else sys.stderr)
        return 0 if asks_help else 2
    print("stopped" if postgres.stop(home()) else "was not running")
    return 0


def _print_address(words: Sequence[str]) -> int:
    if "--help" in words or "-h" in words:
        print("usage: tiendo database-url [--owner]\n\nPrint the address of the application's role, or of the owner's.")
        return 0
    if set(words) - {"--owner"}:
        print("usage: tiendo database-url [--owner]", file=sys.stderr)
        return 2
    found = address.addresses(
        home=home(),
        database_url=os.environ.get("DATABASE_URL") or None,
        app_url=os.environ.get("DATABASE_APP_URL") or None,
    )
    print(found.owner if "--owner" in words else found.app)
    return 0


def _print_help() -> None:
    print("Tiến Độ: how far a resolution has been carried out, at any moment.\n\nusage: tiendo COMMAND [--help]\n")
    for group, commands in COMMANDS.items():
        print(f"{group}:")
        for name, what in commands.items():
            print(f"  {name:<16} {what}")
        print()


def script() -> None:
    """The entry point of the installed script."""
    sys.exit(main())
