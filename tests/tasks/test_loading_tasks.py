"""Loading programmes and tasks: one task per code, the same row twice, and rows that say something else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import Tester, load, rows, small_programme

from tiendo.gateways.clock import now
from tiendo.rules.refusal import BadRows
from tiendo.tasks.actions import load_programmes, load_tasks
from tiendo.tasks.models import Assignment, Programme, Task

pytestmark = pytest.mark.django_db
PROGRAMMES = "code,title,directive_number,directive_date,issuer"
TASKS = "programme,code,level,title,lead,supports,targets,recorded_at"
KNOWN = "TEST,S,commune,Việc chung,40,42,16681;16690,2025-07-01 08:00"


@pytest.fixture(autouse=True)
def programmes() -> None:
    small_programme()
    small_programme("OTHER")


def load_lines(*lines: str) -> int:
    return load_tasks(rows(TASKS, *lines), author=Tester(), now=now())


def refused_at(*lines: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRows) as refused:
        load_lines(*lines)
    return [(problem.line, problem.column) for problem in refused.value.problems]


@pytest.mark.parametrize("code", ["A/1", "A;1", "/", "a;/b"])
def test_codes_hold_no_mark_that_parts_codes(code: str) -> None:
    assert set(refused_at(f"TEST,{code},commune,Việc,,,16681,2025-07-01 08:00")) == {(2, "code")}
    with pytest.raises(BadRows) as refused:
        load_programmes(rows(PROGRAMMES, f"{code},Chương trình,1,2025-07-01,Ban"), author=Tester())
    assert {(problem.line, problem.column) for problem in refused.value.problems} == {(2, "code")}


def test_every_bad_programme_is_named() -> None:
    with pytest.raises(BadRows) as refused:
        load_programmes(
            rows(PROGRAMMES, "X1,,1,2025-07-01,Ban", "TEST,Khác,1,2025-07-01,Ban", "X2,Tên,1,1/7/2025,Ban"),
            author=Tester(),
        )
    assert [(p.line, p.column) for p in refused.value.problems] == [(2, "title"), (3, "code"), (4, "directive_date")]


@pytest.mark.parametrize("directive", ["02-KH/BCĐ,2025-06-19,Ban Chỉ đạo", "01-KH/BCĐ,2025-06-20,Ban Chỉ đạo"])
def test_a_programme_with_another_directive_is_refused(directive: str) -> None:
    same = "TEST,Chương trình thử,01-KH/BCĐ,2025-06-19,Ban Chỉ đạo"
    assert load_programmes(rows(PROGRAMMES, same), author=Tester()) == 0
    with pytest.raises(BadRows) as refused:
        load_programmes(rows(PROGRAMMES, f"TEST,Chương trình thử,{directive}"), author=Tester())
    assert "other contents" in str(refused.value.problems[0])
    assert Programme.objects.get(code="TEST").directive.number == "01-KH/BCĐ"


def test_a_task_that_serves_another_programme_does_not_hide_its_task() -> None:
    assert refused_at(
        "TEST;OTHER,S,commune,Việc,,,16681,2025-07-01 08:00", "OTHER,S,commune,Khác,,,16681,2025-07-01 08:00"
    ) == [(3, "code")]
    assert not Task.objects.filter(code="S").exists()
    load_lines("TEST,T,commune,Việc,,,16681,2025-07-01 08:00")
    assert refused_at("OTHER;TEST,T,commune,Việc,,,16681,2025-07-01 08:00") == [(2, "code")]
    assert refused_at("OTHER;TEST,A,commune,Việc A,,,16681,2025-07-01 08:00") == [(2, "code")]


OTHER_CONTENTS = {
    "title": KNOWN.replace("chung", "riêng"),
    "fewer targets": KNOWN.replace("16681;16690", "16681"),
    "other targets": KNOWN.replace("16690", "01318"),
    "lead": KNOWN.replace(",40,", ",42,"),
    "no lead": KNOWN.replace(",40,", ",,"),
    "supports": KNOWN.replace(",42,", ",40;42,"),
    "programmes": KNOWN.replace("TEST,", "TEST;OTHER,"),
}


@pytest.mark.parametrize("line", OTHER_CONTENTS.values(), ids=list(OTHER_CONTENTS))
def test_a_known_task_with_other_contents_is_refused(line: str) -> None:
    assert load_lines(KNOWN) == 1
    assert refused_at(line) == [(2, "code")]
    assert refused_at(KNOWN, line) == [(3, "code")]
    assert Assignment.objects.filter(task__code="S").count() == 2


def test_a_known_task_is_passed_over() -> None:
    assert load_lines(KNOWN, KNOWN) == 1
    assert load_lines(KNOWN) == 0
    assert load_lines(KNOWN.replace("16681;16690", "16690;16681")) == 0
    assert load_lines(KNOWN.replace("16681;16690", "")) == 0
    load("TEST,S,16681,reported,100,,2025-07-09 09:00", "TEST,S,16690,withdrawn,,,2025-07-09 09:00")
    assert load_lines(KNOWN) == 0


def test_a_task_for_a_whole_level_is_passed_over_the_second_time() -> None:
    line = "TEST;OTHER,P,province,Việc,,,,2025-07-01 08:00"
    assert load_lines(line) == 1
    assert load_lines(line) == 0


def test_known_tasks_are_compared_with_as_many_queries_for_one_as_for_twenty() -> None:
    lines = [KNOWN.replace("TEST,S", f"TEST,S{number}") for number in range(20)]
    load_lines(*lines)
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert load_lines(*some) == 0
        counts.append(len(queries))
    assert counts[0] == counts[1]
