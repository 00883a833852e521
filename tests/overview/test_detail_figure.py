"""One number: its address, its rows, and what came late."""

import csv
import io
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from detail_world import ANH_SON, CODE, OTHER, at, enter, make_programme, record

from people_made import AUTHOR
from tiendo.figures.actions import publish_cutoff
from tiendo.figures.queries.figure import FIGURES
from tiendo.gateways import clock
from tiendo.rules.permissions import Role
from tiendo.tasks.actions import seal_events

pytestmark = pytest.mark.django_db
FIGURE = f"/programmes/{CODE}/figures/"
MOMENT = "2025-08-06T16:00"


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()
    record("reported", "2025-08-01 09:00", percent="100")
    record("verified", "2025-08-02 09:00")
    record("reported", "2025-08-03 09:00", unit=OTHER, percent="30")


@pytest.mark.parametrize("unit", ["", "40", ANH_SON])
def test_every_figure_opens_with_as_many_rows_as_it_counts(unit: str) -> None:
    client = enter("xem", Role.VIEWER, "VN")
    query = {"at": MOMENT} | ({"unit": unit} if unit else {})
    for code in [*FIGURES, "done_0", "done_1"]:
        page = client.get(f"{FIGURE}{code}/", query)
        assert page.status_code == 200, code
        detail = page.context["detail"]
        if code not in ("rank", "lowest_share"):
            assert len(detail.lines) == detail.figure.numerator, code
        rows = client.get(f"{FIGURE}{code}/table.csv", query).content.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(rows)))) == len(detail.lines), code


def test_an_address_without_a_moment_leads_to_one_with_the_present_moment() -> None:
    answer = enter("xem", Role.VIEWER, "VN").get(f"{FIGURE}tasks_done/", {"unit": "40", "due_year": "2025"})
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["unit"] == ["40"] and query["due_year"] == ["2025"]
    asked = datetime.fromisoformat(query["at"][0]).replace(tzinfo=clock.ZONE)
    assert timedelta(0) <= clock.now() - asked < timedelta(minutes=1)


def test_the_page_tells_what_the_number_stands_on() -> None:
    page = enter("xem", Role.VIEWER, "VN").get(f"{FIGURE}tasks_done/", {"at": MOMENT}).content.decode()
    assert "1/4 (25%)" in page
    for part in (
        "1 ÷ 4",
        "FROM rows r",
        "What is counted",
        "Nothing is sealed yet",
        f"/figures/tasks_done/?at={MOMENT}",
    ):
        assert part in page, part


def test_rows_outside_of_the_scope_are_counted_and_not_listed() -> None:
    client = enter("xa", Role.REPORTER, ANH_SON)
    query = {"at": MOMENT, "unit": "40"}
    detail = client.get(f"{FIGURE}tasks_total/", query).context["detail"]
    assert (detail.figure.numerator, len(detail.lines), detail.hidden) == (4, 2, 2)
    assert {line.unit_code for line in detail.lines} == {ANH_SON}
    units = client.get(f"{FIGURE}done_0/", query).context["detail"]
    assert (units.figure.numerator, len(units.lines), units.hidden) == (1, 0, 1)
    rows = client.get(f"{FIGURE}tasks_total/table.csv", query).content.decode()
    assert OTHER not in rows


def test_a_board_that_is_not_open_has_no_figures_either() -> None:
    client = enter("hanoi", Role.VIEWER, "01")
    assert client.get(f"{FIGURE}tasks_total/", {"at": MOMENT, "unit": "40"}).status_code == 403


def test_a_late_entry_leaves_the_published_number_and_stands_beside_it() -> None:
    seal_events()
    publish_cutoff(at=at("2025-08-06 16:00"), actor=AUTHOR, now=clock.now())
    record("reported", "2025-08-05 09:00", unit=OTHER, percent="100")
    record("verified", "2025-08-05 10:00", unit=OTHER)
    page = enter("xem", Role.VIEWER, "VN").get(f"{FIGURE}tasks_done/", {"at": MOMENT})
    detail = page.context["detail"]
    assert (detail.value, detail.known_now_value, len(detail.late)) == ("1/4 (25%)", "2/4 (50%)", 2)
    text = page.content.decode()
    assert "2 entries arrived after the publication" in text and detail.corrected
    published = enter("xem2", Role.VIEWER, "VN").get(f"/programmes/{CODE}/tasks/T01/units/{OTHER}/", {"at": MOMENT})
    assert [entry.late for entry in published.context["detail"].entries] == [True, True, False]
    assert published.context["detail"].standing.percent == 30


def test_an_unknown_figure_names_the_known_ones() -> None:
    answer = enter("xem", Role.VIEWER, "VN").get(f"{FIGURE}nonsense/", {"at": MOMENT})
    assert answer.status_code == 404 and "units_complete" in answer.content.decode()


def test_a_directive_without_its_text_says_so() -> None:
    answer = enter("xem", Role.VIEWER, "VN").get(f"/programmes/{CODE}/directive/")
    assert answer.status_code == 404 and "01-KH/TEST" in answer.content.decode()
