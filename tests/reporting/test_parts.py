"""Supporting units add their part to what others report."""

from typing import Any
from uuid import uuid4

import pytest
from ledger_rows import assignment_of, load, small_programme
from reporting_world import ADDRESS, ONE, text_of, upload

import sample_files as sample
from people_made import logged_in, person
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.reporting.models import Contribution
from tiendo.reporting.queries.page import contributions_of
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Task, TaskUnit, UnitPart

pytestmark = pytest.mark.django_db
DEPARTMENT, OTHER_DEPARTMENT = "40.SKHCN", "40.CQTT"
PART = f"{ADDRESS}part/"


@pytest.fixture(autouse=True)
def supported(tmp_path: Any, settings: Any, today: Any) -> None:
    """Task A of the communes is supported by a department of their province."""
    settings.FILES_ROOT = tmp_path / "files"
    small_programme()
    unit = version_of(DEPARTMENT, today)
    TaskUnit.objects.create(task=Task.objects.get(code="A"), unit_id=unit.unit_id, part=UnitPart.SUPPORT)


def supporter(unit: str = DEPARTMENT) -> User:
    """Somebody who reports for a department."""
    return person(f"so-{uuid4().hex[:6]}", Role.REPORTER, unit)


def form(**changes: Any) -> dict[str, Any]:
    """The form of a part."""
    return {"supporter": DEPARTMENT, "text": "Đã cấp 02 máy tính cho xã", "key": str(uuid4())} | changes


def test_a_supporting_unit_finds_what_waits_for_it_and_adds_its_part_once() -> None:
    client = logged_in(supporter())
    assert "2 open tasks are supported by your unit" in text_of(client.get("/reports/parts/"))
    data = form()
    assert client.post(PART, data | {"document": upload("a.pdf", sample.PDF)}).status_code == 302
    assert client.post(PART, data).status_code == 302
    part = Contribution.objects.get()
    assert (part.text, part.document is not None) == ("Đã cấp 02 máy tính cho xã", True)
    page = text_of(client.get(PART))
    assert "Đã cấp 02 máy tính cho xã" in page
    assert client.get(f"/reports/parts/{part.pk}/").content == sample.PDF


def test_the_part_is_shown_to_the_unit_and_to_whoever_verifies() -> None:
    logged_in(supporter()).post(PART, form())
    unit = logged_in(person("xa", Role.REPORTER, ONE))
    assert "Đã cấp 02 máy tính cho xã" in text_of(unit.get(ADDRESS))
    (part,) = contributions_of([assignment_of().pk])[assignment_of().pk]
    assert part.text == "Đã cấp 02 máy tính cho xã"


def test_a_unit_that_does_not_support_the_task_adds_nothing() -> None:
    client = logged_in(supporter(OTHER_DEPARTMENT))
    assert "Nothing waits for your unit" in text_of(client.get("/reports/parts/"))
    assert client.get(PART).status_code == 403
    assert client.post(PART, form(supporter=OTHER_DEPARTMENT)).status_code == 403
    assert client.get(ADDRESS.replace("/A/", "/B/") + "part/").status_code == 403
    assert not Contribution.objects.exists()


def test_a_department_of_another_province_is_not_asked(today: Any) -> None:
    far = version_of("38.SKHCN", today)
    TaskUnit.objects.create(task=Task.objects.get(code="A"), unit_id=far.unit_id, part=UnitPart.SUPPORT)
    client = logged_in(supporter("38.SKHCN"))
    assert "Nothing waits for your unit" in text_of(client.get("/reports/parts/"))
    assert client.get(PART).status_code == 403


def test_nothing_is_added_to_what_is_done_and_a_bad_file_loses_no_text() -> None:
    client = logged_in(supporter())
    answer = client.post(PART, form(document=upload("a.pdf", sample.PROGRAM)))
    assert answer.status_code == 400
    assert "it really is a program" in text_of(answer) and "Đã cấp 02 máy tính cho xã" in text_of(answer)
    load(f"TEST,A,{ONE},reported,100,,2025-08-01 09:00", f"TEST,A,{ONE},verified,,,2025-08-02 09:00")
    answer = client.post(PART, form())
    assert answer.status_code == 400 and "no longer open" in text_of(answer)
    assert not Contribution.objects.exists()


def test_the_list_costs_the_same_however_long_it_is(django_assert_num_queries: Any, today: Any) -> None:
    client = logged_in(supporter())
    with django_assert_num_queries(5):
        client.get("/reports/parts/")
    unit = version_of(DEPARTMENT, today)
    TaskUnit.objects.create(task=Task.objects.get(code="B"), unit_id=unit.unit_id, part=UnitPart.SUPPORT)
    with django_assert_num_queries(5):
        client.get("/reports/parts/")
