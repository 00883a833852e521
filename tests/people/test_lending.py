"""Lent positions: who may lend what to whom, for how long, and what it gives."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from ledger_rows import load, small_programme
from people_cast import AUTHOR, logged_in, person
from pytest_django.fixtures import DjangoAssertNumQueries

from tiendo.gateways import clock
from tiendo.journal.queries import entries
from tiendo.org.models import ENDLESS
from tiendo.org.queries import version_of
from tiendo.people.actions import end_position
from tiendo.people.actions_lending import MOST_DAYS, end_lending, lend_position
from tiendo.people.models import Position, User
from tiendo.people.queries import Actor, actor_of, named_positions
from tiendo.people.queries_lending import lendings_of
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.tasks.actions import own_tasks
from tiendo.tasks.models import Assignment, Task
from tiendo.tasks.queries.doors import may

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 6)
WEEK = timedelta(days=7)


def own(user: User) -> Position:
    """The position that an account holds in its own right."""
    return Position.objects.select_related("user").get(user=user, lent_from=None)


def lend(lender: User, borrower: User | str, **changes: object) -> Position:
    """Lend the position of an account for a week from today on, by its holder."""
    values: dict[str, object] = {
        "position": own(lender),
        "to": borrower if isinstance(borrower, str) else borrower.username,
        "valid_from": TODAY,
        "valid_to": TODAY + WEEK,
        "reason": "nghỉ phép",
        "actor": actor_of(lender, TODAY),
        "today": TODAY,
    }
    return lend_position(**(values | changes))  # type: ignore[arg-type]


def pair() -> tuple[User, User]:
    """The approver and the reporter of xã Anh Sơn."""
    return person("an", Role.APPROVER, "17329", name="Người duyệt mẫu"), person("binh", Role.REPORTER, "17329")


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
    version = version_of("16681", TODAY)

    def decides(code: str) -> bool:
        assignment = Assignment.objects.get(task__code=code, task__programme__code="TEST", unit_id=version.unit_id)
        return may(actor_of(borrower, TODAY), Verb.EXTEND, assignment, version)

    assert not decides("A")
    lend(owner, borrower)
    assert decides("A")
    assert not decides("B")


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


def test_a_lending_is_journalled_with_its_reason() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    entry = entries().filter(code="people.position.lent").get()
    assert entry.details["lender"] == "an"
    assert entry.details["reason"] == "nghỉ phép"


def test_one_lends_and_takes_back_on_the_page_of_the_own_account() -> None:
    lender, borrower = pair()
    client, today = logged_in(lender), clock.day_of(clock.now())
    typed = {
        "position": own(lender).pk,
        "to": "binh",
        "valid_from": today.isoformat(),
        "valid_to": (today + WEEK).isoformat(),
        "reason": "nghỉ phép",
    }
    assert client.post("/account/lending/", typed)["Location"] == "/account/lending/"
    lent = Position.objects.get(lent_from__user=lender)
    assert "approver 17329 (thay Người duyệt mẫu)" in logged_in(borrower).get("/account/").content.decode()
    assert logged_in(person("chi", Role.REPORTER, "17329")).post(f"/account/lending/{lent.pk}/end/").status_code == 404
    assert client.post(f"/account/lending/{lent.pk}/end/").status_code == 302
    lent.refresh_from_db()
    assert lent.valid_to == today


def test_a_refusal_stands_on_the_page_with_what_was_typed() -> None:
    lender, _borrower = pair()
    today = clock.day_of(clock.now())
    typed = {
        "position": own(lender).pk,
        "to": "khong-co",
        "valid_from": today.isoformat(),
        "valid_to": (today + WEEK).isoformat(),
        "reason": "nghỉ phép",
    }
    answer = logged_in(lender).post("/account/lending/", typed)
    assert answer.status_code == 400
    assert "khong-co" in answer.content.decode()
    assert not Position.objects.filter(lent_from__isnull=False).exists()


def test_nobody_lends_the_position_of_another_by_its_number() -> None:
    lender, borrower = pair()
    today = clock.day_of(clock.now())
    typed = {
        "position": own(lender).pk,
        "to": "an",
        "valid_from": today.isoformat(),
        "valid_to": (today + WEEK).isoformat(),
        "reason": "x",
    }
    assert logged_in(borrower).post("/account/lending/", typed).status_code == 400
    assert not Position.objects.filter(lent_from__isnull=False).exists()


def test_an_administrator_lends_on_the_page_of_the_person() -> None:
    lender, borrower = pair()
    today = clock.day_of(clock.now())
    typed = {
        "position": own(lender).pk,
        "to": borrower.username,
        "valid_from": today.isoformat(),
        "valid_to": (today + WEEK).isoformat(),
        "reason": "phụ trách thay",
    }
    client = logged_in(person("quan-tri-40", Role.ADMINISTRATOR, "40"))
    assert client.post("/people/an/lending/", typed)["Location"] == "/people/an/lending/"
    lent = Position.objects.get(lent_from__user=lender)
    assert "binh" in client.get("/people/an/lending/").content.decode()
    assert client.post(f"/people/an/lending/{lent.pk}/end/").status_code == 302
    assert logged_in(person("quan-tri-38", Role.ADMINISTRATOR, "38")).get("/people/an/lending/").status_code == 404


def test_a_lending_that_has_ended_stays_in_the_list() -> None:
    lender, borrower = pair()
    lend(lender, borrower)
    assert [line.ended for line in lendings_of(borrower, TODAY + WEEK)] == [True]
    assert own(lender).valid_to == ENDLESS


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
