"""The calendar of working days, as published and as decided."""

from datetime import date

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from people_made import logged_in, person
from tiendo.gateways import clock
from tiendo.journal.queries import entries
from tiendo.people.queries import actor_of
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.workdays.actions import set_day
from tiendo.workdays.models import DayOverride
from tiendo.workdays.queries import (
    add_working_days,
    calendar,
    is_working_day,
    working_days_between,
    year_for,
)

pytestmark = pytest.mark.django_db

SWAP = {"reason": "Hoán đổi với ngày 10/01/2026", "decision": "Thông báo 12-TB/BNV ngày 20/12/2025"}


def administrator(scope: str = "VN") -> Client:
    """A browser of an administrator over a scope."""
    return logged_in(person(f"quan-tri-{scope.lower()}", Role.ADMINISTRATOR, scope))


def decide(day: date, *, working: bool) -> DayOverride:
    """Set a day as the administrator of the country."""
    user = person(f"quan-tri-{DayOverride.objects.count()}", Role.ADMINISTRATOR)
    return set_day(day=day, working=working, **SWAP, actor=actor_of(user, clock.day_of(clock.now())))


def test_a_late_swap_moves_the_days_that_are_counted() -> None:
    assert add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 2)
    assert working_days_between(date(2025, 12, 31), date(2026, 1, 12)) == 7
    decide(date(2026, 1, 2), working=False)
    decide(date(2026, 1, 10), working=True)
    assert add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)
    assert working_days_between(date(2025, 12, 31), date(2026, 1, 12)) == 7
    assert is_working_day(date(2026, 1, 10))


def test_for_each_day_the_last_word_counts() -> None:
    decide(date(2026, 1, 2), working=False)
    decide(date(2026, 1, 2), working=True)
    assert is_working_day(date(2026, 1, 2))
    assert DayOverride.objects.count() == 2


def test_what_was_said_of_a_day_cannot_be_changed() -> None:
    row = decide(date(2026, 1, 2), working=False)
    row.working = True
    with pytest.raises(ProgrammingError, match=r"append-only|permission"):
        row.save()


def test_counting_takes_one_query_however_many_days_are_set(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for day in range(5, 8):
        decide(date(2026, 1, day), working=False)
    with django_assert_num_queries(1):
        add_working_days(date(2025, 12, 31), 250)
    with django_assert_num_queries(1):
        calendar(date(2024, 1, 1), date(2027, 12, 31))


def test_a_year_beyond_the_known_ones_is_refused_with_the_reach() -> None:
    with pytest.raises(Refused, match="2014"):
        is_working_day(date(2001, 1, 1))
    actor = actor_of(person("xem", Role.VIEWER), clock.day_of(clock.now()))
    with pytest.raises(Refused, match="2100"):
        year_for(actor, 2101)


def test_the_last_known_year_is_still_answered() -> None:
    assert year_for(actor_of(person("xem", Role.VIEWER), clock.day_of(clock.now())), 2100).after is None


def test_a_year_of_the_page_has_twelve_months_and_adds_up() -> None:
    year = year_for(actor_of(person("xem", Role.VIEWER), clock.day_of(clock.now())), 2026)
    assert len(year.months) == 12
    assert all(len(week) == 7 for month in year.months for week in month.weeks)
    assert sum(cell is not None for month in year.months for week in month.weeks for cell in week) == 365
    assert year.working == working_days_between(date(2025, 12, 31), date(2026, 12, 31))


def test_only_the_administrator_of_the_country_sets_a_day() -> None:
    today = clock.day_of(clock.now())
    for role, scope in ((Role.ADMINISTRATOR, "40"), (Role.LEADER, "VN")):
        actor = actor_of(person(f"nguoi-{role}", role, scope), today)
        with pytest.raises(NotAllowed):
            set_day(day=date(2026, 1, 2), working=False, **SWAP, actor=actor)


def test_a_day_is_set_on_the_page_with_its_decision_and_journalled() -> None:
    client = administrator()
    answer = client.post("/workdays/", {"day": "2026-01-02", "working": "off", **SWAP})
    assert answer["Location"] == "/workdays/?year=2026"
    page = client.get("/workdays/?year=2026").content.decode()
    assert SWAP["reason"] in page and SWAP["decision"] in page
    entry = entries().filter(code="workdays.day.set").get()
    assert entry.subject == "2026-01-02: off"


def test_a_day_without_a_decision_is_asked_again() -> None:
    answer = administrator().post("/workdays/", {"day": "2026-01-02", "working": "off", "reason": "x"})
    assert answer.status_code == 400
    assert not DayOverride.objects.exists()


def test_a_day_out_of_reach_is_refused_on_the_page() -> None:
    answer = administrator().post("/workdays/", {"day": "1999-01-02", "working": "off", **SWAP})
    assert answer.status_code == 400
    assert "2014" in answer.content.decode()


def test_the_page_takes_as_many_queries_for_many_set_days_as_for_one() -> None:
    client = logged_in(person("xem", Role.VIEWER))
    counts = []
    for days in ((2,), (5, 6, 7)):
        for day in days:
            decide(date(2026, 1, day), working=False)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/workdays/?year=2026").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


def test_weekday_and_reason_are_read_out_for_a_day_off() -> None:
    page = logged_in(person("xem", Role.VIEWER)).get("/workdays/?year=2026").content.decode()
    assert "worked instead of 31/08/2026" in page
    assert "Giao thừa Tết Nguyên Đán" in page
    assert page.count("<caption>") == 12
