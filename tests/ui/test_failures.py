"""What somebody reads when a page cannot be made: in the own language, without the database."""

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from psycopg import errors

from people_made import logged_in, person, visitor
from tiendo.gateways.outage import database_is_away
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db


def raised_from(cause: Exception) -> Exception:
    try:
        raise OperationalError("away") from cause
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (errors.AdminShutdown("terminating connection"), True),
        (errors.CannotConnectNow("the database system is starting up"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (raised_from(psycopg.OperationalError("server closed the connection")), True),
        (errors.DeadlockDetected("deadlock"), False),
        (errors.UndefinedTable("no such table"), False),
        (ValueError("something else"), False),
        (None, False),
    ],
)
def test_what_counts_as_a_database_that_is_away(error: Exception | None, away: bool) -> None:
    assert database_is_away(error) is away


def asked_while(error: Exception, client: Client, path: str, **headers: str) -> object:
    """What a page answers where every statement fails with this error."""
    client.raise_request_exception = False

    def fails(*_args: object) -> None:
        raise error

    with connection.execute_wrapper(fails):
        return client.get(path, headers=headers)


@pytest.mark.parametrize(("language", "words"), [("en", "does not answer"), ("vi", "Cơ sở dữ liệu không trả lời")])
def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back(language: str, words: str) -> None:
    client = logged_in(person("xa", Role.REPORTER, "16681"), language)
    page = asked_while(raised_from(psycopg.OperationalError("gone")), client, "/units/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")  # type: ignore[attr-defined]
    text = page.content.decode()  # type: ignore[attr-defined]
    assert words in text and f'lang="{language}"' in text


def test_programs_are_told_the_same_as_a_problem() -> None:
    answer = asked_while(
        raised_from(psycopg.OperationalError("gone")), visitor(), "/api/v1/programmes", authorization="Bearer x"
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")  # type: ignore[attr-defined]
    assert answer.json()["type"].endswith("away")  # type: ignore[attr-defined]


def test_a_defect_is_said_to_be_ours() -> None:
    client = logged_in(person("xa", Role.REPORTER, "16681"))
    page = asked_while(ValueError("a defect"), client, "/units/")
    assert page.status_code == 500  # type: ignore[attr-defined]
    assert "went wrong on our side" in page.content.decode()  # type: ignore[attr-defined]


def test_an_address_that_no_page_has() -> None:
    page = logged_in(person("xa", Role.REPORTER, "16681")).get("/không/có/")
    assert page.status_code == 404
    assert "There is no page at this address" in page.content.decode()


def test_a_form_from_before_the_log_in_is_refused_with_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True, headers={"cookie": f"{settings.LANGUAGE_COOKIE_NAME}=en"})
    page = client.post("/login/", {"username": "a", "password": "b"})
    assert page.status_code == 403
    assert "older than your log-in" in page.content.decode()
