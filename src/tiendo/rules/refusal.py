"""How the house says no: what happened, why, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Text(Protocol):
    """A message; lazily translated ones become text where they are shown."""

    def __str__(self) -> str: ...


class Refused(Exception):
    """Something asked for cannot be done. The message is for the person who asked."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refused):
    """The thing that was named does not exist, or not for this person."""


class NotAllowed(Refused):
    """The person has no position that gives this right here."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell of a table. `line` counts from 1, the header included."""

    line: int
    column: str
    message: Text

    def __str__(self) -> str:
        return str(self.message)


class BadRows(Refused):
    """A table that was refused as a whole, with every bad row named."""

    def __init__(self, message: Text, problems: Sequence[RowProblem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
