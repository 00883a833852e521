"""A password that somebody else has seen: it opens one page, on which the person chooses another."""

from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from ledger_rows import small_programme

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
    for address in ("/", "/my-work/", "/account/", "/units/?q=anh", "/reports/TEST/A/16681/"):
        response = client.get(address)
        assert response.status_code == 302, address
        assert unquote(response.headers["Location"]) == f"/account/password/?next={address}"
    page = client.get("/account/password/").content.decode()
    assert "Choose one that only you know" in page and "Cancel" not in page

    same = client.post("/account/password/", {"present": generated, "new": generated, "again": generated})
    assert same.status_code == 400 and "Choose another one" in same.content.decode()
    done = client.post("/account/password/", {"present": generated, "new": CHOSEN, "again": CHOSEN})
    assert done.status_code == 302
    assert client.get("/my-work/").status_code == 200
    assert entered("lan", CHOSEN).get("/my-work/").status_code == 200


def test_from_choosing_one_goes_on_to_the_page_that_was_asked_for(admin: User) -> None:
    generated = opened(admin)
    client = entered("lan", generated)
    chosen = {"present": generated, "new": CHOSEN, "again": CHOSEN}
    page = client.get("/account/password/?next=/units/%3Fq%3Danh").content.decode()
    assert 'name="next" value="/units/?q=anh"' in page
    done = client.post("/account/password/", chosen | {"next": "/units/?q=anh"})
    assert done.headers["Location"] == "/units/?q=anh"


def test_nobody_is_led_to_another_site(admin: User) -> None:
    generated = opened(admin)
    chosen = {"present": generated, "new": CHOSEN, "again": CHOSEN, "next": "//elsewhere.example/"}
    assert entered("lan", generated).post("/account/password/", chosen).headers["Location"] == "/account/"


def test_a_report_typed_before_is_kept_until_the_password_is_chosen(admin: User) -> None:
    small_programme()
    generated = opened(admin)
    client = entered("lan", generated)
    typed = {
        "choice": "percent",
        "percent": "40",
        "note": "Gõ trước khi đổi mật khẩu",
        "key": str(uuid4()),
        "seen": "0",
    }
    sent = client.post("/reports/TEST/A/16681/", typed)
    assert sent.status_code == 302 and sent.headers["Location"].startswith("/account/password/?next=")
    onward = parse_qs(urlsplit(sent.headers["Location"]).query)["next"][0]
    chosen = {"present": generated, "new": CHOSEN, "again": CHOSEN, "next": onward}
    assert client.post("/account/password/", chosen).headers["Location"] == onward
    assert "Gõ trước khi đổi mật khẩu" in client.get(onward).content.decode()


def test_a_page_without_a_line_is_told_to_log_in(admin: User) -> None:
    client = entered("lan", opened(admin))
    assert client.get("/reports/own.json").status_code == 401
    assert client.post("/reports/send.json", {}).status_code == 401


def test_one_may_log_out_and_read_in_another_language_before(admin: User) -> None:
    client = entered("lan", opened(admin))
    client.post("/language/", {"language": "vi", "next": "/account/password/"})
    assert "Hãy chọn mật khẩu" in client.get("/account/password/").content.decode()
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_a_password_that_an_administrator_made_anew_is_good_for_one_log_in_too(admin: User) -> None:
    user = person("lan", Role.REPORTER, "16681")
    assert entered("lan", PASSWORD).get("/my-work/").status_code == 200
    password = reset_password(actor=actor_of(admin, TODAY), user=user, today=TODAY)
    assert entered("lan", password).get("/my-work/").headers["Location"].startswith("/account/password/")


def test_the_present_password_is_no_new_one(admin: User) -> None:
    with pytest.raises(Refused, match="present password"):
        change_password(user=admin, password=PASSWORD, author=actor_of(admin, TODAY))
