"""The table of cases of docs/rules/reporting.md, played through the verb."""

from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from ledger_rows import assignment_of, load, small_programme
from reporting_world import ONE, events, mark, reporter

from tiendo.gateways.clock import day_of, now
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.reporting.actions import Sending, send_reports
from tiendo.rules.progress import Kind

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "rules" / "reporting.md"


def cases() -> list[tuple[str, str, str]]:
    """The rows of the page."""
    lines = PAGE.read_text(encoding="utf-8").split("## Cases", 1)[1].split("\n## ", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(row[0], row[1], row[2]) for row in rows[1:]]


@pytest.mark.parametrize(("steps", "outcome", "recorded"), cases(), ids=[case[0] for case in cases()])
def test_each_case_ends_as_the_page_says(steps: str, outcome: str, recorded: str) -> None:
    small_programme()
    me, other = reporter()[0], reporter(name="dong-nghiep")[0]
    seen, last, result = 0, 0, ""
    key = uuid4()
    for step in (part.strip() for part in steps.split(",")):
        words = step.split(" ")
        match words[0]:
            case "form":
                seen, key = mark(), uuid4()
            case "withdrawn":
                load(f"TEST,A,{ONE},withdrawn,,,{now():%Y-%m-%d %H:%M:%S.%f},,,rút")
            case "other":
                send(
                    other,
                    Sending(assignment_id=assignment_of().pk, key=uuid4(), seen=mark(), percent=Decimal(words[2])),
                )
            case _:
                last = int(words[1]) if words[0] == "send" else last
                offered = Sending(
                    assignment_id=assignment_of().pk,
                    key=key,
                    seen=seen,
                    percent=Decimal(last),
                    forced=words[0] == "force",
                )
                result = send(me, offered)
    assert result == outcome
    assert " ".join(f"{event.percent:.0f}" for event in events() if event.kind == Kind.REPORTED) == recorded


def send(user: User, offered: Sending) -> str:
    """The outcome of one sending."""
    return send_reports([offered], actor=actor_of(user, day_of(now())), now=now())[0].outcome
