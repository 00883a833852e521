"""The machine's own account: who acts when a command is run on the server."""

import getpass
from dataclasses import dataclass, field


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown account"


@dataclass(frozen=True, slots=True)
class MachineAuthor:
    """The operating system's account, as it is kept in the record."""

    name: str = field(default_factory=lambda: f"command line ({_account()})")
    unit_name: str = ""
