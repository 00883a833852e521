"""The Vietnamese catalogues: `python -m tiendo.ui.catalogue compile|check|extract [ROOM]`.

A room with a folder `locale` has a catalogue of its own; the one of `ui` serves all rooms without, and words that
several rooms use.
compile: make the .mo files that Django reads.
check: every message id of the code and the templates stands in its .po file, translated, with the same placeholders,
and nothing else does; the status is 1 where something differs.
extract: add missing ids (untranslated) and take out those that are used no more; of one room where it is named.
"""

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
SHARED = "ui"
FUNCTIONS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
_PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[a-z]|\{[a-z_0-9]*\}|%[sd]")

Id = str | tuple[str, str]


def ids_of_code(source: str) -> Iterator[Id]:
    """The message ids in Python source: literal arguments of the translating functions."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        count = FUNCTIONS.get(name, 0)
        texts = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
        words = [text for text in texts if isinstance(text, str)]
        if count and len(words) == count:
            yield words[0] if count == 1 else (words[0], words[1])


def ids_of_template(source: str) -> Iterator[Id]:
    """The message ids in a template, as the tags themselves look them up. Django must be set up."""
    from django.template import engines
    from django.template.base import Node
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    template = engines["django"].from_string(source).template  # type: ignore[attr-defined]
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var.literal
            yield str(literal).replace("%", "%%")
        elif isinstance(node, BlockTranslateNode):
            singular = _block_text(node, node.singular)
            yield (singular, _block_text(node, node.plural)) if node.plural else singular


def ids_by_room() -> dict[str, set[Id]]:
    """Every message id of the package, by the room that uses it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiendo.config.settings")
    import django

    django.setup()
    found: dict[str, set[Id]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        found[room_of(path)].update(ids_of_code(path.read_text("utf-8")))
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        found[room_of(path)].update(ids_of_template(path.read_text("utf-8")))
    return dict(found)


def room_of(path: Path) -> str:
    """The room in which a file lies."""
    return path.relative_to(PACKAGE).parts[0]


def wanted_of(path: Path, used: dict[str, set[Id]]) -> set[Id]:
    """The ids that a catalogue must hold: its room's without the shared ones; the shared one everything else."""
    rooms = {room_of(po) for po in po_files()}
    shared = {wanted for room, ids in used.items() if room not in rooms or room == SHARED for wanted in ids}
    beside = load(PACKAGE / SHARED / path.relative_to(PACKAGE / room_of(path)))
    held = {_id(message) for message in beside if message.id}
    if room_of(path) == SHARED:
        return shared | {wanted for ids in used.values() for wanted in ids & held}
    return used.get(room_of(path), set()) - shared - held


def problems(catalogue: Catalog, ids: set[Id]) -> list[str]:
    """What is wrong with a catalogue, one line each."""
    known = {_id(message): message for message in catalogue if message.id}
    found = [f"missing: {_shown(wanted)}" for wanted in _sorted(ids - known.keys())]
    found += [f"superfluous: {_shown(extra)}" for extra in _sorted(known.keys() - ids)]
    for wanted in _sorted(ids & known.keys()):
        message = known[wanted]
        if message.fuzzy:
            found.append(f"fuzzy: {_shown(wanted)}")
        texts = _texts(message)
        if not texts or not all(texts):
            found.append(f"untranslated: {_shown(wanted)}")
        elif any(_placeholders(text) != _placeholders(_last(wanted)) for text in texts):
            found.append(f"other placeholders: {_shown(wanted)}")
    return found


def load(path: Path) -> Catalog:
    """A .po file; an empty catalogue for its language where there is none yet."""
    if not path.exists():
        return Catalog(locale=path.parts[-3])
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compile_all() -> int:
    """Make the .mo beside each .po."""
    for path in po_files():
        out = BytesIO()
        write_mo(out, load(path))
        path.with_suffix(".mo").write_bytes(out.getvalue())
    return 0


def check_all() -> int:
    """Say what is wrong; 1 where anything is."""
    used, status = ids_by_room(), 0
    for path in po_files():
        for line in problems(load(path), wanted_of(path, used)):
            print(f"{path.relative_to(PACKAGE)}: {line}", file=sys.stderr)
            status = 1
    return status


def extract_all(room: str = "") -> int:
    """Bring each .po (of one room, where it is named) to the ids in use; translations that are there stay."""
    used = ids_by_room()
    for path in po_files():
        if room and room_of(path) != room:
            continue
        ids = wanted_of(path, used)
        known = {_id(message): message for message in load(path) if message.id}
        fresh = Catalog(locale=path.parts[-3], project="tiendo", fuzzy=False, charset="utf-8")
        for wanted in _sorted(ids):
            old = known.get(wanted)
            fresh.add(wanted, old.string if old else None, flags=old.flags if old else ())
        out = BytesIO()
        write_po(out, fresh, width=0, omit_header=False, sort_output=True)
        path.write_bytes(_without_dates(out.getvalue()))
        untranslated = sum(not _texts(message) or not all(_texts(message)) for message in fresh if message.id)
        print(f"{path.relative_to(PACKAGE)}: {untranslated} of {len(ids)} untranslated")
    return 0


def po_files() -> list[Path]:
    """The catalogues there are."""
    return sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def main(words: Sequence[str]) -> int:
    """Run one of the three."""
    commands = {"compile": compile_all, "check": check_all, "extract": extract_all}
    if len(words) == 2 and words[0] == "extract":
        return extract_all(words[1])
    if len(words) != 1 or words[0] not in commands:
        print("usage: python -m tiendo.ui.catalogue compile|check|extract [ROOM]", file=sys.stderr)
        return 2
    return commands[words[0]]()


def _block_text(node: object, tokens: object) -> str:
    text: str = node.render_token_list(tokens)[0]  # type: ignore[attr-defined]
    if node.trimmed:  # type: ignore[attr-defined]
        from django.utils.translation import trim_whitespace

        return trim_whitespace(text)
    return text


def _id(message: Message) -> Id:
    return (message.id[0], message.id[1]) if isinstance(message.id, (tuple, list)) else message.id


def _texts(message: Message) -> list[str]:
    string = message.string
    return list(string) if isinstance(string, (tuple, list)) else [string] if string else []


def _last(wanted: Id) -> str:
    return wanted if isinstance(wanted, str) else wanted[1]


def _placeholders(text: str) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(text)))


def _shown(wanted: Id) -> str:
    return wanted if isinstance(wanted, str) else " / ".join(wanted)


def _sorted(ids: set[Id]) -> list[Id]:
    return sorted(ids, key=_shown)


def _without_dates(content: bytes) -> bytes:
    """Headers that change at every run would make differences where there are none."""
    lines = content.decode("utf-8").splitlines(keepends=True)
    dated = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid',
        "# FIRST",
        "# Copyright",
        "# This file",
    )
    return "".join(line for line in lines if not line.startswith(dated)).encode("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
