"""What calamine does not tell of a sheet: which cells are formulas, which are percentages, how far it reaches.

Read with expat in one pass; a document type (and with it every entity) is refused. The pass comes before calamine,
because one cell in the last corner of a sheet makes calamine lay out the whole rectangle in memory.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers.expat import ExpatError, ParserCreate

MAX_COLUMNS = 500
MAX_CELLS = 4_000_000  # of the rectangle from the first to the last cell
MAX_TEXT = 250_000_000  # characters of all text cells together: one long text can be referred to from every cell
LONGEST_TEXT = 32_767  # Excel's own limit of a cell
Place = tuple[int, int]
_PERCENT_FORMATS = {9, 10}  # built-in: 0% and 0.00%
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class TooLargeError(Exception):
    """The sheet reaches further, or holds more text, than a table needs."""


class NotXmlError(Exception):
    """A part is no XML, or declares a document type."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Formulas and percentages of a sheet by (row, column), from 0; and its first row and column with a value."""

    formulas: frozenset[Place]
    percents: frozenset[Place]
    first: Place


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """The part in which each worksheet of a workbook lies, by the sheet's name, in the order of the book."""
    root = _root(parts)
    folder, file = PurePosixPath(root).parent, PurePosixPath(root).name
    targets: dict[str, str] = {}
    for name, attributes in _elements(parts.get(str(folder / "_rels" / f"{file}.rels"), b"")):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else str(folder / target)
    found: dict[str, str] = {}
    for name, attributes in _elements(parts.get(root, b"")):
        key = next((value for label, value in attributes.items() if label.rpartition(":")[2] == "id"), "")
        if name == "sheet" and key in targets:
            found[attributes.get("name", "")] = targets[key]
    return found


def marks_of(parts: dict[str, bytes], part: str) -> Marks:
    """The marks of one sheet. Raises TooLargeError or NotXmlError."""
    reader = _SheetReader(_percent_styles(parts), _text_lengths(parts))
    _parse(parts.get(part, b""), reader.start, reader.end, reader.text)
    return reader.marks()


def _root(parts: dict[str, bytes]) -> str:
    for name, attributes in _elements(parts.get("_rels/.rels", b"")):
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            return attributes.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _percent_styles(parts: dict[str, bytes]) -> set[str]:
    """The numbers of the cell styles that show percentages."""
    percents, styles = set(_PERCENT_FORMATS), []
    inside = False
    for name, attributes in _elements(next((parts[part] for part in parts if part.endswith("xl/styles.xml")), b"")):
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            percents.add(int(attributes.get("numFmtId", "0")))
        inside = name == "cellXfs" or (inside and name not in ("cellStyles", "dxfs", "cellStyleXfs"))
        if name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))
    return {str(number) for number, style in enumerate(styles) if style in percents}


def _text_lengths(parts: dict[str, bytes]) -> list[int]:
    """The length of every shared text. Raises TooLargeError for one that no spreadsheet program could have written."""
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(value: str) -> None:
        if lengths:
            lengths[-1] += len(value)
            if lengths[-1] > 2 * LONGEST_TEXT:
                raise TooLargeError

    _parse(next((parts[part] for part in parts if part.endswith("sharedStrings.xml")), b""), start, None, text)
    return lengths


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part: local names with attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    _parse(content, lambda name, attributes: found.append((name.rpartition(":")[2], attributes)), None, None)
    return found


def _parse(content: bytes, start: object, end: object, text: object) -> None:
    if not content:
        return
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise NotXmlError from error
    except ValueError as error:  # a number that is none
        raise NotXmlError from error


def _refuse_document_type(*_declared: object) -> None:
    raise NotXmlError


@dataclass
class _SheetReader:
    """Follows the cells of a sheet as expat meets them."""

    percent_styles: set[str]
    lengths: list[int]
    formulas: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    row: int = -1
    column: int = -1
    shared: bool = False
    percent: bool = False
    value: bool = False
    read: str = ""
    characters: int = 0
    first: Place | None = None
    last: Place = (0, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif local in ("v", "is", "f"):
            self._filled()
            self.value, self.read = local == "v" and self.shared, ""
            if local == "f":
                self.formulas.add((self.row, self.column))

    def text(self, value: str) -> None:
        if self.value:
            self.read += value
        else:
            self.characters += len(value)

    def end(self, name: str) -> None:
        if self.value and name.rpartition(":")[2] == "v":
            number = int(self.read)
            self.characters += self.lengths[number] if 0 <= number < len(self.lengths) else 0
            self.value = False
        if self.characters > MAX_TEXT:
            raise TooLargeError

    def marks(self) -> Marks:
        return Marks(frozenset(self.formulas), frozenset(self.percents), self.first or (0, 0))

    def _cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self.row, self.column = int(place[2]) - 1, _column(place[1])
        else:
            self.column += 1
        self.shared = attributes.get("t") == "s"
        self.percent = attributes.get("s", "0") in self.percent_styles and attributes.get("t", "n") == "n"

    def _filled(self) -> None:
        place = (self.row, self.column)
        first = self.first or place
        self.first = (min(first[0], place[0]), min(first[1], place[1]))
        self.last = (max(self.last[0], place[0]), max(self.last[1], place[1]))
        height, width = self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1
        if self.last[1] >= MAX_COLUMNS or height * width > MAX_CELLS:
            raise TooLargeError
        if self.percent:
            self.percents.add(place)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
