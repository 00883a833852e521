"""docs/rules/permissions.md says what the code does."""

from pathlib import Path

from tiendo.rules.permissions import ALLOWED, Role, Verb

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "permissions.md"


def written() -> dict[str, set[str]]:
    """The table of role × verb as it is printed: the verbs of every role that have a mark."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    header = next(line for line in lines if line.startswith("| role "))
    verbs = [cell.strip() for cell in header.strip("| ").split("|")][1:]
    table: dict[str, set[str]] = {}
    for line in lines[lines.index(header) + 1 :]:
        role, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        if role.strip("`") not in set(Role):
            break
        table[role.strip("`")] = {verb.strip("`") for verb, cell in zip(verbs, cells, strict=True) if cell == "✓"}
    return table


def test_the_printed_table_is_the_table_of_the_rules() -> None:
    assert written() == {role.value: {verb.value for verb in verbs} for role, verbs in ALLOWED.items()}


def test_every_role_and_every_verb_is_printed() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"`{role}`" in text for role in Role)
    assert all(f"`{verb}`" in text for verb in Verb)
