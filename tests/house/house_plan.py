"""The house as its own files describe it: the rooms from roof to cellar, and the files of the source."""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tiendo"

Rooms = dict[str, int]


def rooms() -> Rooms:
    """Every room with its storey, counted from the roof (0); rooms joined by | share one. From .importlinter."""
    plan = ConfigParser()
    plan.read(ROOT / ".importlinter", encoding="utf-8")
    storeys = plan["importlinter:contract:rooms"]["layers"].split("\n")
    named = [[room.strip(" ()") for room in storey.split("|")] for storey in storeys if storey.strip()]
    return {room: height for height, storey in enumerate(named) for room in storey}


def source_files() -> list[Path]:
    """The Python files of the source, migrations apart: those are written by a machine."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    """A file as it is named in a message: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
