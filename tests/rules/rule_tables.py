"""Reads the tables of cases on the pages under docs/rules, so that page and code cannot part."""

from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "rules"

Row = dict[str, str]


def table(page: str, heading: str) -> list[Row]:
    """The rows of the first table under a heading of docs/rules/<page>.md, by column; code marks removed.

    LookupError where the heading or the table is missing, so that a renamed heading cannot silence a test.
    """
    lines = iter((PAGES / f"{page}.md").read_text(encoding="utf-8").splitlines())
    if not any(line.lstrip("#").strip() == heading and line.startswith("#") for line in lines):
        raise LookupError(f"{page}.md has no heading {heading!r}")
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
        elif rows or line.startswith("#"):
            break
    if len(rows) < 3:
        raise LookupError(f"{page}.md has no table of cases under {heading!r}")
    columns, _, *cases = rows
    return [dict(zip(columns, case, strict=True)) for case in cases]


def yes(cell: str) -> bool:
    """A cell that says yes or no. ValueError for anything else."""
    if cell not in ("yes", "no"):
        raise ValueError(f"a cell says yes or no, not {cell!r}")
    return cell == "yes"
