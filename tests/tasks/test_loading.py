"""Loading progress: all or nothing, every bad row named, the same table twice changes nothing."""

import pytest
from ledger_rows import PROGRESS, Tester, assignment_of, load, rows, small_programme

from tiendo.gateways.clock import now
from tiendo.rules.refusal import BadRows
from tiendo.tasks.actions import load_progress, load_tasks
from tiendo.tasks.models import Assignment, ProgressEvent, StandingSpan
from tiendo.tasks.queries import differing_standings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme() -> None:
    small_programme()


def test_a_load_sets_standing_and_spans() -> None:
    load(
        "TEST,A,16681,reported,40,,2025-07-05 09:00,,cán bộ,",
        "TEST,A,16681,reported,100,,2025-07-09 09:00,2025-07-08,cán bộ,",
        "TEST,A,16681,verified,,,2025-07-10 09:00,,sở,",
    )
    assignment = assignment_of()
    assert assignment.state == "done_on_time"
    assert [span.state for span in assignment.spans.order_by("since_at")] == [
        "not_started",
        "in_progress",
        "waiting",
        "done_on_time",
    ]
    assert not list(differing_standings())


def test_the_same_table_twice_changes_nothing() -> None:
    lines = ("TEST,A,16681,reported,40,,2025-07-05 09:00,,cán bộ,",) * 2
    assert load(*lines) == 1
    before = list(StandingSpan.objects.values_list("id", flat=True))
    assert load(*lines) == 0
    assert list(StandingSpan.objects.values_list("id", flat=True)) == before


def test_rows_may_come_in_any_order_and_late() -> None:
    load("TEST,A,16681,reported,100,,2025-07-09 09:00,,cán bộ,")
    load("TEST,A,16681,reported,40,,2025-07-05 09:00,,cán bộ,")
    load(
        "TEST,B,16681,verified,,,2025-07-10 09:00,,sở,",
        "TEST,B,16681,reported,100,,2025-07-09 09:00,,cán bộ,",
    )
    assert not list(differing_standings())
    assert set(Assignment.objects.filter(task__programme__code="TEST").values_list("state", flat=True)) == {
        "waiting",
        "done_on_time",
        "not_started",
    }


BAD = [
    ("NONE,A,16681,reported,40,,2025-07-05 09:00", "programme"),
    ("TEST,Z,16681,reported,40,,2025-07-05 09:00", "task"),
    ("TEST,A,99999,reported,40,,2025-07-05 09:00", "unit"),
    ("TEST,A,16684,reported,40,,2025-07-05 09:00", "unit"),
    ("TEST,A,16681,reported,101,,2025-07-05 09:00", "percent"),
    ("TEST,A,16681,reported,-1,,2025-07-05 09:00", "percent"),
    ("TEST,A,16681,reported,NaN,,2025-07-05 09:00", "percent"),
    ("TEST,A,16681,reported,,,2025-07-05 09:00", "percent"),
    ("TEST,A,16681,finished,40,,2025-07-05 09:00", "kind"),
    ("TEST,A,16681,verified,,,2025-07-05 09:00", "kind"),
    ("TEST,A,16681,returned,,,2025-07-05 09:00", "kind"),
    ("TEST,A,16681,reopened,,,2025-07-05 09:00", "kind"),
    ("TEST,A,16681,extended,,,2025-07-05 09:00", "new_due_date"),
    ("TEST,A,16681,extended,,31/12/2025,2025-07-05 09:00", "new_due_date"),
    ("TEST,A,16681,reported,40,,2025-06-05 09:00", "unit"),
    ("TEST,A,16681,reported,40,,2025-07-01 07:00", "recorded_at"),
    ("TEST,A,16681,reported,40,,2999-07-05 09:00", "recorded_at"),
    ("TEST,A,16681,reported,40,,5/7/2025", "recorded_at"),
    ("TEST,A,16681,reported,40,,2025-07-05 09:00,2025-07-06", "happened_date"),
    ("TEST,A,16681,annulled,,,2025-07-05 09:00,,,,77", "annuls"),
]


@pytest.mark.parametrize(("line", "column"), BAD, ids=[f"{column}: {line}" for line, column in BAD])
def test_a_bad_row_is_named_and_nothing_is_loaded(line: str, column: str) -> None:
    good = "TEST,B,16690,reported,40,,2025-07-05 09:00"
    with pytest.raises(BadRows) as refused:
        load(good, line)
    assert {(problem.line, problem.column) for problem in refused.value.problems} == {(3, column)}
    assert str(refused.value.problems[0])
    assert not ProgressEvent.objects.filter(assignment__task__programme__code="TEST").exists()


def test_an_event_for_a_unit_not_yet_in_force_says_from_when_it_is() -> None:
    with pytest.raises(BadRows) as refused:
        load("TEST,A,16681,reported,40,,2025-06-05 09:00")
    assert "01/07/2025" in str(refused.value.problems[0]) or "given" in str(refused.value.problems[0])


def test_all_bad_rows_are_named_at_once() -> None:
    with pytest.raises(BadRows) as refused:
        load("TEST,A,16681,reported,x,,2025-07-05 09:00", "TEST,Q,16681,reported,5,,nonsense")
    assert [problem.line for problem in refused.value.problems] == [2, 3]


def test_a_late_row_that_would_undo_a_verification_is_refused() -> None:
    load("TEST,A,16681,reported,100,,2025-07-09 09:00", "TEST,A,16681,verified,,,2025-07-10 09:00")
    with pytest.raises(BadRows, match="apply"):
        load("TEST,A,16681,reported,50,,2025-07-09 15:00")


@pytest.mark.parametrize("name", ["2025-07-10 09:00", "2025-07-10 09:00 verified", "verified 2025-07-10 09:00"])
def test_annulling_by_moment_takes_the_verification_back_from_then_on(name: str) -> None:
    load(
        "TEST,A,16681,reported,100,,2025-07-09 09:00",
        "TEST,A,16681,verified,,,2025-07-10 09:00",
        f"TEST,A,16681,annulled,,,2025-07-12 09:00,,,nhầm,{name}",
    )
    assert assignment_of().state == "waiting"


def test_annulling_by_number_and_by_hash() -> None:
    load("TEST,A,16681,reported,40,,2025-07-09 09:00", "TEST,B,16681,reported,40,,2025-07-09 09:00")
    for event in ProgressEvent.objects.filter(assignment__task__programme__code="TEST"):
        task = event.assignment.task.code
        name = event.pk if task == "A" else event.content_hash[:12]
        load(f"TEST,{task},16681,annulled,,,2025-07-12 09:00,,,nhầm,{name}")
    states = Assignment.objects.filter(unit__key="c16681", task__programme__code="TEST").values_list("state", flat=True)
    assert set(states) == {"not_started"}


def test_empty_targets_are_all_units_of_the_level_in_force() -> None:
    load_tasks(
        rows(
            "programme,code,level,title,recorded_at",
            "TEST,C,commune,Việc C,2025-07-01 08:00",
            "TEST,P,province,Việc P,2025-07-01 08:00",
        ),
        author=Tester(),
        now=now(),
    )
    assert Assignment.objects.filter(task__code="C", task__programme__code="TEST").count() == 3321
    assert Assignment.objects.filter(task__code="P", task__programme__code="TEST").count() == 34


def test_a_task_that_serves_two_programmes_is_reported_once() -> None:
    small_programme("OTHER")
    load_tasks(
        rows(
            "programme,code,level,title,targets,recorded_at",
            "TEST;OTHER,S,commune,Việc chung,16681,2025-07-01 08:00",
        ),
        author=Tester(),
        now=now(),
    )
    load("OTHER,S,16681,reported,100,,2025-07-09 09:00", "TEST,S,16681,verified,,,2025-07-10 09:00")
    assert Assignment.objects.get(task__code="S").state == "done_on_time"


@pytest.mark.parametrize("column", [name for name in PROGRESS.split(",")[5:] if name != "recorded_at"])
def test_columns_that_a_row_does_not_need_may_be_absent(column: str) -> None:
    header = ",".join(name for name in PROGRESS.split(",") if name != column)
    cells = {
        "programme": "TEST",
        "task": "A",
        "unit": "16681",
        "kind": "reported",
        "percent": "5",
        "recorded_at": "2025-07-05 09:00",
    }
    line = ",".join(cells.get(name, "") for name in header.split(","))
    assert load_progress(rows(header, line), author=Tester(), now=now()).added == 1
