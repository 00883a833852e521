"""Small files with names that say what they hold, and none of the habits that hide what happens."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from house_plan import name_of, rooms, source_files

LONGEST_FILE = 300  # lines; most files have half of it
SAYS_NOTHING = {"utils", "helpers", "common", "core", "manager", "managers", "misc", "service", "services"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, `from a import b` as a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [name_of(path) for path in source_files() if {path.stem, path.parent.name} & SAYS_NOTHING]
    assert wrong == []


def test_no_file_listens_to_signals() -> None:
    wrong = [name_of(path) for path in source_files() if any(name.startswith(SIGNALS) for name in imported(path))]
    assert wrong == []


def test_no_model_hides_its_order_in_meta() -> None:
    own = [model for model in apps.get_models() if model._meta.app_label in rooms()]
    assert own
    assert [model.__name__ for model in own if model._meta.ordering] == []


@pytest.mark.parametrize("smell", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later_in_a_comment(smell: str) -> None:
    wrong = [name_of(path) for path in source_files() if f"# {smell}" in path.read_text(encoding="utf-8")]
    assert wrong == []


def test_every_module_class_and_public_function_says_what_it_is() -> None:
    silent = []
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        if text.strip() and path.name != "__main__.py":
            silent += [f"{name_of(path)}: {name}" for name in _silent(ast.parse(text))]
    assert silent == []


def _silent(tree: ast.Module) -> list[str]:
    """The names of a module (or the module itself) that carry no docstring; methods of classes apart."""
    found = [] if ast.get_docstring(tree) else ["module"]
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            found.append(node.name)
    return found
