"""Two persons, where one has lent a position to the other. docs/rules/lending.md has the cases."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from ledger_rows import assignment_of, small_programme
from rule_tables import Row, table, yes

from people_made import person
from tiendo.gateways.clock import ZONE
from tiendo.org.queries import version_of
from tiendo.people.actions_lending import lend_position
from tiendo.people.models import Position, User
from tiendo.people.queries import actor_of
from tiendo.people.queries_lending import by_same_hands
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotAllowed
from tiendo.tasks.actions import EventDraft, record_event
from tiendo.tasks.models import ProgressEvent

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 8, 1), date(2025, 8, 16)  # the last is the first day without


def borrowing() -> dict[str, User]:
    """An, approver of a commune, and Bình of the standing body above it, who borrows An's position."""
    lender = person("an", Role.APPROVER, "16681")
    borrower = person("binh", Role.STANDING_BODY, "40.CQTT", "40")
    lend_position(
        position=Position.objects.select_related("user").get(user=lender),
        to="binh",
        valid_from=FIRST,
        valid_to=LAST,
        reason="nghỉ phép",
        actor=actor_of(lender, date(2025, 7, 20)),
        today=date(2025, 7, 20),
    )
    return {"An": lender, "Binh": borrower}


def write(user: User, day: date, draft: EventDraft) -> None:
    """Record an event on the task A of the commune 16681 in somebody's name, in the morning of a day."""
    now = datetime.combine(day, time(9), tzinfo=ZONE)
    record_event(
        draft, actor=actor_of(user, day), assignment=assignment_of(), version=version_of("16681", day), now=now
    )


@pytest.mark.parametrize("row", table("lending", "Who may confirm"), ids=str)
def test_what_was_reported_by_the_same_hands_is_found_as_the_page_says(row: Row) -> None:
    small_programme()
    people = borrowing()
    reporter, verifier = people[row["who reported"]], people[row["who wants to confirm"]]
    reported, on = date.fromisoformat(row["reported on"]), date.fromisoformat(row["wanted on"])
    write(reporter, reported, EventDraft(verb=Verb.REPORT, percent=Decimal(100)))
    found = ProgressEvent.objects.filter(by_same_hands(actor_of(verifier, on)), kind=Kind.REPORTED)
    assert found.exists() is not yes(row["may"])


def test_a_borrower_never_verifies_the_own_report_in_the_other_position() -> None:
    small_programme()
    borrower = borrowing()["Binh"]
    write(borrower, date(2025, 8, 5), EventDraft(verb=Verb.REPORT, percent=Decimal(100)))
    event = ProgressEvent.objects.get()
    assert "(thay an)" in event.actor
    for day in (date(2025, 8, 6), date(2025, 8, 20)):
        with pytest.raises(NotAllowed, match="yourself"):
            write(borrower, day, EventDraft(verb=Verb.VERIFY))


def test_a_position_that_cannot_report_does_not_make_one_of_two() -> None:
    small_programme()
    reporter = person("xa", Role.REPORTER, "16681")
    leader = person("lanh-dao-1", Role.LEADER, "40")
    lend_position(
        position=Position.objects.select_related("user").get(user=leader),
        to="xa",
        valid_from=FIRST,
        valid_to=LAST,
        reason="nghỉ phép",
        actor=actor_of(leader, FIRST),
        today=FIRST,
    )
    write(reporter, date(2025, 8, 5), EventDraft(verb=Verb.REPORT, percent=Decimal(100)))
    assert not ProgressEvent.objects.filter(by_same_hands(actor_of(leader, date(2025, 8, 6)))).exists()
