"""Who is reminded of what, in one digest a day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import load, small_programme
from notice_world import DUE_DAY, FIRST_PAST, FIVE_LEFT, QUIET, at, channel, lines_by_section, world

from people_made import SINCE, person
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.models import DigestRun, Notice, ReminderRule
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Programme

pytestmark = pytest.mark.django_db


def digest(user: User, on: date) -> dict[str, list[str]]:
    """The lines of a person's digest of a day, by section."""
    make_digests(on=on, now=at(on))
    return lines_by_section([line for notice in Notice.objects.filter(user=user, for_date=on) for line in notice.lines])


def test_the_reporter_is_reminded_before_the_due_date_on_it_and_after_it() -> None:
    cast = world()
    assert digest(cast["a"], FIVE_LEFT) == {"before_due": ["16681 A"]}
    assert digest(cast["a"], DUE_DAY) == {"on_due_day": ["16681 A"]}
    assert digest(cast["a"], FIRST_PAST)["after_due"] == ["16681 A"]
    assert digest(cast["b"], DUE_DAY) == digest(cast["b"], DUE_DAY)


def test_nothing_is_sent_when_nothing_is_to_be_done() -> None:
    cast = world()
    assert digest(cast["a"], QUIET) == {}
    assert not Notice.objects.filter(for_date=QUIET).exists()


def test_nobody_is_reminded_on_a_holiday() -> None:
    world()
    assert make_digests(on=date(2025, 9, 1), now=at(date(2025, 9, 1))) == 0


def test_a_reported_completion_reminds_its_verifier_and_no_longer_the_unit() -> None:
    cast = world()
    owner = person("so-x", Role.STANDING_BODY, "40.SKHCN", "40")
    load("TEST,A,16681,reported,100,,2025-08-26 09:00")
    assert digest(cast["a"], DUE_DAY) == {}
    made = digest(cast["body"], DUE_DAY)
    assert made == {"waits_verification": ["16681 A"]} == digest(owner, DUE_DAY) | made


def test_what_was_returned_is_reminded_of_on_the_next_working_day() -> None:
    cast = world()
    load("TEST,B,16681,reported,100,,2025-08-20 09:00", "TEST,B,16681,returned,,,2025-08-21 09:00")
    assert digest(cast["a"], FIVE_LEFT)["returned"] == ["16681 B"]


def test_long_overdue_goes_to_the_head_and_then_to_the_level_above_as_one_line_a_unit() -> None:
    cast = world()
    assert digest(cast["head"], date(2025, 9, 5)) == {"escalate_head": ["16681 A"]}
    assert digest(cast["body"], date(2025, 9, 16)) == {"escalate_above": ["16681", "16690"]}


def test_a_unit_without_reporters_is_reminded_by_its_approvers() -> None:
    small_programme()
    head = person("duyet-b", Role.APPROVER, "16690")
    assert digest(head, DUE_DAY) == {"on_due_day": ["16690 A"]}


def test_the_rules_of_a_programme_take_the_place_of_the_general_ones() -> None:
    cast = world()
    ReminderRule.objects.create(kind="before_due", days=3, programme=Programme.objects.get(code="TEST"))
    assert "before_due" not in digest(cast["a"], FIVE_LEFT)
    assert digest(cast["a"], date(2025, 8, 26))["before_due"] == ["16681 A"]


def test_the_digests_of_a_day_are_made_once() -> None:
    world()
    assert make_digests(on=DUE_DAY, now=at(DUE_DAY)) == 2
    assert make_digests(on=DUE_DAY, now=at(DUE_DAY, 9)) == 0
    assert Notice.objects.filter(for_date=DUE_DAY).count() == 2
    assert DigestRun.objects.filter(for_date=DUE_DAY).count() == 1


def test_somebody_without_an_address_is_in_the_log_all_the_same() -> None:
    cast = world()
    channel(cast["a"])
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    states = dict(Notice.objects.filter(for_date=DUE_DAY).values_list("user__username", "state"))
    assert states == {"can-bo-a": "due", "can-bo-b": "no_channel"}


def test_an_address_for_duties_gets_no_line_that_is_none() -> None:
    cast = world()
    channel(cast["a"], duty_only=True)
    assert digest(cast["a"], FIVE_LEFT) == {}
    assert digest(cast["a"], DUE_DAY) == {"on_due_day": ["16681 A"]}


def test_a_closed_account_and_an_ended_position_get_nothing() -> None:
    cast = world()
    User.objects.filter(pk=cast["a"].pk).update(is_active=False)
    cast["b"].positions.update(valid_to=DUE_DAY)
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    assert set(Notice.objects.filter(for_date=DUE_DAY).values_list("user__username", flat=True)) == {"duyet-a"}


def test_the_queries_do_not_grow_with_people_and_tasks() -> None:
    world()
    with CaptureQueriesContext(connection) as few:
        make_digests(on=DUE_DAY, now=at(DUE_DAY))
    small_programme("MORE", targets="16681;16690;17329")
    for number in range(5):
        person(f"them-{number}", Role.REPORTER, "17329")
    other = date(2025, 9, 3)
    with CaptureQueriesContext(connection) as many:
        assert make_digests(on=other, now=at(other)) > 5
    assert len(many) <= len(few)
    assert other > SINCE


def test_who_borrowed_a_position_is_reminded_as_its_holder_is() -> None:
    cast = world()
    deputy = person("thay-a", Role.VIEWER, "16681")
    lent = cast["a"].positions.get()
    Position.objects.create(
        user=deputy,
        role=lent.role,
        title="thay",
        unit=lent.unit,
        scope=lent.scope,
        valid_from=SINCE,
        valid_to=DUE_DAY,
        lent_from=lent,
    )
    assert digest(deputy, FIVE_LEFT) == digest(cast["a"], FIVE_LEFT) == {"before_due": ["16681 A"]}
    assert digest(deputy, DUE_DAY) == {}
