"""A password that somebody else has seen: it opens one page, on which the person chooses another."""

from datetime import date

import pytest
from django.test import Client

from people_made import PASSWORD, person, visitor
from tiendo.org.queries import version_of
from tiendo.people.actions import change_password, open_account, reset_password
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)
CHOSEN = "sông-Hồng-2026"


@pytest.fixture
def admin() -> User:
    return person("quantri", Role.ADMINISTRATOR)


def entered(username: str, password: str) -> Client:
    client = visitor()
    client.post("/login/", {"username": username, "password": password})
    return client


def opened(admin: User) -> str:
    """A new account “lan”; its generated password."""
    _user, password = open_account(
        actor=actor_of(admin, TODAY),
        username="lan",
        full_name="Lan",
        role=Role.REPORTER,
        title="công chức",
        unit=version_of("16681", TODAY),
        scope=version_of("16681", TODAY),
        valid_from=TODAY,
        valid_to=date(2030, 1, 1),
    )
    return password


def test_a_new_account_chooses_its_password_before_anything_opens(admin: User) -> None:
    generated = opened(admin)
    client = entered("lan", generated)
    for address in ("/", "/my-work/", "/account/", "/units/", "/offline/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/account/password/"), address
    page = client.get("/account/password/").content.decode()
    assert "Choose one that only you know" in page and "Cancel" not in page

    same = client.post("/account/password/", {"present": generated, "new": generated, "again": generated})
    assert same.status_code == 400 and "Choose another one" in same.content.decode()
    done = client.post("/account/password/", {"present": generated, "new": CHOSEN, "again": CHOSEN})
    assert done.status_code == 302
    assert client.get("/my-work/").status_code == 200
    assert entered("lan", CHOSEN).get("/my-work/").status_code == 200


def test_one_may_log_out_and_read_in_another_language_before(admin: User) -> None:
    client = entered("lan", opened(admin))
    client.post("/language/", {"language": "vi", "next": "/account/password/"})
    assert "Hãy chọn mật khẩu" in client.get("/account/password/").content.decode()
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_a_password_that_an_administrator_made_anew_is_good_for_one_log_in_too(admin: User) -> None:
    user = person("lan", Role.REPORTER, "16681")
    assert entered("lan", PASSWORD).get("/my-work/").status_code == 200
    password = reset_password(actor=actor_of(admin, TODAY), user=user, today=TODAY)
    assert entered("lan", password).get("/my-work/").headers["Location"] == "/account/password/"


def test_the_present_password_is_no_new_one(admin: User) -> None:
    with pytest.raises(Refused, match="present password"):
        change_password(user=admin, password=PASSWORD, author=actor_of(admin, TODAY))
