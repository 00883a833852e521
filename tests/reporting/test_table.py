"""The table: one button sends every row that was filled in, and a refused row keeps what was typed."""

from typing import Any

import pytest
from ledger_rows import load, small_programme
from reporting_world import ONE, TWO, events, mark, reporter, row, text_of

from people_made import logged_in, person
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db
TABLE = "/reports/"


@pytest.fixture(autouse=True)
def tasks() -> None:
    """Two communes with two tasks."""
    small_programme()


def test_all_filled_rows_are_recorded_with_one_button() -> None:
    _user, client = reporter()
    response = client.post(TABLE, row("A", percent="45,5") | row("B", percent="100", note="Xong"))
    assert response.status_code == 302
    assert [(event.percent, event.source) for event in (*events("A"), *events("B"))] == [
        (45.5, "table"),
        (100, "table"),
    ]
    assert "2 reports are recorded." in text_of(client.get(TABLE))


def test_rows_left_empty_are_left_alone_and_a_note_alone_keeps_the_percentage() -> None:
    _user, client = reporter()
    load(f"TEST,A,{ONE},reported,40,,2025-07-05 09:00")
    client.post(TABLE, row("A", percent="", note="Vẫn đang làm") | row("B", percent=""))
    assert [event.percent for event in events("A")] == [40, 40]
    assert events("B") == []


def test_the_table_sent_twice_counts_once() -> None:
    _user, client = reporter()
    form = row("A") | row("B")
    client.post(TABLE, form)
    client.post(TABLE, form)
    assert "2 reports were sent before" in text_of(client.get(TABLE))
    assert (len(events("A")), len(events("B"))) == (1, 1)


def test_a_refused_row_says_why_beside_itself_and_the_others_are_recorded() -> None:
    _user, client = reporter()
    _other, another = reporter(name="dong-nghiep")
    conflicting = row("B", percent="20", note="Số liệu của tôi")
    another.post(TABLE, row("B", percent="70"))
    response = client.post(TABLE, row("A", percent="50") | conflicting)
    page = text_of(response)
    assert response.status_code == 400
    assert "dong-nghiep" in page and "1 row was not recorded" in page and "Số liệu của tôi" in page
    assert ([event.percent for event in events("A")], [event.percent for event in events("B")]) == ([50], [70])
    # Sent once more it is the reader's own decision: the row has seen the other one's entry by now.
    again = conflicting | {
        name: f"{value.split(':')[0]}:{mark('B')}" for name, value in conflicting.items() if ":" in value
    }
    assert client.post(TABLE, again).status_code == 302
    assert [event.percent for event in events("B")] == [70, 20]


@pytest.mark.parametrize("percent", ["abc", "140", "-1", "1e2"])
def test_a_percentage_that_cannot_be_read_is_kept_as_typed(percent: str) -> None:
    _user, client = reporter()
    response = client.post(TABLE, row("A", percent=percent) | row("B", percent="10"))
    assert response.status_code == 400
    assert f'value="{percent}"' in text_of(response)
    assert (len(events("A")), len(events("B"))) == (0, 1)


def test_a_withdrawn_row_is_named_with_its_text_although_it_is_no_longer_in_the_table() -> None:
    _user, client = reporter()
    form = row("A", note="Đã gõ trước khi rút") | row("B")
    load(f"TEST,A,{ONE},withdrawn,,,2025-08-01 09:00,,,rút")
    page = text_of(client.post(TABLE, form))
    assert "withdrawn" in page and "Đã gõ trước khi rút" in page
    assert len(events("B")) == 1


def test_a_row_of_another_unit_is_refused() -> None:
    _user, client = reporter()
    page = text_of(client.post(TABLE, row("A", TWO)))
    assert "no position that allows you to report" in page
    assert events("A", TWO) == []


def test_the_table_can_be_narrowed_to_a_programme_and_a_unit() -> None:
    user = person("hai-xa", Role.REPORTER, "40", "40")
    client = logged_in(user)
    assert "4 tasks are yours" in text_of(client.get(TABLE))
    assert "2 tasks are yours" in text_of(client.get(f"{TABLE}?programme=TEST&unit={TWO}"))
    assert "Nothing to report on" in text_of(client.get(f"{TABLE}?programme=NONE"))


@pytest.mark.parametrize("form", [{}, {"row_x": "1:2", "percent_x": "5"}, {"row_1": "no:number", "percent_1": "5"}])
def test_a_form_that_is_not_this_table_is_refused(form: dict[str, str]) -> None:
    _user, client = reporter()
    assert client.post(TABLE, form).status_code == 400


def test_sending_costs_the_same_for_one_row_and_for_more(django_assert_num_queries: Any) -> None:
    _user, client = reporter()
    client.post(TABLE, row("A"))
    for form in (row("A", percent="31"), row("A", percent="32") | row("B", percent="33")):
        with django_assert_num_queries(9):
            client.post(TABLE, form)


def test_the_page_costs_the_same_for_two_rows_and_for_four(django_assert_num_queries: Any) -> None:
    _user, client = reporter()
    wide = logged_in(person("tinh", Role.REPORTER, "40", "40"))
    for browser in (client, wide):
        with django_assert_num_queries(6):
            browser.get(TABLE)
