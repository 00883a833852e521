"""One word per idea: in code, on screen, in Vietnamese. docs/GLOSSARY.md is the list."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from house_plan import ROOT, SOURCE, name_of, source_files

from tiendo.org.models import UnitKind
from tiendo.rules.light import Light
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind, State
from tiendo.rules.rank import Criterion
from tiendo.rules.rhythm import Rhythm
from tiendo.tasks.models import Level, UnitPart
from tiendo.ui import terms

GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
CATALOGUE = SOURCE / "ui" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
# Two codes are states on screen only: they depend on the day, or on the task.
FAMILIES: dict[str, tuple[terms.Words, Iterable[str]]] = {
    "Lights": (terms.LIGHTS, list(Light)),
    "States": (terms.STATES, [*State, "overdue", "recurring"]),
    "Kinds of events": (terms.KINDS, list(Kind)),
    "Verbs": (terms.VERBS, list(Verb)),
    "Roles": (terms.ROLES, list(Role)),
    "Criteria of a rank": (terms.CRITERIA, list(Criterion)),
    "Rhythms": (terms.RHYTHMS, list(Rhythm)),
    "Levels": (terms.LEVELS, Level.values),
    "Kinds of units": (terms.UNIT_KINDS, UnitKind.values),
    "Parts in a task": (terms.PARTS, UnitPart.values),
}
# Words that are the world's own in one place, where they do not name the idea of the glossary.
OTHER_MEANING = {
    ("deadline", "config"): "how long to wait for a process",
    ("deadline", "gateways"): "how long to wait for a process",
    ("status", "config"): "what a command exits with",
    ("status", "api"): "the field of RFC 9457 (problem details)",
    ("scheme", "gateways"): "the beginning of an address",
    ("job", "config"): "work that runs beside the pages",
    ("timestamp", "notices"): "the parameter that the job library hands to a periodic job",
    ("stage", "requests"): "how far a request has been answered",
    ("status", "people"): "the status of an HTTP answer",
    ("status", "ui"): "the status of an HTTP answer",
}

Row = dict[str, str]


def table(heading: str) -> list[Row]:
    """The rows of the table under a heading of the glossary, by column."""
    lines = iter(GLOSSARY.read_text(encoding="utf-8").splitlines())
    if not any(line.startswith("#") and line.lstrip("# ") == heading for line in lines):
        raise LookupError(f"the glossary has no heading {heading!r}")
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif rows or line.startswith("#"):
            break
    columns, _rule, *found = rows
    return [dict(zip(columns, row, strict=True)) for row in found]


def listed(cell: str) -> list[str]:
    """The words of a cell, separated by commas; code marks removed."""
    return [word.strip(" `*") for word in cell.split(",") if word.strip(" `*")]


def words_of(name: str) -> list[str]:
    """The words that a name is made of: `due_date` and `DueDate` have the same two."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]


def defined(path: Path) -> Iterator[str]:
    """The names that a file gives to something: functions, classes, parameters, variables, attributes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def forbidden_in(names: Mapping[str, str]) -> list[str]:
    """Which names (by where they stand) use a word that the glossary never uses."""
    instead = {tuple(words_of(never)): row["Word"] for row in table("Words") for never in listed(row["Never"])}
    wrong = []
    for where, name in names.items():
        words = words_of(name)
        room = where.split("/")[2] if where.startswith("src/") else ""
        for never, word in instead.items():
            found = any(tuple(words[i : i + len(never)]) == never for i in range(len(words)))
            if found and (" ".join(never), room) not in OTHER_MEANING:
                wrong.append(f"{where}: {name} uses {' '.join(never)!r}; the word is {word!r}")
    return wrong


def test_every_word_has_one_term_and_every_term_one_word() -> None:
    rows = table("Words")
    for column in ("Word", "Vietnamese"):
        cells = [row[column] for row in rows]
        assert all(cells)
        assert sorted(cells) == sorted(set(cells))


def test_no_word_is_forbidden_by_another() -> None:
    rows = table("Words")
    words = {row["Word"].strip("*") for row in rows}
    never = {word for row in rows for word in listed(row["Never"])}
    assert words & never == set()


def test_what_the_glossary_names_in_code_is_there() -> None:
    known = {name for path in source_files() for name in defined(path)}
    known |= {str(name) for words, _members in FAMILIES.values() for name in words}
    named = [name for row in table("Words") for name in listed(row["In code"])]
    assert [name for name in named if name not in known and name not in ("units_complete",)] == []


def test_no_name_in_the_source_uses_a_forbidden_word() -> None:
    names = {f"{name_of(path)}:{name}": name for path in source_files() for name in defined(path)}
    assert forbidden_in(names) == []


def test_a_forbidden_word_is_caught() -> None:
    planted = {"src/tiendo/tasks/x.py:A": "approve_event", "src/tiendo/tasks/x.py:B": "TaskStatus"}
    assert len(forbidden_in(planted)) == 2
    assert forbidden_in({"src/tiendo/tasks/x.py:C": "approver", "src/tiendo/tasks/x.py:D": "stateless"}) == []


@pytest.mark.parametrize("heading", FAMILIES)
def test_every_code_on_screen_is_in_the_glossary_with_its_word(heading: str) -> None:
    words, members = FAMILIES[heading]
    rows = {row["Code"].strip("`"): row for row in table(heading)}
    assert set(rows) == {str(member) for member in members} == set(words)
    with translation.override("en"):
        assert {code: row["English"] for code, row in rows.items()} == {code: str(word) for code, word in words.items()}


@pytest.mark.parametrize("heading", FAMILIES)
def test_the_vietnamese_term_is_the_one_on_screen(heading: str) -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="vi") if message.id}
    rows = table(heading)
    shown = {row["English"]: catalogue.get(row["English"]) for row in rows}
    assert shown == {row["English"]: row["Vietnamese"] for row in rows}


def test_two_codes_of_a_family_never_share_a_term() -> None:
    for heading in FAMILIES:
        terms_shown = [row["Vietnamese"] for row in table(heading)]
        assert sorted(terms_shown) == sorted(set(terms_shown)), heading
