"""The addresses that answers name, so that what they say can be opened and asked again."""

from urllib.parse import quote, urlencode

from tiendo.figures.queries.board import Question
from tiendo.gateways.clock import ZONE

ROOT = "/api/v1"


def assignment_address(programme: str, task: str, unit: str) -> str:
    """One assignment."""
    return f"{_programme(programme)}/tasks/{quote(task, safe='')}/units/{quote(unit, safe='')}"


def figure_address(code: str, question: Question, unit: str) -> str:
    """The rows of a figure at its moment; `unit` is the code of the unit that it is about."""
    asked = {"at": question.basis.at.astimezone(ZONE).isoformat(), "unit": unit}
    if question.due_year is not None:
        asked["due_year"] = str(question.due_year)
    return f"{_programme(question.programme.code)}/figures/{code}/rows?{urlencode(asked)}"


def _programme(code: str) -> str:
    return f"{ROOT}/programmes/{quote(code, safe='')}"
