"""Every room has its card: what it owns, and what it never does."""

import ast

import pytest
from house_plan import ROOT, SOURCE, rooms

ROOMS = sorted(rooms())


def card(room: str) -> list[str]:
    """The lines of a room's card."""
    tree = ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").splitlines()


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_has_four_lines_name_owns_never(room: str) -> None:
    lines = card(room)
    assert len(lines) == 4
    name, empty, owns, never = lines
    assert name.startswith(f"{room.capitalize()}: ")
    assert empty == ""
    assert owns.startswith("Owns: ")
    assert never.startswith("Never: ")
    assert all(line.endswith(".") for line in (name, owns, never))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_nothing_but_its_card_in_its_first_file(room: str) -> None:
    tree = ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1


def test_the_architecture_lists_the_rooms_from_roof_to_cellar() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    after = text.split("## The rooms", 1)[1].split("\n## ", 1)[0]
    listed = [line.split("|")[1].strip(" `") for line in after.splitlines() if line.startswith("| `")]
    assert listed == list(rooms())
