"""Lent positions: who may lend what to whom, for how long, and who ends it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from lending_pair import TODAY, WEEK, lend, own, pair

from people_made import AUTHOR, person
from tiendo.journal.queries import entries
from tiendo.org.models import ENDLESS
from tiendo.people.actions import end_position
from tiendo.people.actions_lending import MOST_DAYS, end_lending
from tiendo.people.models import Position
from tiendo.people.queries import actor_of
from tiendo.people.queries_lending import lendings_of
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def test_a_borrowed_position_is_never_lent_on() -> None:
    lender, borrower = pair()
    lent = lend(lender, borrower)
    third = person("chi", Role.REPORTER, "17329")
    with pytest.raises(Refused, match="never lent on"):
        lend(borrower, third, position=Position.objects.select_related("user").get(pk=lent.pk))


def test_the_position_of_an_administrator_is_never_lent() -> None:
    administrator, other = person("quan-tri-1", Role.ADMINISTRATOR), person("quan-tri-2", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="administrator"):
        lend(administrator, other)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "in the past"),
        ({"valid_to": TODAY}, "end after it begins"),
        ({"valid_to": TODAY + timedelta(days=MOST_DAYS + 1)}, "at most 180"),
        ({"reason": " "}, "Say why"),
        ({"to": "an"}, "holds the position already"),
    ],
)
def test_days_reason_and_borrower_are_checked(changes: dict[str, object], why: str) -> None:
    lender, borrower = pair()
    with pytest.raises(Refused, match=why):
        lend(lender, borrower, **changes)


def test_a_position_is_not_lent_beyond_its_own_end() -> None:
    lender, borrower = pair()
    end_position(position=own(lender), valid_to=TODAY + timedelta(days=3), author=AUTHOR)
    with pytest.raises(Refused, match="not held on all"):
        lend(lender, borrower)


def test_a_lending_ends_with_the_position_itself() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    end_position(position=own(lender), valid_to=TODAY + timedelta(days=2), author=AUTHOR)
    assert len(actor_of(borrower, TODAY + timedelta(days=1)).held) == 2
    assert len(actor_of(borrower, TODAY + timedelta(days=2)).held) == 1


def test_a_position_is_lent_to_one_person_at_a_time() -> None:
    lender, borrower = pair()
    third = person("chi", Role.REPORTER, "17329")
    lend(lender, borrower)
    with pytest.raises(Refused, match="lent on some of these days"):
        lend(lender, third, valid_from=TODAY + timedelta(days=6), valid_to=TODAY + 2 * WEEK)
    assert lend(lender, third, valid_from=TODAY + WEEK, valid_to=TODAY + 2 * WEEK).pk


def test_an_account_far_away_a_closed_one_and_none_are_refused_in_the_same_words() -> None:
    lender, _borrower = pair()
    person("xa-khac", Role.REPORTER, "16681")
    closed = person("dong", Role.REPORTER, "17329")
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    sentences = set()
    for name in ("xa-khac", "dong", "khong-co"):
        with pytest.raises(NotFound) as refused:
            lend(lender, name)
        sentences.add(str(refused.value).replace(name, "…"))
    assert len(sentences) == 1


def test_a_borrowed_position_does_not_make_somebody_a_borrower() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    end_position(position=own(borrower), valid_to=TODAY, author=AUTHOR)
    third = person("chi", Role.REPORTER, "17329")
    with pytest.raises(NotFound):
        lend(third, borrower)


def test_only_the_holder_or_an_administrator_above_both_lends() -> None:
    lender, borrower = pair()
    for stranger in (borrower, person("quan-tri-38", Role.ADMINISTRATOR, "38"), person("lanh-dao-1", Role.LEADER)):
        with pytest.raises(NotAllowed):
            lend(lender, borrower, actor=actor_of(stranger, TODAY))
    administrator = actor_of(person("quan-tri-40", Role.ADMINISTRATOR, "40"), TODAY)
    assert lend(lender, borrower, actor=administrator).user == borrower
    with pytest.raises(NotFound):
        lend(lender, person("xa-38", Role.REPORTER, "38"), actor=administrator, valid_from=TODAY + WEEK)


def test_lender_borrower_and_administrator_end_it_and_nobody_else() -> None:
    lender, borrower = pair()
    stranger = person("chi", Role.REPORTER, "17329")
    administrator = person("quan-tri-40", Role.ADMINISTRATOR, "40")
    later = TODAY + timedelta(days=2)
    for place, ender in enumerate((lender, borrower, administrator)):
        begin = TODAY + place * WEEK
        lent = lend(lender, borrower, valid_from=begin, valid_to=begin + WEEK)
        with pytest.raises(NotAllowed):
            end_lending(lending=lent, actor=actor_of(stranger, TODAY), today=begin)
        end_lending(lending=lent, actor=actor_of(ender, TODAY), today=begin + timedelta(days=2))
        assert lent.valid_to == begin + timedelta(days=2)
        with pytest.raises(Refused, match="ended already"):
            end_lending(lending=lent, actor=actor_of(lender, TODAY), today=begin + WEEK)
    assert len(actor_of(borrower, later).held) == 1
    assert entries().filter(code="people.lending.ended").count() == 3


def test_one_taken_back_before_it_began_was_held_on_no_day() -> None:
    lender, borrower = pair()
    lent = lend(lender, borrower, valid_from=TODAY + WEEK, valid_to=TODAY + 2 * WEEK)
    end_lending(lending=lent, actor=actor_of(lender, TODAY), today=TODAY)
    assert (lent.valid_from, lent.valid_to) == (TODAY, TODAY)
    assert all(len(actor_of(borrower, TODAY + timedelta(days=step)).held) == 1 for step in range(20))
    assert [line.ended for line in lendings_of(lender, TODAY)] == [True]
    assert lend(lender, borrower).pk


def test_the_database_refuses_an_empty_position_that_is_not_lent() -> None:
    lender, _borrower = pair()
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.filter(user=lender).update(valid_to=own(lender).valid_from)
    with pytest.raises(IntegrityError), transaction.atomic():
        position = own(lender)
        Position.objects.create(
            user=None,
            role=position.role,
            title="x",
            unit_id=position.unit_id,
            scope_id=position.scope_id,
            lent_from=position,
        )


def test_a_lending_is_journalled_with_its_reason() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    entry = entries().filter(code="people.position.lent").get()
    assert entry.details["lender"] == "an"
    assert entry.details["reason"] == "nghỉ phép"


def test_a_lending_that_has_ended_stays_in_the_list() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    assert [line.ended for line in lendings_of(borrower, TODAY + WEEK)] == [True]
    assert own(lender).valid_to == ENDLESS
