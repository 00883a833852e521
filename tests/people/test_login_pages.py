"""Logging in and out through HTTP."""

from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from people_made import PASSWORD, logged_in, person
from tiendo.people.models import User
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db


def test_the_session_key_is_another_one_after_the_log_in() -> None:
    person("lan", Role.VIEWER)
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.post("/login/", {"username": "lan", "password": PASSWORD})
    assert client.session.session_key != session.session_key
    assert "planted" not in client.session


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/account/",
        "/account/password/",
        "/account/second-factor/",
        "/people/",
        "/people/+new/",
        "/people/lan/",
        "/journal/",
        "/cutoffs/",
        "/cutoffs/1/record.json",
        "/programmes/KH02-X/tasks/X01/",
        "/programmes/KH02-X/tasks/X01/table.csv",
        "/programmes/KH02-X/tasks/X01/units/17329/",
        "/programmes/KH02-X/figures/rank/",
        "/programmes/KH02-X/directive/",
    ],
)
def test_pages_are_closed_and_lead_to_the_log_in_and_back(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]) == f"/login/?next={address}"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account/", "/account/"),
        ("/programmes/X/?at=2025-08-06T16:00", "/programmes/X/?at=2025-08-06T16:00"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("account/", "/"),
        ("", "/"),
    ],
)
def test_the_log_in_leads_to_own_pages_only(wanted: str, reached: str) -> None:
    person("lan", Role.VIEWER)
    answer = Client().post("/login/", {"username": "lan", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == reached


def test_forms_without_the_token_are_refused() -> None:
    person("lan", Role.VIEWER)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/", {"username": "lan", "password": PASSWORD}).status_code == 403


def test_logging_out_takes_a_post() -> None:
    client = logged_in(person("lan", Role.VIEWER))
    assert client.get("/logout/").status_code == 405
    assert client.get("/account/").status_code == 200
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/account/").status_code == 302


def test_a_changed_password_ends_other_sessions_and_not_this_one() -> None:
    user = person("lan", Role.VIEWER)
    here, elsewhere = logged_in(user), logged_in(user)
    answer = here.post(
        "/account/password/", {"present": PASSWORD, "new": "núi-Hồng-sông-Lam", "again": "núi-Hồng-sông-Lam"}
    )
    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "again", "field"),
    [
        ("wrong", "núi-Hồng-sông-Lam", "núi-Hồng-sông-Lam", "present"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, "1234567890123", "1234567890123", "new"),
        (PASSWORD, "núi-Hồng-sông-Lam", "núi-Hồng-sông-Cả", "again"),
        (PASSWORD, "", "", "new"),
    ],
)
def test_a_password_that_does_not_do_is_refused_at_its_field(present: str, new: str, again: str, field: str) -> None:
    client = logged_in(person("lan", Role.VIEWER))
    answer = client.post("/account/password/", {"present": present, "new": new, "again": again})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert User.objects.get(username="lan").check_password(PASSWORD)


def test_the_answer_to_a_wrong_log_in_does_not_hold_the_password() -> None:
    answer = Client().post("/login/", {"username": "lan", "password": "my-secret-typed"})
    assert "my-secret-typed" not in answer.content.decode()
    assert 'value="lan"' in answer.content.decode(), "what was typed as the name is kept"


def test_whoever_is_logged_in_is_led_on_from_the_log_in() -> None:
    client = logged_in(person("lan", Role.VIEWER))
    assert client.get("/login/?next=/account/").headers["Location"] == "/account/"


def test_passwords_are_hashed_as_the_rules_say() -> None:
    hashed = make_password("mot-mat-khau-dai")
    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
