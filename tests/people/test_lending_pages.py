"""Lent positions on the pages of the own account and of the people."""

from datetime import date

import pytest
from lending_pair import WEEK, own, pair

from people_made import logged_in, person
from tiendo.gateways import clock
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db


def today() -> date:
    """The day on which the pages are asked for."""
    return clock.day_of(clock.now())


def form(lender: User, to: str) -> dict[str, object]:
    """The form by which the position of an account is lent for a week, as a browser sends it."""
    return {
        "position": own(lender).pk,
        "to": to,
        "valid_from": today().isoformat(),
        "valid_to": (today() + WEEK).isoformat(),
        "reason": "nghỉ phép",
    }


def test_one_lends_and_takes_back_on_the_page_of_the_own_account() -> None:
    lender, borrower = pair()
    client = logged_in(lender)
    assert client.post("/account/lending/", form(lender, "binh"))["Location"] == "/account/lending/"
    lent = Position.objects.get(lent_from__user=lender)
    assert "approver 17329 (thay Người duyệt mẫu)" in logged_in(borrower).get("/account/").content.decode()
    assert logged_in(person("chi", Role.REPORTER, "17329")).post(f"/account/lending/{lent.pk}/end/").status_code == 404
    assert client.post(f"/account/lending/{lent.pk}/end/").status_code == 302
    lent.refresh_from_db()
    assert lent.valid_to == today()


def test_a_refusal_stands_on_the_page_with_what_was_typed() -> None:
    lender, _borrower = pair()
    answer = logged_in(lender).post("/account/lending/", form(lender, "khong-co"))
    assert answer.status_code == 400
    assert "khong-co" in answer.content.decode()
    assert not Position.objects.filter(lent_from__isnull=False).exists()


def test_nobody_lends_the_position_of_another_by_its_number() -> None:
    lender, borrower = pair()
    assert logged_in(borrower).post("/account/lending/", form(lender, "an")).status_code == 400
    assert not Position.objects.filter(lent_from__isnull=False).exists()


def test_an_administrator_lends_on_the_page_of_the_person() -> None:
    lender, borrower = pair()
    client = logged_in(person("quan-tri-40", Role.ADMINISTRATOR, "40"))
    assert client.post("/people/an/lending/", form(lender, borrower.username))["Location"] == "/people/an/lending/"
    lent = Position.objects.get(lent_from__user=lender)
    assert "binh" in client.get("/people/an/lending/").content.decode()
    assert client.post(f"/people/an/lending/{lent.pk}/end/").status_code == 302
    assert logged_in(person("quan-tri-38", Role.ADMINISTRATOR, "38")).get("/people/an/lending/").status_code == 404
