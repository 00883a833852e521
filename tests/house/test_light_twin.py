"""What decides a light is spelt twice, in SQL for sums and in Python for values. Both spellings must count the same."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from ledger_rows import Tester, load, rows

from tiendo.figures.actions import add_light_policy
from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.board import Question, board
from tiendo.figures.queries.tables import unit_tasks
from tiendo.figures.queries.values import Deciding
from tiendo.gateways.clock import ZONE, day_of, now
from tiendo.org.queries import version_of
from tiendo.rules.progress import DONE, State, is_overdue
from tiendo.tasks.actions import load_programmes, load_tasks
from tiendo.tasks.models import Assignment, Programme

pytestmark = pytest.mark.django_db

COMMUNES = ("16681", "16690", "17329")
BEGIN = date(2025, 7, 1)
DUES = [BEGIN + timedelta(days=days) for days in (7, 9, 10, 11, 12, 13, 14, 30)]
POLICIES = [(3, None), (0, None), (3, date(2025, 7, 13)), (5, date(2025, 7, 11)), (0, date(2025, 7, 1))]


def make_world() -> Programme:
    """Tasks due around 11/7/2025, one without a due date, one recurring; units at every state with some of them."""
    directive = "TWIN,Chương trình,02-KH,2025-06-19,Ban Chỉ đạo"
    header = "code,title,directive_number,directive_date,issuer"
    load_programmes(rows(header, directive), author=Tester())
    tasks = [f"TWIN,T{number},commune,Việc,{';'.join(COMMUNES)},{due}," for number, due in enumerate(DUES)]
    tasks += [f"TWIN,N,commune,Việc,{';'.join(COMMUNES)},,", f"TWIN,R,commune,Việc,{';'.join(COMMUNES)},,weekly"]
    columns = "programme,code,level,title,targets,due_date,recurrence,recorded_at"
    load_tasks(
        rows(columns, *(f"{task},2025-07-01 08:00" for task in tasks)),
        author=Tester(),
        now=now(),
    )
    codes = [f"T{number}" for number in range(len(DUES))]
    for place, code in enumerate([*codes, "N", "R"]):
        for unit in COMMUNES[: 1 + place % 3]:
            percent = 100 if place % 4 in (1, 2) else 40
            load(f"TWIN,{code},{unit},reported,{percent},,2025-07-0{2 + place % 5} 09:00,,xã,,")
        if place % 4 == 2:
            load(f"TWIN,{code},16681,verified,,,2025-07-10 09:00,,sở,,")
    load("TWIN,T7,17329,withdrawn,,,2025-07-03 09:00,,sở,lý do,")
    return Programme.objects.get(code="TWIN")


def counted_in_python(question: Question, warn_days: int, milestone: date | None) -> Deciding:
    """The sums of docs/rules/light.md, assignment by assignment."""
    found, day = Deciding(), question.basis.day
    standings = {a.pk: a.standing for a in Assignment.objects.filter(task__programme=question.programme)}
    for line in unit_tasks(question):
        standing = standings[line.assignment_id]
        if line.recurring or (milestone and (standing.due_date is None or standing.due_date >= milestone)):
            continue
        soon = standing.due_date is not None and timedelta(0) <= standing.due_date - day <= timedelta(warn_days)
        found += Deciding(
            deciding=1,
            done=int(standing.state in DONE),
            overdue=int(is_overdue(standing, day)),
            due_soon=int(standing.state is State.NOT_STARTED and soon),
            reported=int(standing.reported_at is not None),
        )
    return found


@pytest.mark.parametrize(("warn_days", "milestone"), POLICIES)
def test_sql_and_python_count_the_same_for_a_light(warn_days: int, milestone: date | None) -> None:
    programme = make_world()
    add_light_policy(
        programme=programme,
        unit_kind="",
        effective_from=datetime(2025, 7, 1, tzinfo=ZONE),
        red_share=Decimal("0.1"),
        warn_days=warn_days,
        milestone_date=milestone,
        complete_for_green=False,
        basis="a test",
        author=Tester(),
    )
    basis = Basis(datetime(2025, 7, 11, 16, tzinfo=ZONE), live=False)
    assert day_of(basis.at) == date(2025, 7, 11)
    for code in ("40", *COMMUNES):
        question = Question(programme, basis, version_of(code, basis.day))
        expected = counted_in_python(question, warn_days, milestone)
        assert board(question).own.counted.deciding_above == expected, code
        if (code, warn_days, milestone) == ("40", 3, None):
            assert min(expected.deciding, expected.done, expected.overdue, expected.due_soon, expected.reported) > 0
