"""Reports after a unit was merged: the old address leads on, and nothing counts for a unit that has ended."""

from datetime import date

import pytest
from ledger_rows import assignment_of, small_programme
from reporting_world import ADDRESS, ONE, TWO, events, send, sending, text_of, typed

from people_made import AUTHOR, logged_in, person
from tiendo.org.actions import UnitChange
from tiendo.org.actions.change import NewUnit
from tiendo.org.models import SuccessionKind
from tiendo.restructuring.actions import restructure
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Assignment

pytestmark = pytest.mark.django_db
NEW = "99001"
HEIR = f"/reports/TEST/A/{NEW}/"


@pytest.fixture(autouse=True)
def tasks() -> None:
    """Two communes with two tasks."""
    small_programme()


def merge() -> None:
    """The two communes become one."""
    change = UnitChange(
        verb=SuccessionKind.MERGED,
        from_date=date(2026, 1, 1),
        decision="12/NQ-HĐND",
        sources=(ONE, TWO),
        targets=[NewUnit(code=NEW, name="Hợp Nhất", designation="xã")],
    )
    restructure(change, author=AUTHOR)


def test_the_address_of_the_old_unit_leads_to_the_heir_and_says_so() -> None:
    client = logged_in(person("tinh", Role.REPORTER, "40", "40"))
    merge()
    response = client.get(ADDRESS, follow=True)
    assert response.redirect_chain[-1][0] == HEIR
    assert "goes on under Xã Hợp Nhất" in text_of(response)


def test_a_form_opened_before_the_merger_records_nothing_and_keeps_its_text_for_the_heir() -> None:
    client = logged_in(person("tinh", Role.REPORTER, "40", "40"))
    form = typed(note="Gõ trước khi sáp nhập")
    merge()
    response = client.post(ADDRESS, form)
    page = text_of(response)
    assert response.status_code == 400
    assert "Gõ trước khi sáp nhập" in page and f'action="{HEIR}"' in page
    assert events() == []
    client.post(HEIR, form | {"seen": str(mark_of_heir())})
    assert [event.percent for event in heir().events.all()] == [40]


def test_a_sending_without_a_line_is_told_where_the_task_went() -> None:
    client = logged_in(person("tinh", Role.REPORTER, "40", "40"))
    data = sending()
    merge()
    answer = send(client, data)
    assert (answer["outcome"], answer["href"]) == ("refused", HEIR)
    assert "Xã Hợp Nhất (99001)" in answer["message"]


def test_who_reported_for_the_old_unit_alone_gets_the_text_back() -> None:
    client = logged_in(person("xa-cu", Role.REPORTER, ONE))
    form = typed(note="Người của xã cũ gõ")
    merge()
    response = client.post(ADDRESS, form)
    assert response.status_code in (400, 403)
    assert "Người của xã cũ gõ" in text_of(response)


def heir() -> Assignment:
    """The task under the unit that followed."""
    return Assignment.objects.get(task=assignment_of().task, unit__versions__code=NEW)


def mark_of_heir() -> int:
    """The number of its last event; 0 without any."""
    last = heir().events.order_by("-pk").first()
    return last.pk if last else 0
