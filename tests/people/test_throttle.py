"""Guessing is slowed down, for names that exist and for names that don't."""

from datetime import datetime, timedelta

import pytest

from people_made import PASSWORD, person, visitor
from tiendo.gateways.clock import ZONE
from tiendo.journal.queries import entries
from tiendo.people import throttle
from tiendo.people.login import LoginRefused, enter_password
from tiendo.people.models import LoginThrottle, User
from tiendo.rules.permissions import Role

NOW = datetime(2025, 8, 6, 9, 0, 30, tzinfo=ZONE)

pytestmark = pytest.mark.django_db


def guess(username: str, now: datetime, times: int = 1) -> str:
    """Try a wrong password so many times; the last answer."""
    message = ""
    for _try in range(times):
        with pytest.raises(LoginRefused) as refused:
            enter_password(username=username, password="wrong", now=now)
        message = str(refused.value)
    return message


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (10_000, 15)],
)
def test_the_pause_doubles_from_the_fifth_failure_up_to_fifteen_minutes(failures: int, minutes: int) -> None:
    assert throttle.pause(failures) == timedelta(minutes=minutes)


def test_the_fifth_failure_blocks_even_the_right_password_until_the_minute_that_is_named() -> None:
    person("lan")
    guess("lan", NOW, times=5)
    with pytest.raises(LoginRefused) as refused:
        enter_password(username="lan", password=PASSWORD, now=NOW + timedelta(seconds=59))
    assert "09:02" in str(refused.value) or "09h02" in str(refused.value)
    assert enter_password(username="lan", password=PASSWORD, now=NOW + timedelta(seconds=61)).username == "lan"


def test_unknown_names_get_the_same_words_and_the_same_pause() -> None:
    person("lan")
    for tries in range(1, 8):
        assert guess("lan", NOW) == guess("nobody", NOW), tries


def test_a_name_is_the_same_name_in_capitals_and_with_spaces() -> None:
    person("lan")
    guess("LAN", NOW, times=3)
    guess(" lan ", NOW, times=2)
    assert "too many" in guess("lan", NOW) or "quá nhiều" in guess("lan", NOW)


def test_tries_during_a_pause_do_not_count() -> None:
    person("lan")
    guess("lan", NOW, times=5)
    guess("lan", NOW + timedelta(seconds=5), times=20)
    assert LoginThrottle.objects.get().failures == 5


def test_a_success_begins_anew() -> None:
    person("lan")
    guess("lan", NOW, times=4)
    enter_password(username="lan", password=PASSWORD, now=NOW)
    assert not LoginThrottle.objects.exists()


def test_failures_of_another_day_are_forgotten() -> None:
    person("lan")
    guess("lan", NOW, times=4)
    guess("lan", NOW + timedelta(days=1, seconds=1))
    assert LoginThrottle.objects.get().failures == 1


def test_what_is_typed_as_a_name_is_kept_nowhere() -> None:
    guess("my secret typed in the wrong field", NOW, times=6)
    assert all("secret" not in row.account for row in LoginThrottle.objects.all())
    blocked = [entry for entry in entries() if entry.code == "people.login.blocked"]
    assert [entry.subject for entry in blocked] == ["unknown name"]


def test_a_blocked_account_is_an_act_in_the_journal() -> None:
    person("lan")
    guess("lan", NOW, times=5)
    entry = entries().filter(code="people.login.blocked").get()
    assert (entry.subject, entry.details["failures"]) == ("lan", 5)


def test_a_closed_account_answers_like_a_wrong_password() -> None:
    user = person("lan")
    open_words = guess("lan", NOW)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(LoginRefused) as refused:
        enter_password(username="lan", password=PASSWORD, now=NOW)
    assert str(refused.value) == open_words


def test_the_page_says_that_it_is_blocked() -> None:
    person("lan", Role.VIEWER)
    client = visitor()
    for _try in range(5):
        answer = client.post("/login/", {"username": "lan", "password": "wrong"})
        assert answer.status_code == 400
    answer = client.post("/login/", {"username": "lan", "password": PASSWORD}, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "Try again at" in answer.content.decode()
