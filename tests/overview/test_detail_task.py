"""One task: who is where."""

import csv
import io

import pytest
from detail_world import ANH_SON, CODE, OTHER, PART, TASK, enter, make_programme, record
from django.test import Client

from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db
PAGE = f"/programmes/{CODE}/tasks/{TASK}/"


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()
    record("reported", "2025-08-01 09:00", percent="100")
    record("verified", "2025-08-02 09:00")
    record("reported", "2025-08-03 09:00", unit=OTHER, percent="30")


def table(client: Client, **query: str) -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}table.csv", query)
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_task_says_who_has_done_it_and_who_is_late() -> None:
    page = enter("xem", Role.VIEWER, "VN").get(PAGE, {"at": "2025-08-20T16:00"})
    detail = page.context["detail"]
    assert (detail.done, detail.total, detail.overdue, detail.hidden) == (1, 2, 1, 0)
    text = page.content.decode()
    assert "1/2 units have done this task; 1 are overdue" in text
    assert "Sở Khoa học và Công nghệ" in text and "II.1" in text


def test_units_outside_of_the_scope_are_counted_and_not_listed() -> None:
    client = enter("xa", Role.REPORTER, ANH_SON)
    page = client.get(PAGE, {"unit": "40"})
    assert (page.context["detail"].total, page.context["detail"].hidden) == (2, 1)
    assert [row["unit"] for row in table(client, unit="40")] == [ANH_SON]
    assert "1 more unit is counted above and not listed" in page.content.decode()


def test_a_parent_shows_its_parts_and_is_not_done_by_them() -> None:
    record("reported", "2025-08-03 09:00", unit=OTHER, task=PART, percent="100")
    record("verified", "2025-08-04 09:00", unit=OTHER, task=PART)
    client = enter("xem", Role.VIEWER, "VN")
    parent = client.get(PAGE)
    assert [child.code for child in parent.context["detail"].children] == [PART]
    assert parent.context["detail"].done == 1
    part = client.get(f"/programmes/{CODE}/tasks/{PART}/")
    assert f'href="/programmes/{CODE}/tasks/{TASK}/"' in part.content.decode()


def test_the_table_filters_and_sorts() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    assert [row["unit"] for row in table(client, state="done_on_time")] == [ANH_SON]
    assert [row["unit"] for row in table(client, light="green")] == [ANH_SON]
    assert [row["percent"] for row in table(client, sort="percent")] == ["30.00", "100.00"]
    assert [row["percent"] for row in table(client, sort="-percent")] == ["100.00", "30.00"]
    names = [row["unit_name"] for row in table(client, sort="unit")]
    assert [row["unit_name"] for row in table(client, sort="-unit")] == names[::-1]
    assert len(table(client, sort="nonsense")) == 2


def test_the_past_is_the_past_in_the_table_too() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    rows = table(client, at="2025-08-01T16:00")
    assert {row["unit"]: row["state"] for row in rows} == {ANH_SON: "waiting", OTHER: "not_started"}


def test_a_task_that_is_not_there_is_not_found() -> None:
    client = enter("xem", Role.VIEWER, "VN")
    assert client.get(f"/programmes/{CODE}/tasks/T99/").status_code == 404
    assert client.get(f"/programmes/NONE/tasks/{TASK}/").status_code == 404
