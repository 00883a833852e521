"""What a board counts, judged against small programmes made by hand and against the ledger folded in Python."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_rows import Tester, load, rows, small_programme

from tiendo.figures.actions import add_light_policy
from tiendo.figures.queries.basis import basis_of
from tiendo.figures.queries.board import Board, Question, board
from tiendo.figures.queries.figure import FIGURES, assignment_lines, figure_from, unit_lines
from tiendo.figures.queries.summary import summary
from tiendo.figures.queries.tables import by_lead, by_task, matrix, task_assignments, unit_tasks
from tiendo.gateways.clock import ZONE, now
from tiendo.org.queries import version_of
from tiendo.rules.light import Light
from tiendo.rules.progress import DONE, OPEN, State, fold, is_overdue
from tiendo.rules.refusal import Refused
from tiendo.tasks.actions import load_tasks
from tiendo.tasks.models import Assignment, Programme

pytestmark = pytest.mark.django_db
AUGUST = datetime(2025, 8, 6, 16, tzinfo=ZONE)


def ask(at: datetime | None = AUGUST, unit: str | None = None, **more: object) -> Board:
    programme = Programme.objects.get(code="TEST")
    basis = basis_of(at, now=now(), programme=programme)
    return board(Question(programme, basis, version_of(unit, basis.day) if unit else None, **more))  # type: ignore[arg-type]


def test_counts_complete_units_and_distribution() -> None:
    small_programme()
    load(
        "TEST,A,16681,reported,100,,2025-07-05 09:00",
        "TEST,A,16681,verified,,,2025-07-06 09:00",
        "TEST,B,16681,reported,100,,2025-07-05 09:00",
        "TEST,B,16681,verified,,,2025-07-06 09:00",
        "TEST,A,16690,reported,100,,2025-07-05 09:00",
    )
    shown = ask(unit="40")
    assert (shown.own.complete.numerator, shown.own.complete.denominator) == (1, 2)
    assert str(shown.own.complete.percent) == "50.00"
    assert shown.own.counted.distribution == {2: 1, 0: 1}
    assert (shown.own.tasks.total, shown.own.tasks.waiting, shown.own.tasks.in_time) == (4, 1, 2)
    assert ask(datetime(2025, 7, 5, 10, tzinfo=ZONE), "40").own.complete.numerator == 0


def test_withdrawn_assignments_leave_every_count_and_can_complete_a_unit() -> None:
    small_programme()
    load(
        "TEST,A,16681,reported,100,,2025-07-05 09:00",
        "TEST,A,16681,verified,,,2025-07-06 09:00",
        "TEST,B,16681,withdrawn,,,2025-07-06 09:00,,,không áp dụng",
        "TEST,A,16690,withdrawn,,,2025-07-06 09:00,,,không áp dụng",
        "TEST,B,16690,withdrawn,,,2025-07-06 09:00,,,không áp dụng",
    )
    shown = ask(unit="40")
    assert (shown.own.complete.numerator, shown.own.complete.denominator, shown.own.tasks.total) == (1, 1, 1)


def test_recurring_assignments_are_neither_done_nor_overdue() -> None:
    small_programme()
    load_tasks(
        rows(
            "programme,code,level,title,targets,due_date,recurrence,recorded_at",
            "TEST,R,commune,Việc thường xuyên,16681,2025-07-10,monthly,2025-07-01 08:00",
        ),
        author=Tester(),
        now=now(),
    )
    tasks = ask(unit="40").own.tasks
    assert (tasks.recurring, tasks.total, tasks.overdue, tasks.in_time) == (1, 5, 0, 4)


def test_overdue_begins_the_day_after_and_the_light_follows_the_share() -> None:
    small_programme()
    due = datetime(2025, 8, 31, 23, 59, tzinfo=ZONE)
    assert ask(due, "40").own.tasks.overdue == 0
    after = ask(due + timedelta(minutes=1), "40")
    assert (after.own.tasks.overdue, after.own.light) == (2, Light.RED)


def test_no_data_is_grey_never_green_and_overdue_outranks_grey() -> None:
    small_programme()
    assert ask(unit="40").own.light is Light.GREY
    load("TEST,A,16681,reported,10,,2025-07-05 09:00")
    assert ask(unit="40").own.light is Light.GREEN
    assert ask(datetime(2025, 7, 4, 9, tzinfo=ZONE), "40").own.light is Light.GREY
    assert ask(unit="38").own.light is Light.GREY


def test_a_policy_in_force_from_a_moment_leaves_earlier_moments_alone() -> None:
    small_programme()
    load("TEST,A,16681,reported,10,,2025-07-05 09:00")
    add_light_policy(
        programme=Programme.objects.get(code="TEST"),
        unit_kind="",
        effective_from=datetime(2025, 9, 10, tzinfo=ZONE),
        red_share=Decimal("0.9"),
        warn_days=3,
        milestone_date=date(2025, 8, 1),
        complete_for_green=False,
        basis="test",
        author=Tester(),
    )
    assert ask(datetime(2025, 9, 9, 16, tzinfo=ZONE), "40").own.light is Light.RED
    later = ask(datetime(2025, 9, 10, 16, tzinfo=ZONE), "40").own
    assert later.light is Light.GREY and later.tasks.overdue == 2


def test_due_year_uses_the_original_due_date() -> None:
    small_programme()
    load("TEST,B,16681,extended,,2026-03-31,2025-07-05 09:00")
    assert ask(unit="40", due_year=2025).own.tasks.total == 4
    assert ask(unit="40", due_year=2026).own.tasks.total == 0


def test_rank_is_null_where_fewer_than_two_take_part() -> None:
    small_programme()
    assert ask(unit="40").own.place is None
    load_tasks(
        rows(
            "programme,code,level,title,targets,recorded_at",
            "TEST,C,commune,Việc C,14758,2025-07-01 08:00",
        ),
        author=Tester(),
        now=now(),
    )
    place = ask(unit="40").own.place
    assert place is not None and place.of == 2


@pytest.mark.parametrize("moment", [datetime(2999, 1, 1, tzinfo=ZONE), datetime(2025, 6, 18, 23, tzinfo=ZONE)])
def test_a_moment_in_the_future_or_before_the_programme_is_refused(moment: datetime) -> None:
    small_programme()
    with pytest.raises(Refused, match=r"later|up to now"):
        ask(moment)


def test_the_summary_adds_up() -> None:
    small_programme()
    load("TEST,A,16681,reported,10,,2025-07-05 09:00")
    found = summary(ask())
    assert found["unit"] is None and len(found["provinces"]) == 34
    assert sum(found["lights"].values()) == 34
    tasks = found["tasks"]
    states = ("not_started", "in_progress", "waiting", "done_on_time", "done_late", "recurring")
    assert sum(tasks[state] for state in states) == tasks["total"]
    assert sum(province["tasks"]["total"] for province in found["provinces"]) == tasks["total"]


def test_every_figure_has_as_many_rows_as_its_numerator() -> None:
    small_programme()
    load(
        "TEST,A,16681,reported,100,,2025-07-05 09:00",
        "TEST,A,16681,verified,,,2025-07-06 09:00",
        "TEST,B,16681,reported,50,,2025-07-05 09:00",
        "TEST,A,16690,reported,100,,2025-09-05 09:00",
    )
    for at in (AUGUST, datetime(2025, 9, 6, 16, tzinfo=ZONE), None):
        for unit in (None, "40", "16681"):
            shown = ask(at, unit)
            for code in [*FIGURES, "done_1", "done_0"]:
                figure = figure_from(code, shown)
                assert figure.at == shown.question.basis.at
                if figure.of_units and code not in ("lowest_share", "rank"):
                    assert len(unit_lines(figure, shown)) == figure.numerator, code
                elif not figure.of_units:
                    assert len(assignment_lines(figure)) == figure.numerator, code


def test_tables_count_what_the_board_counts() -> None:
    small_programme()
    load("TEST,A,16681,reported,100,,2025-07-05 09:00", "TEST,A,16681,verified,,,2025-07-06 09:00")
    shown = ask(unit="40")
    assert sum(row.tasks.total for row in by_task(shown.question)) == shown.own.tasks.total
    assert by_lead(shown.question) == []
    table = matrix(shown.question)
    assert table.task_codes == ("A", "B")
    assert [row.cells for row in table.rows] == [
        ("done_on_time", "not_started"),
        ("not_started", "not_started"),
    ]
    assert [line.unit_code for line in task_assignments(shown.question, "A")] == ["16681", "16690"]
    assert len(unit_tasks(ask(unit="16681").question)) == 2


moments = st.integers(0, 70 * 24).map(lambda hours: datetime(2025, 7, 1, 9, tzinfo=ZONE) + timedelta(hours=hours))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["16681", "16690"]), moments, st.sampled_from([0, 30, 100])),
        max_size=12,
        unique_by=lambda event: (event[0], event[1], event[2]),
    ),
    verified=st.booleans(),
    batches=st.integers(1, 3),
    at=moments,
)
def test_any_batches_give_the_standings_of_the_refold_now_and_then(
    events: list[tuple[str, str, datetime, int]], verified: bool, batches: int, at: datetime
) -> None:
    """Reports arrive in any order and in any batches; the board equals folding the ledger in Python."""
    if not Programme.objects.filter(code="TEST").exists():
        small_programme()
    from django.db import transaction

    with transaction.atomic():
        lines = [
            f"TEST,{task},{unit},reported,{percent},,{moment:%Y-%m-%d %H:%M}" for task, unit, moment, percent in events
        ]
        for number in range(batches):
            load(*lines[number::batches])
        if verified:
            waiting = Assignment.objects.filter(task__programme__code="TEST", state=State.WAITING).select_related(
                "task", "unit"
            )
            load(*(f"TEST,{a.task.code},{a.unit.key[1:]},verified,,,2025-10-01 09:00" for a in waiting))
        for moment in (at, None):
            shown = ask(moment, "40")
            day = shown.question.basis.day
            counted: Counter[str] = Counter()
            for assignment in Assignment.objects.filter(task__programme__code="TEST"):
                facts = [event.fact for event in assignment.events.all()]
                standing = fold(facts, due_date=assignment.original_due_date, at=shown.question.basis.at)
                counted[standing.state] += 1
                counted["overdue"] += is_overdue(standing, day)
                counted["in_time"] += standing.state in OPEN and not is_overdue(standing, day)
                counted["done"] += standing.state in DONE
            tasks = shown.own.tasks
            assert tasks.waiting == counted[State.WAITING]
            assert tasks.in_progress == counted[State.IN_PROGRESS]
            assert tasks.not_started == counted[State.NOT_STARTED]
            assert (tasks.done, tasks.overdue, tasks.in_time) == (
                counted["done"],
                counted["overdue"],
                counted["in_time"],
            )
        transaction.set_rollback(True)
