"""What may come late, and which row is named when it may not."""

import pytest
from ledger_rows import assignment_of, load, small_programme

from tiendo.rules.refusal import BadRows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def verified_and_extended() -> None:
    small_programme()
    load(
        "TEST,A,16681,reported,100,,2025-07-21 09:00",
        "TEST,A,16681,verified,,,2025-07-25 09:00",
        "TEST,A,16681,extended,,2025-10-31,2025-07-26 09:00",
    )


def test_the_row_that_would_undo_a_verification_is_the_one_that_is_named() -> None:
    with pytest.raises(BadRows) as refused:
        load("TEST,A,16681,extended,,2025-09-30,2025-07-22 09:00", "TEST,A,16681,reported,50,,2025-07-23 09:00")
    assert [problem.line for problem in refused.value.problems] == [3]


def test_an_annulment_of_something_else_opens_no_door() -> None:
    with pytest.raises(BadRows) as refused:
        load(
            "TEST,A,16681,reported,50,,2025-07-23 09:00",
            "TEST,A,16681,annulled,,,2025-07-27 09:00,,,nhầm,2025-07-26 09:00",
        )
    assert [problem.line for problem in refused.value.problems] == [2]
    assert assignment_of().state == "done_on_time"


def test_with_the_verification_annulled_the_late_report_is_taken() -> None:
    load(
        "TEST,A,16681,reported,50,,2025-07-23 09:00",
        "TEST,A,16681,annulled,,,2025-07-27 09:00,,,nhầm,2025-07-25 09:00",
    )
    assert assignment_of().state == "in_progress"
