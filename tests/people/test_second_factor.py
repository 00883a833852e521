"""One-time codes: each counts once, and the secret can't be read from the database."""

import re
import stat
from datetime import datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from django.test import Client

from people_made import AUTHOR, PASSWORD, logged_in, person
from tiendo.gateways import clock
from tiendo.gateways.clock import ZONE
from tiendo.gateways.sealing import BrokenSealError
from tiendo.journal.queries import entries
from tiendo.people import totp
from tiendo.people.login import LoginRefused, add_second_factor, enter_code
from tiendo.people.models import User
from tiendo.people.views_login import PENDING
from tiendo.rules.permissions import Role

NOW = datetime(2025, 8, 6, 9, 0, 30, tzinfo=ZONE)

pytestmark = pytest.mark.django_db


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


def with_factor(user: User, now: datetime) -> str:
    """Give an account a second factor two minutes before; its secret."""
    secret, before = totp.new_secret(), now - timedelta(minutes=2)
    add_second_factor(user=user, secret=secret, code=code_at(secret, before), author=AUTHOR, now=before)
    return secret


def test_a_code_counts_once() -> None:
    user = person("lan")
    secret = with_factor(user, NOW)
    enter_code(user=user, code=code_at(secret, NOW), now=NOW)
    user.refresh_from_db()
    with pytest.raises(LoginRefused):
        enter_code(user=user, code=code_at(secret, NOW), now=NOW + timedelta(seconds=5))


def test_of_two_who_read_the_account_before_the_first_code_was_used_one_is_refused() -> None:
    secret = with_factor(person("lan"), NOW)
    one, other = User.objects.get(username="lan"), User.objects.get(username="lan")
    enter_code(user=one, code=code_at(secret, NOW), now=NOW)
    with pytest.raises(LoginRefused):
        enter_code(user=other, code=code_at(secret, NOW), now=NOW)


def test_the_code_that_confirmed_the_enrolment_does_not_log_in() -> None:
    user = person("lan")
    secret = totp.new_secret()
    code = code_at(secret, NOW)
    add_second_factor(user=user, secret=secret, code=code, author=AUTHOR, now=NOW)
    with pytest.raises(LoginRefused):
        enter_code(user=user, code=code, now=NOW)


@pytest.mark.parametrize(("seconds", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_the_neighbours_of_the_present_code_count_and_no_others(seconds: int, fits: bool) -> None:
    secret = totp.new_secret()
    code = code_at(secret, NOW + timedelta(seconds=seconds))
    assert (totp.matching_step(secret, code, now=NOW) is not None) is fits


def test_spaces_in_a_code_do_not_matter_and_nonsense_never_fits() -> None:
    secret = totp.new_secret()
    code = code_at(secret, NOW)
    assert totp.matching_step(secret, f"{code[:3]} {code[3:]}", now=NOW)
    for nonsense in ("", "abc", "١٢٣٤٥٦", code[:5]):
        assert totp.matching_step(secret, nonsense, now=NOW) is None


def test_wrong_codes_are_counted_with_wrong_passwords() -> None:
    user = person("lan")
    with_factor(user, NOW)
    for _try in range(5):
        with pytest.raises(LoginRefused):
            enter_code(user=user, code="000000", now=NOW)
    with pytest.raises(LoginRefused) as refused:
        enter_code(user=user, code="000000", now=NOW)
    assert "09" in str(refused.value)
    assert entries().filter(code="people.login.blocked").count() == 1


def test_the_secret_is_sealed_for_one_account_with_a_key_outside_the_database() -> None:
    user, other = person("lan"), person("mai")
    secret = with_factor(user, NOW)
    sealed = bytes(User.objects.get(pk=user.pk).totp_sealed or b"")
    assert secret.encode() not in sealed
    assert totp.unseal(sealed, account=str(user.pk)) == secret
    with pytest.raises(BrokenSealError):
        totp.unseal(sealed, account=str(other.pk))
    key = settings.HOME / "keys" / "totp"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not list(key.parent.glob("totp.*"))


def test_a_person_adds_a_second_factor_and_logs_in_with_it() -> None:
    user = person("lan", Role.VIEWER)
    client = logged_in(user)
    page = client.get("/account/second-factor/").content.decode()
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert key and "<svg" in page and "style=" not in page
    secret = key[1].replace(" ", "")
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code == 400
    assert client.post("/account/second-factor/", {"code": pyotp.TOTP(secret).now()}).status_code == 302
    assert entries().filter(code="people.second_factor.added", subject="lan").exists()

    visitor = Client()
    first = visitor.post("/login/?next=/account/", {"username": "lan", "password": PASSWORD, "next": "/account/"})
    assert first.headers["Location"] == "/login/code/"
    assert visitor.get("/account/").status_code == 302, "the password alone must not log in"
    following = code_at(secret, clock.now() + timedelta(seconds=30))
    second = visitor.post("/login/code/", {"code": following})
    assert second.headers["Location"] == "/account/"
    assert visitor.get("/account/").status_code == 200


def test_the_second_step_ends_after_five_minutes() -> None:
    with_factor(person("lan", Role.VIEWER), clock.now())
    visitor = Client()
    visitor.post("/login/", {"username": "lan", "password": PASSWORD})
    assert visitor.get("/login/code/").status_code == 200
    session = visitor.session
    pending = session[PENDING]
    assert 0 < pending["until"] - clock.now().timestamp() <= 300
    session[PENDING] = {**pending, "until": clock.now().timestamp() - 1}
    session.save()
    assert visitor.get("/login/code/").headers["Location"] == "/login/"


def test_the_second_step_ends_when_the_password_changes() -> None:
    user = person("lan", Role.VIEWER)
    with_factor(user, clock.now())
    visitor = Client()
    visitor.post("/login/", {"username": "lan", "password": PASSWORD})
    user.set_password("another-one-57")
    user.save()
    assert visitor.get("/login/code/").headers["Location"] == "/login/"


def test_removing_the_second_factor_needs_the_password() -> None:
    user = person("lan", Role.VIEWER)
    client = logged_in(user)
    with_factor(user, clock.now())
    assert client.post("/account/second-factor/removal/", {"present": "wrong"}).status_code == 400
    assert User.objects.get(pk=user.pk).has_totp
    assert client.post("/account/second-factor/removal/", {"present": PASSWORD}).status_code == 302
    assert not User.objects.get(pk=user.pk).has_totp
    assert entries().filter(code="people.second_factor.removed", subject="lan").exists()
