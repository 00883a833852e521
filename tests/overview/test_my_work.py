"""What waits for a person: who lands there, in which order it stands, and that it asks as much for one as for three."""

import pytest
from detail_world import ANH_SON, CODE, OTHER, TASK, enter, make_programme, record
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db
PAGE = "/my-work/"


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()


def shown(client: Client, query: str = "") -> str:
    """The page as text."""
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.OWNER, Role.STANDING_BODY])
def test_who_reports_or_verifies_lands_on_that_work(role: Role) -> None:
    answer = enter("ai", role, "40").get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.INSPECTOR, Role.LEADER])
def test_who_only_looks_or_has_nothing_waiting_lands_on_the_board(role: Role) -> None:
    answer = enter("ai", role, "40").get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/programmes/")


def test_a_reporter_sees_the_own_open_tasks_and_nobody_elses() -> None:
    page = shown(enter("xa", Role.REPORTER, ANH_SON))
    assert f"/reports/{CODE}/{TASK}/{ANH_SON}/" in page
    assert OTHER not in page
    assert "2 tasks wait for your report" in page


def test_what_waits_for_the_verifier_is_not_to_be_reported_again() -> None:
    record("reported", "2025-07-10 09:00", percent="100")
    page = shown(enter("xa", Role.REPORTER, ANH_SON))
    assert f"/reports/{CODE}/{TASK}/{ANH_SON}/" not in page


def test_what_was_sent_back_stands_first_with_its_reason() -> None:
    record("reported", "2025-07-10 09:00", percent="100")
    record("returned", "2025-07-11 09:00", note="Thiếu biên bản nghiệm thu")
    page = shown(enter("xa", Role.REPORTER, ANH_SON))
    assert "1 of them was sent back" in page
    assert page.index("Thiếu biên bản nghiệm thu") < page.index("Phần của một")


def test_a_verifier_sees_what_waits_and_how_much_of_it() -> None:
    record("reported", "2025-07-10 09:00", percent="100")
    record("reported", "2025-07-10 09:00", OTHER, percent="100")
    page = shown(enter("so", Role.OWNER, "40.SKHCN", "40"))
    assert "Reports to verify: 2" in page
    assert "/checking/?unit=17329" in page


def test_filters_stand_in_the_address() -> None:
    client = enter("tinh", Role.REPORTER, "40")
    assert shown(client).count("/reports/THU/") == 4
    assert shown(client, f"?unit={OTHER}").count("/reports/THU/") == 2
    assert shown(client, "?programme=NONE").count("/reports/THU/") == 0
    assert shown(client, "?due=past").count("/reports/THU/") == 4
    assert shown(client, "?due=later").count("/reports/THU/") == 0
    assert shown(client, "?light=green").count("/reports/THU/") == 0


@pytest.mark.parametrize(
    ("query", "status"), [("?unit=38", 403), ("?unit=99999", 404), ("?light=blue", 400), ("?due=never", 400)]
)
def test_a_filter_that_cannot_be_is_refused_clearly(query: str, status: int) -> None:
    assert enter("xa", Role.REPORTER, ANH_SON).get(f"{PAGE}{query}").status_code == status


def test_nothing_to_do_is_a_pleasant_page() -> None:
    assert "Nothing waits for you" in shown(enter("lanh-dao", Role.LEADER, "38"))


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    def queries(unit: str, name: str) -> int:
        client = enter(name, Role.REPORTER, unit)
        shown(client)
        with CaptureQueriesContext(
            connection,
        ) as found:
            shown(client)
        return len(found)

    assert queries(ANH_SON, "xa") == queries("40", "tinh")
