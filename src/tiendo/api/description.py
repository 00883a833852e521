"""The interface's description as a page shows it: one chapter a group of operations, one entry an operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter, or a field of a body: where it stands, what kind it is, and whether it has to be there."""

    name: str
    place: str
    kind: str
    needed: bool
    what: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One way in which an operation answers."""

    code: str
    what: str
    kind: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    anchor: str
    title: str
    method: str
    path: str
    what: str
    values: tuple[Value, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A body or a part of one, by its name."""

    name: str
    what: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chapters:
    """The whole page."""

    title: str
    what: str
    operations: tuple[Operation, ...]
    shapes: tuple[Shape, ...]


def chapters(tree: Tree) -> Chapters:
    """The page of a description in OpenAPI 3.1."""
    return Chapters(
        title=tree["info"]["title"],
        what=tree["info"]["description"],
        operations=tuple(_operations(tree)),
        shapes=tuple(
            Shape(name, shape.get("description", ""), tuple(_fields(shape)))
            for name, shape in sorted(tree["components"]["schemas"].items())
        ),
    )


def kind_of(shape: Tree) -> str:
    """What values a schema takes, in a few words: "text (date-time), or nothing"."""
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[-1]
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "const" in shape:
        return str(shape["const"])
    if "anyOf" in shape:
        return " | ".join(kind_of(one) for one in shape["anyOf"])
    kind = str(shape.get("type", "object"))
    if kind == "array":
        return f"[{kind_of(shape.get('items', {}))}]"
    form = shape.get("format")
    return f"{kind} ({form})" if form else kind


def _operations(tree: Tree) -> Iterator[Operation]:
    for path, methods in tree["paths"].items():
        for method, operation in methods.items():
            yield Operation(
                anchor=operation["operationId"],
                title=operation["summary"],
                method=method.upper(),
                path=path,
                what=operation.get("description", ""),
                values=tuple(_values(operation)),
                answers=tuple(
                    Answer(str(code), answer.get("description", ""), _content(answer))
                    for code, answer in sorted(operation["responses"].items(), key=lambda pair: str(pair[0]))
                ),
            )


def _values(operation: Tree) -> Iterator[Value]:
    for one in operation.get("parameters", []):
        yield Value(
            one["name"], one["in"], kind_of(one["schema"]), one.get("required", False), one.get("description", "")
        )
    body = operation.get("requestBody")
    for media, content in (body or {}).get("content", {}).items():
        yield Value("", media, kind_of(content["schema"]), True, "")


def _content(answer: Tree) -> str:
    return ", ".join(kind_of(content["schema"]) for content in answer.get("content", {}).values())


def _fields(shape: Tree) -> Iterator[Value]:
    needed = set(shape.get("required", []))
    for name, one in shape.get("properties", {}).items():
        yield Value(name, "", kind_of(one), name in needed, one.get("description", ""))
