"""The published record: every figure, through the functions of the pages and through `tiendo board`.

Sources of the figures: the provincial reports of 8/8, 22/8, 22/9 and 15/10/2025 and the national press, as listed in
docs/rules/published-record.md, whose table this test reads.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from rule_tables import table

from tiendo.figures.queries.basis import basis_of
from tiendo.figures.queries.board import Question, board
from tiendo.figures.queries.summary import summary
from tiendo.gateways.clock import ZONE, now
from tiendo.org.queries import version_of
from tiendo.tasks.queries import programme_named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CASES = table("published-record", "The record")
NAMES = [f"{case['at']} {case['programme']} {case['unit']} {case['due year']}".strip() for case in CASES]


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE) if text else None


def expected(case: dict[str, str]) -> dict[str, str]:
    """ "complete.numerator=69; rank.place=20" → paths and values."""
    return dict(part.strip().split("=", 1) for part in case["figures"].split(";"))


def value(found: Any, path: str) -> str:
    """The value at a path; "done" is on time plus late, as in the reports."""
    if path == "tasks.done":
        return str(found["tasks"]["done_on_time"] + found["tasks"]["done_late"])
    for part in path.split("."):
        found = found.get(part) if part != "distribution" else found["distribution"]
        if found is None:
            return "-"
    return str(found)


def check(found: dict[str, Any], case: dict[str, str]) -> None:
    for path, wanted in expected(case).items():
        assert value(found, path) == wanted, (path, case)
    tasks = found["tasks"]
    states = ("not_started", "in_progress", "waiting", "done_on_time", "done_late", "recurring")
    assert sum(tasks[state] for state in states) == tasks["total"]
    assert tasks["in_time"] + tasks["overdue"] == tasks["not_started"] + tasks["in_progress"] + tasks["waiting"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_functions_of_the_pages_give_the_published_figures(case: dict[str, str]) -> None:
    programme = programme_named(case["programme"])
    basis = basis_of(moment(case["at"]), now=now(), programme=programme)
    since = moment(case["since"])
    question = Question(
        programme,
        basis,
        version_of(case["unit"], basis.day) if case["unit"] else None,
        basis_of(since, now=now(), programme=programme) if since else None,
        int(case["due year"]) if case["due year"] else None,
    )
    check(summary(board(question)), case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_command_gives_the_published_figures(
    case: dict[str, str], tiendo: Callable[..., CompletedProcess[str]]
) -> None:
    words = ["--programme", case["programme"], "--at", case["at"], "--json"]
    for option, column in (("--unit", "unit"), ("--since", "since"), ("--due-year", "due year")):
        words += [option, case[column]] if case[column] else []
    check(json.loads(tiendo("board", *words).stdout), case)


def test_exactly_three_larger_provinces_are_complete_on_8_september(
    tiendo: Callable[..., CompletedProcess[str]],
) -> None:
    found = json.loads(tiendo("board", "--programme", "KH02-X", "--at", "2025-09-08 16:00", "--json").stdout)
    complete = {p["unit"] for p in found["provinces"] if p["complete"]["numerator"] == p["units"] and p["units"] >= 130}
    assert len(complete & {"79", "38", "25", "52"}) == 3
    assert complete - {"79", "38", "25", "52"} == {"40"}


def test_the_page_of_the_record_names_its_sources() -> None:
    page = Path(__file__).parents[2] / "docs" / "rules" / "published-record.md"
    assert page.read_text("utf-8").count("http") >= 5
