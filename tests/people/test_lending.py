"""Lent positions: what they give to who borrows them, and how long."""

from datetime import date, timedelta

import pytest
from ledger_rows import assignment_of, load, small_programme
from lending_pair import TODAY, WEEK, lend, own, pair
from pytest_django.fixtures import DjangoAssertNumQueries

from people_made import AUTHOR, person
from tiendo.org.queries import version_of
from tiendo.people.models import Position
from tiendo.people.queries import Actor, actor_of, named_positions
from tiendo.rules.permissions import Role, Verb
from tiendo.tasks.actions import own_tasks
from tiendo.tasks.models import Task
from tiendo.tasks.queries.doors import may

pytestmark = pytest.mark.django_db


def test_a_borrower_has_the_rights_of_the_position_on_its_days_only() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    path = version_of("17329", TODAY).path

    def annuls(day: date) -> bool:
        return actor_of(borrower, day).can(Verb.ANNUL, path)

    assert [annuls(TODAY - timedelta(days=1)), annuls(TODAY), annuls(TODAY + WEEK)] == [False, True, False]
    assert actor_of(lender, TODAY).can(Verb.ANNUL, path)


def test_the_record_says_for_whom_the_borrower_acts() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    assert actor_of(borrower, TODAY).name == "binh (reporter 17329; approver 17329 (thay Người duyệt mẫu))"
    assert actor_of(borrower, TODAY + WEEK).name == "binh (reporter 17329)"


def test_a_long_title_keeps_the_name_of_the_lender() -> None:
    lender, borrower = pair()
    Position.objects.filter(user=lender).update(title="x" * 300)
    lent = lend(lender, borrower)
    assert len(lent.title) == 300
    assert lent.title.endswith("x (thay Người duyệt mẫu)")


def test_named_tasks_follow_the_lent_position() -> None:
    small_programme()
    owner = person("dau-moi", Role.OWNER, "40.SKHCN", "40")
    borrower = person("thay", Role.VIEWER, "40.SKHCN", "40")
    own_tasks(position=own(owner), tasks=[Task.objects.get(programme__code="TEST", code="A")], author=AUTHOR)

    def decides(code: str) -> bool:
        return may(actor_of(borrower, TODAY), Verb.EXTEND, assignment_of(code), version_of("16681", TODAY))

    assert not decides("A")
    lend(owner, borrower)
    assert decides("A")
    assert not decides("B")


def test_a_lent_position_is_not_the_one_that_is_responsible() -> None:
    lender, borrower = pair()
    reporter = own(borrower)
    lend(borrower, lender)
    unit = version_of("17329", TODAY).unit_id
    assert named_positions([unit], TODAY) == {unit: reporter.pk}


def test_the_actor_costs_one_query_with_lent_positions_or_without(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lender, borrower = pair()
    with django_assert_num_queries(1):
        actor_of(borrower, TODAY)
    lend(lender, borrower)
    with django_assert_num_queries(1):
        assert len(actor_of(borrower, TODAY).held) == 2


def rights(actor: Actor) -> set[Verb]:
    """The verbs that somebody may do at all."""
    return {verb for verb in Verb if actor.can_anywhere(verb)}


def test_a_borrower_gets_no_verb_that_the_position_does_not_have() -> None:
    lender, borrower = pair()
    before, lent = rights(actor_of(borrower, TODAY)), rights(actor_of(lender, TODAY))
    lend(lender, borrower)
    assert rights(actor_of(borrower, TODAY)) == before | lent


def test_loading_still_finds_the_borrower_a_stranger_elsewhere() -> None:
    small_programme(targets="16681")
    lender, borrower = pair()
    lend(lender, borrower)
    assert load("TEST,A,16681,reported,40,,2025-08-05 09:00") == 1
    assert not actor_of(borrower, TODAY).can(Verb.VIEW, version_of("16681", TODAY).path)
