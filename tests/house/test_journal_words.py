"""Every code under which an act is recorded has words, and every code with words is recorded somewhere."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from house_plan import name_of, rooms, source_files

from tiendo.journal.terms import ACTS, NAMES
from tiendo.org.models import SuccessionKind
from tiendo.rules.obstacles import Kind
from tiendo.rules.requests import Outcome

CODE = re.compile(r"([a-z]+)\.[a-z_]+\.[a-z_]+")
# Codes that end in a value of an enumeration.
ENDINGS: dict[str, Iterable[str]] = {
    "obstacles.obstacle.": list(Kind),
    "org.unit.": list(SuccessionKind),
    "requests.extension.": list(Outcome),
}


def acts_of(path: Path) -> Iterator[tuple[str, list[ast.keyword]]]:
    """The codes that a file records, with what is handed to `record_act` beside them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in _calls(tree, "record_act"):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        for code in _codes(given["code"], tree):
            yield code, call.keywords


def _codes(code: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(code, ast.JoinedStr):
        prefix = code.values[0]
        assert isinstance(prefix, ast.Constant), ast.unparse(code)
        begin = str(prefix.value)
        yield from (begin + ending for ending in ENDINGS.get(begin) or _arguments(code, tree))
        return
    found = _constants(code)
    # A name that stands for the code: its values are the codes that the file holds.
    yield from found or [text for text in _constants(tree) if _is_code(text)]


def _arguments(code: ast.JoinedStr, tree: ast.Module) -> list[str]:
    """The first arguments of all calls of the function that makes the code from its first parameter."""
    makers = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and code in ast.walk(node)]
    assert len(makers) == 1, ast.unparse(code)
    return [text for call in _calls(tree, makers[0].name) for text in _constants(call.args[0])]


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _constants(node: ast.AST) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _is_code(text: str) -> bool:
    found = CODE.fullmatch(text)
    return found is not None and found[1] in rooms()


def test_every_code_has_words_and_every_word_a_code() -> None:
    used = {code: name_of(path) for path in source_files() for code, _given in acts_of(path)}
    missing = [f"{code} ({where})" for code, where in sorted(used.items()) if code not in ACTS]
    assert not missing, f"codes without words in journal/terms.py: {', '.join(missing)}"
    assert not set(ACTS) - set(used), "words for codes that nothing records"


def test_the_details_of_acts_have_names() -> None:
    found = {
        (str(key.value), code)
        for path in source_files()
        for code, given in acts_of(path)
        for keyword in given
        if keyword.arg == "details" and isinstance(keyword.value, ast.Dict)
        for key in keyword.value.keys
        if isinstance(key, ast.Constant)
    }
    assert len(found) > 40, "the details are no longer written where the act is recorded"
    assert not [f"{name} ({code})" for name, code in sorted(found) if name not in NAMES]
