"""The interface keeps to its own description, whatever is sent: generated requests, good ones and bad ones."""

from collections.abc import Iterator

import pytest
import schemathesis
from api_client_of import Program, program
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from ledger_rows import load, small_programme
from schemathesis import Case, GenerationMode

from tiendo.api.interface import description
from tiendo.rules.permissions import Role

EXAMPLES = 10  # of each operation and mode
OPERATIONS = [(method, path) for path, methods in sorted(description()["paths"].items()) for method in sorted(methods)]


@pytest.fixture(scope="module")
def sender(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Program]:
    """A client of the whole country, and TEST with something in it; nothing of it is kept."""
    for signal in (request_started, request_finished):  # they would close the connection of the transaction
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        small_programme()
        load("TEST,A,16681,reported,40,,2025-07-05 09:00")
        yield program("VN", Role.REPORTER, per_minute=60_000)
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_no_answer_is_outside_of_the_description(sender: Program, method: str, path: str, mode: GenerationMode) -> None:
    """No failure, no code or body that is not described, nothing bad taken, nothing good refused as unreadable."""
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers=dict(sender.headers)
    )
    cases = schema[path][method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def hold(case: Case) -> None:
        with transaction.atomic():
            case.call_and_validate(headers=dict(sender.headers))
            transaction.set_rollback(True)

    hold()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_answered_with_those_that_there_are(sender: Program, method: str) -> None:
    answer = Client().generic(method, "/api/v1/reports", headers=sender.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/programmes/%00/board",
        "/api/v1/programmes/%FF/board",
        "/api/v1/programmes/TEST/figures/done_99999999999999999999",
        "/api/v1/assignments?after=99999999999999999999",
        "/api/v1/assignments?limit=0",
        "/api/v1/assignments?changed_since=2025-01-01",
        "/api/v1/units?q=%00",
        "/api/v1/units?word=x",
        "/api/v1/units?on=2025-13-01",
        "/api/v1/nothing",
        "/api/v2/",
        "/api/",
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_failure(sender: Program, address: str) -> None:
    answer = Client().get(address, headers=sender.headers)
    assert answer.status_code in (400, 404), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert {"title", "detail", "advice"} <= answer.json().keys()


@pytest.mark.parametrize(
    "address", ["/api/v1/programmes/TEST/board?at=0001-01-01T00:00:00Z", "/api/v1/units?on=0003-01-01"]
)
def test_a_moment_outside_of_every_record_is_no_failure(sender: Program, address: str) -> None:
    assert Client().get(address, headers=sender.headers).status_code == 409


def test_a_body_that_is_too_large_is_not_read(sender: Program) -> None:
    answer = sender.post("/reports", b"[" + b"1," * 1_300_000 + b"1]")
    assert answer.status_code == 413


def test_the_description_is_for_those_who_are_known(sender: Program) -> None:
    assert Client().get("/api/v1/openapi.json").status_code == 401
    assert Client().get("/api/v1/openapi.json", headers={"Authorization": "Bearer x"}).status_code == 401
    assert Client().get("/api/v1/openapi.json", headers=sender.headers).json()["openapi"] == "3.1.0"
