"""Annulments in tables: annulled in turn by their moment, and the same table twice."""

import pytest
from ledger_rows import assignment_of, load, small_programme

from tiendo.rules.refusal import BadRows
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db

REPORTED = "TEST,A,16681,reported,40,,2025-07-21 10:00"


@pytest.fixture(autouse=True)
def programme() -> None:
    small_programme()


def annulled(at: str, name: str, note: str = "") -> str:
    return f"TEST,A,16681,annulled,,,{at},,,{note},{name}"


def state() -> str:
    return assignment_of().state


@pytest.mark.parametrize("backwards", [False, True])
def test_an_annulment_of_the_same_file_is_annulled_by_its_moment(*, backwards: bool) -> None:
    lines = [
        REPORTED,
        annulled("2025-07-22 10:00", "2025-07-21 10:00"),
        annulled("2025-07-23 10:00", "2025-07-22 10:00"),
        annulled("2025-07-24 10:00", "2025-07-23 10:00 annulled"),
    ]
    if backwards:
        lines.reverse()
    assert load(*lines[:]) == 4
    assert state() == "not_started"
    assert load(*lines) == 0


def test_annulling_an_annulment_brings_the_event_back() -> None:
    lines = [
        REPORTED,
        annulled("2025-07-22 10:00", "2025-07-21 10:00"),
        annulled("2025-07-23 10:00", "2025-07-22 10:00"),
    ]
    assert load(*lines) == 3
    assert state() == "in_progress"
    assert [load(line) for line in lines] == [0, 0, 0]


def test_an_annulment_at_the_moment_that_it_names_is_the_same_the_second_time() -> None:
    lines = [REPORTED, annulled("2025-07-21 10:00", "2025-07-21 10:00")]
    assert load(*lines) == 2
    assert load(*lines) == 0
    assert load(lines[1]) == 0
    assert load(*lines, lines[1]) == 0
    assert state() == "not_started"


def test_an_annulment_by_hash_or_number_is_the_same_the_second_time() -> None:
    load(REPORTED)
    event = ProgressEvent.objects.get(assignment__task__programme__code="TEST")
    for name in (event.content_hash[:8], event.content_hash, str(event.pk), "2025-07-21 10:00"):
        load(annulled("2025-07-21 10:00", name))
    assert ProgressEvent.objects.filter(assignment__task__programme__code="TEST").count() == 2


def test_a_name_of_two_events_or_of_none_is_refused() -> None:
    twice = [REPORTED, REPORTED.replace("40", "50")]
    with pytest.raises(BadRows) as refused:
        load(*twice, annulled("2025-07-22 10:00", "2025-07-21 10:00"), annulled("2025-07-22 11:00", "2025-07-20 10:00"))
    assert [(p.line, p.column, str(p)[:40].split()[3]) for p in refused.value.problems] == [
        (4, "annuls", "2"),
        (5, "annuls", "0"),
    ]
