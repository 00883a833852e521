"""What the documents name is there, and nothing in the project names a machine or a registry."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from house_plan import ROOT, SOURCE, name_of, source_files

from tiendo.config.cli import COMMANDS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:src|tests|docs|scripts|bench|\.ci)/[\w./<>*-]+|[A-Z]+(?:\.vi)?\.md)`")
NAMED_IN_CODE = re.compile(r"docs/[\w/-]+\.md")
COMMAND = re.compile(r"(?<![\w./-])tiendo ([a-z][a-z-]+)")
MAKE = re.compile(r"`make ([a-z]+)`|^make ([a-z]+)", re.MULTILINE)
NAMES = {name for group in COMMANDS.values() for name in group}
# Addresses of package registries, put together here so that this file does not hold one itself.
REGISTRIES = [
    "".join(parts)
    for parts in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("--index-", "url"),
        ("extra-index-", "url"),
    )
]

Tiendo = Callable[..., subprocess.CompletedProcess[str]]


def tracked() -> list[Path]:
    """The text files that belong to the project, those not yet recorded included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    found = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    return [path for path in found if b"\0" not in path.read_bytes()[:8000]]


def code_of(page: Path) -> str:
    """The parts of a page that are code: fenced blocks and code marks."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in LINK.findall(text) if "://" not in target]
    broken = [target for target in targets if target and not (page.parent / target).exists()]
    named = [name for name in PATH.findall(text) if not re.search(r"[<*]", name)]
    broken += [name for name in named if not (ROOT / name).exists()]
    assert broken == []


def test_every_page_that_the_code_names_is_there() -> None:
    wrong = [
        f"{name_of(path)}: {page}"
        for path in [*source_files(), *sorted((ROOT / "tests").rglob("*.py"))]
        for page in NAMED_IN_CODE.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / page).exists()
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", ["rules", "decisions", "how-to"])
def test_every_page_is_listed_in_the_architecture(folder: str) -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    pages = [path.name for path in sorted((ROOT / "docs" / folder).glob("*.md"))]
    assert pages
    assert [page for page in pages if f"({folder}/{page})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = code_of(page)
    assert [name for name in COMMAND.findall(code) if name not in NAMES] == []
    made = [one or other for one, other in MAKE.findall(page.read_text(encoding="utf-8"))]
    assert [name for name in made if name not in targets] == []


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(NAMES) if f"tiendo {name}" not in text] == []


def test_the_help_names_every_command_of_every_room(tiendo: Tiendo) -> None:
    folders = [path for path in SOURCE.glob("*/management/commands/*.py") if path.stem != "__init__"]
    made = {path.stem.replace("_", "-") for path in folders}
    by_the_command_line_itself = {"stop", "database-url"}
    assert made | by_the_command_line_itself == NAMES
    shown = tiendo("--help").stdout
    assert [name for name in NAMES if not re.search(rf"^  {name} ", shown, re.MULTILINE)] == []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_command_explains_itself(tiendo: Tiendo, name: str) -> None:
    assert name in tiendo(name, "--help").stdout


def test_an_unknown_command_is_refused_with_what_to_do(tiendo: Tiendo) -> None:
    done = tiendo("fly", check=False)
    assert done.returncode == 2
    assert "tiendo --help" in done.stderr


def test_no_file_names_this_machine_or_a_registry() -> None:
    homes = {str(ROOT), str(Path.home())} - {"/"}
    wrong = [
        f"{name_of(path)}: {word}"
        for path in tracked()
        for word in [*(f"{home}/" for home in homes), *REGISTRIES]
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert wrong == []
