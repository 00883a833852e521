"""More time: who asks, who decides, and what the ledger keeps of it."""

from datetime import date, timedelta

import pytest
from django.db.utils import ProgrammingError
from ledger_rows import small_programme
from requests_world import COMMUNE, NOW, acting, ask, at, subject

from people_made import AUTHOR, person
from tiendo.gateways.clock import day_of
from tiendo.journal.queries import entries
from tiendo.people.actions_lending import lend_position
from tiendo.people.models import Position, User
from tiendo.requests.actions import grant_extension, refuse_extension, take_extension_back
from tiendo.requests.models import Extension, ExtensionAnswer
from tiendo.requests.queries import extension_for, extensions_to_decide_for, moved_after_due
from tiendo.requests.queries.lines import ExtensionLine, extension_lines
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.tasks.actions import EventDraft, own_tasks, record_event
from tiendo.tasks.models import ProgressEvent, Task

pytestmark = pytest.mark.django_db

TODAY = day_of(NOW)
GRANT = {"new_due_date": date(2025, 9, 15), "decision": "Quyết định 12/QĐ-UBND ngày 05/8/2025"}


@pytest.fixture(autouse=True)
def plan(db: None) -> None:
    """The programme TEST."""
    small_programme()


def line_of(extension: Extension) -> ExtensionLine:
    """The request as the verbs take it."""
    return extension_lines([extension], TODAY)[0]


def pair() -> tuple[User, User]:
    """The reporter of the commune, and the standing body of the province."""
    return person("xa", Role.REPORTER, COMMUNE), person("thuong-truc-1", Role.STANDING_BODY, "40.CQTT", "40")


def test_a_unit_asks_and_the_due_date_stays_until_it_is_granted() -> None:
    asker, decider = pair()
    made = ask(asker)
    assert made.due_date == date(2025, 8, 31)
    assert subject().assignment.due_date == date(2025, 8, 31)
    grant_extension(line=line_of(made), **GRANT, note="Một lần", actor=acting(decider), now=NOW)
    assignment = subject().assignment
    assert (assignment.due_date, assignment.original_due_date) == (date(2025, 9, 15), date(2025, 8, 31))
    event = ProgressEvent.objects.get(kind=Kind.EXTENDED)
    assert (event.decision, event.note, event.actor_user) == (GRANT["decision"], "Một lần", decider.pk)
    answer = ExtensionAnswer.objects.get()
    assert (answer.outcome, answer.new_due_date, answer.extension_id) == ("granted", date(2025, 9, 15), made.pk)


def test_a_refusal_needs_a_reason_and_leaves_the_ledger_alone() -> None:
    asker, decider = pair()
    line = line_of(ask(asker))
    with pytest.raises(Refused, match="Say why"):
        refuse_extension(line=line, reason=" ", actor=acting(decider), now=NOW)
    refuse_extension(line=line, reason="Đã gia hạn một lần", actor=acting(decider), now=NOW)
    assert not ProgressEvent.objects.exists()
    assert subject().assignment.due_date == date(2025, 8, 31)


def test_the_asker_takes_an_open_request_back_and_may_ask_again() -> None:
    asker, decider = pair()
    line = line_of(ask(asker))
    with pytest.raises(NotAllowed):
        take_extension_back(line=line, actor=acting(decider), now=NOW)
    take_extension_back(line=line, actor=acting(asker), now=NOW)
    assert ask(asker).pk


def test_a_request_is_answered_once() -> None:
    asker, decider = pair()
    line = line_of(ask(asker))
    refuse_extension(line=line, reason="x", actor=acting(decider), now=NOW)
    for again in (
        lambda: grant_extension(line=line, **GRANT, actor=acting(decider), now=NOW),
        lambda: take_extension_back(line=line, actor=acting(asker), now=NOW),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            again()
    assert not ProgressEvent.objects.exists()


def test_one_request_at_a_time_for_each_assignment() -> None:
    asker, _decider = pair()
    ask(asker)
    with pytest.raises(Refused, match="already"):
        ask(asker)
    assert ask(asker, "B", wished="2026-01-31").pk


@pytest.mark.parametrize("wished", ["2025-08-31", "2025-08-01"])
def test_the_day_wished_for_lies_after_the_due_date(wished: str) -> None:
    asker, _decider = pair()
    with pytest.raises(Refused, match="after the due date"):
        ask(asker, wished=wished)


def test_a_day_in_the_past_is_not_wished_for() -> None:
    asker, _decider = pair()
    with pytest.raises(Refused, match="past"):
        ask(asker, wished="2025-09-10", now=at("2025-09-11"))


def test_a_new_due_date_comes_after_the_one_in_force() -> None:
    asker, decider = pair()
    line = line_of(ask(asker))
    with pytest.raises(Refused, match="after the due date in force"):
        grant_extension(line=line, new_due_date=date(2025, 8, 31), decision="x", actor=acting(decider), now=NOW)
    with pytest.raises(Refused, match="decision"):
        grant_extension(line=line, new_due_date=date(2025, 9, 1), decision=" ", actor=acting(decider), now=NOW)


def test_what_is_withdrawn_needs_no_more_time() -> None:
    asker, decider = pair()
    line = line_of(ask(asker))
    assignment, version = subject()
    draft = EventDraft(verb=Verb.WITHDRAW, note="Trùng nhiệm vụ")
    record_event(draft, actor=acting(decider), assignment=assignment, version=version, now=NOW)
    with pytest.raises(Refused, match="withdrawn"):
        ask(asker, now=at("2025-08-07"))
    with pytest.raises(Refused, match="withdrawn"):
        grant_extension(line=line, **GRANT, actor=acting(decider), now=at("2025-08-07"))


def test_only_the_unit_asks_and_only_the_level_above_decides() -> None:
    asker, decider = pair()
    other = person("xa-khac", Role.REPORTER, "16690")
    for stranger in (decider, other, person("lanh-dao-1", Role.LEADER, "40")):
        with pytest.raises(NotAllowed):
            ask(stranger)
    line = line_of(ask(asker))
    for stranger in (asker, other, person("thuong-truc-38", Role.STANDING_BODY, "38")):
        with pytest.raises(NotAllowed):
            grant_extension(line=line, **GRANT, actor=acting(stranger), now=NOW)
        with pytest.raises(NotAllowed):
            refuse_extension(line=line, reason="x", actor=acting(stranger), now=NOW)


def test_an_owner_decides_on_the_own_tasks_only() -> None:
    asker, _decider = pair()
    owner = person("dau-moi", Role.OWNER, "40.SKHCN", "40")
    position = Position.objects.get(user=owner)
    own_tasks(position=position, tasks=[Task.objects.get(programme__code="TEST", code="A")], author=AUTHOR)
    mine, not_mine = ask(asker), ask(asker, "B", wished="2026-01-31")
    assert list(extensions_to_decide_for(acting(owner), TODAY)) == [mine]
    with pytest.raises(NotAllowed):
        refuse_extension(line=line_of(not_mine), reason="x", actor=acting(owner), now=NOW)
    refuse_extension(line=line_of(mine), reason="x", actor=acting(owner), now=NOW)


def test_nobody_decides_on_the_own_request() -> None:
    both = person("ca-hai", Role.STANDING_BODY, "40.CQTT", "40")
    asker = person("xa", Role.REPORTER, COMMUNE)
    Position.objects.filter(user=asker).update(user=both)
    made = ask(both)
    assert not extensions_to_decide_for(acting(both), TODAY).exists()
    view = extension_for(acting(both), made.pk, TODAY)
    assert (view.may_decide, view.same_hands, view.may_take_back) == (False, True, True)
    with pytest.raises(NotAllowed, match="somebody else"):
        grant_extension(line=line_of(made), **GRANT, actor=acting(both), now=NOW)


def test_nobody_decides_on_what_was_asked_in_the_position_that_they_borrow() -> None:
    asker, decider = pair()
    made = ask(asker)
    lend_position(
        position=Position.objects.select_related("user").get(user=asker),
        to="thuong-truc-1",
        valid_from=TODAY + timedelta(days=1),
        valid_to=TODAY + timedelta(days=9),
        reason="nghỉ phép",
        actor=acting(asker),
        today=TODAY,
    )
    later = at("2025-08-08")
    assert extensions_to_decide_for(acting(decider), TODAY).exists()
    assert not extensions_to_decide_for(acting(decider, later), day_of(later)).exists()
    with pytest.raises(NotAllowed, match="somebody else"):
        grant_extension(line=line_of(made), **GRANT, actor=acting(decider, later), now=later)
    assert extensions_to_decide_for(acting(decider, at("2025-08-20")), date(2025, 8, 20)).exists()


def test_what_is_granted_late_is_marked_as_moved_after_it_had_passed() -> None:
    asker, decider = pair()
    september = at("2025-09-03")
    made = ask(asker, now=september)
    in_time = ask(asker, "B", wished="2026-01-31", now=september)
    for extension, until in ((made, date(2025, 9, 30)), (in_time, date(2026, 1, 31))):
        grant_extension(
            line=line_of(extension),
            new_due_date=until,
            decision="QĐ 1",
            actor=acting(decider, september),
            now=september,
        )
    a, b = subject("A").assignment, subject("B").assignment
    moved = moved_after_due([a.pk, b.pk])
    assert list(moved) == [a.pk]
    assert moved[a.pk][0].from_date == date(2025, 8, 31)
    assert extension_lines([made, in_time], TODAY)[0].asked_after_due


def test_somebody_elsewhere_does_not_find_the_request() -> None:
    asker, _decider = pair()
    made = ask(asker)
    with pytest.raises(NotFound):
        extension_for(acting(person("xa-khac", Role.REPORTER, "16690")), made.pk, TODAY)
    assert extension_for(acting(asker), made.pk, TODAY).may_take_back


def test_a_request_and_its_answer_cannot_be_changed() -> None:
    asker, _decider = pair()
    made = ask(asker)
    made.reason = "khác"
    with pytest.raises(ProgrammingError):
        made.save()


def test_every_step_is_journalled_with_the_codes_of_the_address() -> None:
    asker, decider = pair()
    made = ask(asker)
    grant_extension(line=line_of(made), **GRANT, actor=acting(decider), now=NOW)
    found = entries().filter(code__startswith="requests.extension").order_by("id")
    assert [entry.code for entry in found] == ["requests.extension.asked", "requests.extension.granted"]
    for entry in found:
        assert {key: entry.details[key] for key in ("programme", "task", "unit", "request")} == {
            "programme": "TEST",
            "task": "A",
            "unit": COMMUNE,
            "request": made.pk,
        }
