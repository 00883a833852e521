"""Explanations: who asks, who answers by when, rounds, and the end."""

from datetime import date

import pytest
from django.db.utils import ProgrammingError
from ledger_rows import small_programme
from requests_world import COMMUNE, NOW, OTHER, acting, at, demand, subject

from people_made import person
from tiendo.gateways.clock import day_of
from tiendo.journal.queries import entries
from tiendo.people.models import User
from tiendo.requests.actions import (
    answer_explanation,
    ask_explanation_again,
    ask_explanations,
    close_explanation,
    set_answer_days,
)
from tiendo.requests.models import AnswerDays, Explanation, ExplanationEntry
from tiendo.requests.queries import (
    explanation_for,
    explanations_to_answer_for,
    explanations_to_close_for,
    requests_of,
)
from tiendo.requests.queries.days import answer_days
from tiendo.requests.queries.lines import ExplanationLine, explanation_lines
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.rules.requests import Step
from tiendo.tasks.actions import EventDraft, record_event

pytestmark = pytest.mark.django_db

TODAY = day_of(NOW)


@pytest.fixture(autouse=True)
def plan(db: None) -> None:
    """The programme TEST."""
    small_programme()


def line_of(explanation: Explanation, day: str = "2025-08-06") -> ExplanationLine:
    """The request as the verbs take it, on a day."""
    return explanation_lines([explanation], date.fromisoformat(day))[0]


def pair() -> tuple[User, User]:
    """A leader of the province, and the reporter of the commune."""
    return person("lanh-dao-1", Role.LEADER, "40.TU", "40"), person("xa", Role.REPORTER, COMMUNE)


def test_an_answer_is_due_in_the_working_days_that_are_set() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    assert line_of(made).question.due_date == date(2025, 8, 11)
    answer_explanation(line=line_of(made), text="Thiếu kinh phí", actor=acting(reporter), now=at("2025-08-11", 23))
    line = line_of(made, "2025-08-20")
    assert (line.step, line.late) == (Step.ANSWERED, False)


def test_a_late_answer_is_marked_and_a_missing_one_is_late() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    assert [line_of(made, day).late for day in ("2025-08-11", "2025-08-12")] == [False, True]
    answer_explanation(line=line_of(made), text="x", actor=acting(reporter), now=at("2025-08-12"))
    assert line_of(made, "2025-08-12").late
    assert line_of(made).found.rounds[0].came_late


def test_other_days_count_for_what_is_asked_after_they_were_set() -> None:
    leader, _reporter = pair()
    before = demand(leader)[0]
    administrator = person("quan-tri-1", Role.ADMINISTRATOR, "VN")
    assert answer_days(TODAY).is_default
    set_answer_days(
        days=5, valid_from=date(2025, 8, 10), basis="Quy chế 1", actor=acting(administrator), now=at("2025-08-07")
    )
    after = demand(leader, "B", now=at("2025-08-11"))[0]
    assert line_of(before).question.due_date == date(2025, 8, 11)
    assert line_of(after).question.due_date == date(2025, 8, 18)
    assert [answer_days(day).days for day in (date(2025, 8, 9), date(2025, 8, 10))] == [3, 5]


@pytest.mark.parametrize(
    ("days", "valid_from", "basis", "why"),
    [
        (0, date(2025, 8, 10), "x", "from 1 to 60"),
        (61, date(2025, 8, 10), "x", "from 1 to 60"),
        (5, date(2025, 8, 5), "x", "keeps its days"),
        (5, date(2025, 8, 10), " ", "which decision"),
    ],
)
def test_days_are_set_within_bounds_for_the_future_and_by_a_decision(
    days: int, valid_from: date, basis: str, why: str
) -> None:
    actor = acting(person("quan-tri-1", Role.ADMINISTRATOR, "VN"))
    with pytest.raises(Refused, match=why):
        set_answer_days(days=days, valid_from=valid_from, basis=basis, actor=actor, now=NOW)
    assert AnswerDays.objects.count() == 1


def test_only_the_administrator_of_the_country_sets_the_days() -> None:
    for role, unit in ((Role.ADMINISTRATOR, "40"), (Role.LEADER, "VN")):
        with pytest.raises(NotAllowed):
            set_answer_days(
                days=5, valid_from=TODAY, basis="x", actor=acting(person(f"nguoi-{role}", role, unit)), now=NOW
            )


def test_many_tasks_are_asked_about_at_once_and_answered_one_by_one() -> None:
    leader, reporter = pair()
    made = demand(leader, "A", "B")
    assert list(explanations_to_answer_for(acting(reporter), TODAY)) == made
    answer_explanation(line=line_of(made[0]), text="x", actor=acting(reporter), now=NOW)
    assert list(explanations_to_answer_for(acting(reporter), TODAY)) == [made[1]]


def test_all_or_nothing_is_asked() -> None:
    leader, _reporter = pair()
    demand(leader, "A")
    with pytest.raises(Refused, match="about A already"):
        demand(leader, "A", "B")
    assert Explanation.objects.count() == 1


def test_another_body_may_ask_about_the_same_task() -> None:
    leader, _reporter = pair()
    demand(leader)
    assert demand(person("trung-tam-1", Role.COMMAND_CENTRE, "VN"))


def test_the_asker_asks_again_and_closes() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    with pytest.raises(Refused, match="when the answer has come"):
        ask_explanation_again(line=line_of(made), question="Nữa?", actor=acting(leader), now=NOW)
    answer_explanation(line=line_of(made), text="Một", actor=acting(reporter), now=NOW)
    with pytest.raises(Refused, match="has its answer already"):
        answer_explanation(line=line_of(made), text="Hai", actor=acting(reporter), now=NOW)
    ask_explanation_again(line=line_of(made), question="Nữa?", actor=acting(leader), now=at("2025-08-12"))
    line = line_of(made)
    assert (line.step, line.question.due_date, len(line.rounds)) == (Step.ASKED, date(2025, 8, 15), 2)
    answer_explanation(line=line, text="Hai", actor=acting(reporter), now=at("2025-08-13"))
    close_explanation(line=line_of(made), note="", actor=acting(leader), now=at("2025-08-14"))
    assert line_of(made).step is Step.CLOSED
    with pytest.raises(Refused, match="when the answer has come"):
        ask_explanation_again(line=line_of(made), question="x", actor=acting(leader), now=NOW)
    with pytest.raises(Refused):
        close_explanation(line=line_of(made), note="x", actor=acting(leader), now=NOW)


def test_closing_without_an_answer_needs_a_reason() -> None:
    leader, _reporter = pair()
    made = demand(leader)[0]
    with pytest.raises(Refused, match="No answer has come"):
        close_explanation(line=line_of(made), note=" ", actor=acting(leader), now=NOW)
    close_explanation(line=line_of(made), note="Đã rõ qua điện thoại", actor=acting(leader), now=NOW)
    assert not line_of(made, "2026-01-01").late


def test_something_added_meanwhile_is_noticed() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    seen = line_of(made)
    answer_explanation(line=line_of(made), text="x", actor=acting(reporter), now=NOW)
    with pytest.raises(Refused, match="meanwhile"):
        close_explanation(line=seen, note="x", actor=acting(leader), now=NOW)


def test_a_colleague_of_the_asking_unit_goes_on_and_nobody_else() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    answer_explanation(line=line_of(made), text="x", actor=acting(reporter), now=NOW)
    colleague = person("lanh-dao-2", Role.LEADER, "40.TU", "40")
    elsewhere = person("trung-tam-1", Role.COMMAND_CENTRE, "VN")
    assert [explanations_to_close_for(acting(user), TODAY).exists() for user in (leader, colleague, elsewhere)] == [
        True,
        True,
        False,
    ]
    with pytest.raises(NotAllowed, match="asked for this explanation"):
        close_explanation(line=line_of(made), note="", actor=acting(elsewhere), now=NOW)
    close_explanation(line=line_of(made), note="", actor=acting(colleague), now=NOW)


def test_only_those_who_may_ask_and_only_the_unit_answers() -> None:
    leader, reporter = pair()
    other = person("xa-khac", Role.REPORTER, OTHER)
    for stranger in (reporter, person("dau-moi", Role.OWNER, "40.SKHCN", "40"), person("ld-38", Role.LEADER, "38")):
        with pytest.raises(NotAllowed):
            demand(stranger)
    made = demand(leader)[0]
    for stranger in (leader, other):
        with pytest.raises(NotAllowed):
            answer_explanation(line=line_of(made), text="x", actor=acting(stranger), now=NOW)
    with pytest.raises(NotFound):
        explanation_for(acting(other), made.pk, TODAY)


def test_a_question_an_answer_and_a_task_are_needed() -> None:
    leader, reporter = pair()
    with pytest.raises(Refused, match="question"):
        ask_explanations(subjects=[subject()], question=" ", actor=acting(leader), now=NOW)
    with pytest.raises(Refused, match="at least one"):
        ask_explanations(subjects=[], question="x", actor=acting(leader), now=NOW)
    with pytest.raises(Refused, match="explanation"):
        answer_explanation(line=line_of(demand(leader)[0]), text="", actor=acting(reporter), now=NOW)


def test_there_is_nothing_to_explain_about_a_withdrawn_task() -> None:
    leader, _reporter = pair()
    assignment, version = subject()
    body = acting(person("thuong-truc-1", Role.STANDING_BODY, "40.CQTT", "40"))
    draft = EventDraft(verb=Verb.WITHDRAW, note="Trùng")
    record_event(draft, actor=body, assignment=assignment, version=version, now=NOW)
    with pytest.raises(Refused, match="withdrawn"):
        demand(leader)


def test_entries_cannot_be_changed() -> None:
    leader, _reporter = pair()
    demand(leader)
    entry = ExplanationEntry.objects.get()
    entry.text = "khác"
    with pytest.raises(ProgrammingError):
        entry.save()


def test_every_step_is_journalled() -> None:
    leader, reporter = pair()
    made = demand(leader)[0]
    answer_explanation(line=line_of(made), text="x", actor=acting(reporter), now=NOW)
    ask_explanation_again(line=line_of(made), question="y", actor=acting(leader), now=NOW)
    close_explanation(line=line_of(made), note="z", actor=acting(leader), now=NOW)
    codes = [entry.code for entry in entries().filter(code__startswith="requests.").order_by("id")]
    assert codes == [f"requests.explanation.{step}" for step in ("asked", "answered", "asked_again", "closed")]
    assert entries().filter(code="requests.explanation.asked").get().details["due_date"] == "2025-08-11"


def test_other_rooms_learn_what_was_asked_about_an_assignment() -> None:
    leader, _reporter = pair()
    made = demand(leader)[0]
    found = requests_of([subject("A").assignment.pk, subject("B").assignment.pk], TODAY)
    assert list(found) == [subject("A").assignment.pk]
    assert [line.explanation for line in found[subject("A").assignment.pk].explanations] == [made]
