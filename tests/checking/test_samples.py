"""Verifying by sample: the draw can be repeated, and the rest is accepted only on grounds."""

import csv
import io

import pytest
from checking_world import CODE, COMMUNES, assignment, make_programme, record, version
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people_made import logged_in, person
from tiendo.checking.models import Sample, SampleClosure, SampleFinding
from tiendo.journal.models import Entry
from tiendo.people.models import User
from tiendo.rules.permissions import Role
from tiendo.rules.progress import State
from tiendo.rules.sampling import draw
from tiendo.tasks.models import Assignment, ProgressEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()
    for unit in COMMUNES:
        for task in "AB":
            record("reported", "2025-08-20 09:00", unit, task)


@pytest.fixture
def reviewer() -> User:
    return person("so", Role.OWNER, "40.SKHCN", "40")


@pytest.fixture
def client(reviewer: User) -> Client:
    return logged_in(reviewer)


def drawn(client: Client, size: int = 2, query: str = "") -> Sample:
    """A sample that the client draws."""
    answer = client.post(f"/checking/samples/{query}", {"size": size})
    assert answer.status_code == 302, answer.content.decode()
    return Sample.objects.latest("pk")


def chosen(sample: Sample) -> tuple[int, ...]:
    return draw(seed=sample.seed, ids=sample.population, size=sample.size)


def judge(client: Client, sample: Sample, *wrong: int) -> None:
    found = {f"found-{pk}": "wrong" if pk in wrong else "right" for pk in chosen(sample)}
    reasons = {f"reason-{pk}": f"Không có tệp {pk}" for pk in wrong}
    assert client.post(f"/checking/samples/{sample.pk}/findings/", found | reasons).status_code == 302


def waiting() -> int:
    return Assignment.objects.filter(state=State.WAITING, task__programme__code=CODE).count()


def test_a_sample_keeps_all_that_repeats_the_draw(client: Client) -> None:
    sample = drawn(client, 2, "?task=KIEM/A")
    assert len(sample.seed) == 64 and sample.size == 2
    assert set(sample.population) == {assignment(unit).pk for unit in COMMUNES}
    assert sample.filter_cells == {"task": "KIEM/A"} and sample.filter_words
    table = client.get(f"/checking/samples/{sample.pk}/draw.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    again = draw(seed=sample.seed, ids=[int(row["assignment"]) for row in reversed(rows)], size=sample.size)
    assert [int(row["assignment"]) for row in rows if row["drawn"] == "yes"] == list(again)
    page = client.get(f"/checking/samples/{sample.pk}/").content.decode()
    assert sample.seed in page and all(str(pk) in page for pk in sample.population)
    assert Entry.objects.get(code="checking.sample.drawn").details["seed"] == sample.seed


def test_two_samples_never_share_a_seed(client: Client) -> None:
    assert drawn(client).seed != drawn(client).seed


@pytest.mark.parametrize("size", ["", "0", "7", "x"])
def test_a_size_that_cannot_be_is_refused(client: Client, size: str) -> None:
    assert client.post("/checking/samples/", {"size": size}).status_code == 400
    assert not Sample.objects.exists()


def test_where_none_is_wrong_the_whole_population_is_verified_and_each_event_names_the_sample(client: Client) -> None:
    sample = drawn(client)
    assert client.post(f"/checking/samples/{sample.pk}/close/", {"do": "accept"}).status_code == 400  # not judged yet
    judge(client, sample)
    assert client.post(f"/checking/samples/{sample.pk}/close/", {"do": "accept"}).status_code == 302
    assert waiting() == 0
    notes = ProgressEvent.objects.filter(kind="verified").values_list("note", flat=True)
    assert len(notes) == 6
    assert set(notes) == {f"Verified by sample no. {sample.pk}: 2 of 6 reports were looked at."}
    closure = SampleClosure.objects.get()
    assert (closure.accepted, closure.verified, closure.returned, closure.left_out) == (True, 6, 0, [])


def test_with_a_wrong_one_the_rest_needs_a_reason_and_the_wrong_one_is_returned(client: Client) -> None:
    sample = drawn(client)
    bad = chosen(sample)[0]
    judge(client, sample, bad)
    address = f"/checking/samples/{sample.pk}/close/"
    answer = client.post(address, {"do": "accept"})
    assert answer.status_code == 400 and "Say why the rest can be accepted" in answer.content.decode()
    assert waiting() == 6
    assert client.post(address, {"do": "accept", "reason": "Lỗi riêng của một xã"}).status_code == 302
    assert waiting() == 0
    returned = ProgressEvent.objects.get(kind="returned")
    assert returned.assignment_id == bad
    assert returned.note == f"Không có tệp {bad} (found in sample no. {sample.pk})"
    assert ProgressEvent.objects.filter(kind="verified", note__endswith="Lỗi riêng của một xã").count() == 5


def test_the_wrong_ones_can_be_returned_alone(client: Client) -> None:
    sample = drawn(client)
    judge(client, sample, chosen(sample)[1])
    assert client.post(f"/checking/samples/{sample.pk}/close/", {"do": "return"}).status_code == 302
    assert waiting() == 5 and not ProgressEvent.objects.filter(kind="verified").exists()
    # Closed once: no second word on it.
    assert client.post(f"/checking/samples/{sample.pk}/close/", {"do": "accept", "reason": "x"}).status_code == 400


def test_what_changed_after_the_draw_is_left_out_and_named(client: Client) -> None:
    sample = drawn(client)
    judge(client, sample)
    record("reported", "2025-08-25 09:00", "16681", "A", note="Báo cáo mới")
    assert client.post(f"/checking/samples/{sample.pk}/close/", {"do": "accept"}).status_code == 302
    assert SampleClosure.objects.get().left_out == [assignment("16681", "A").pk]
    assert assignment("16681", "A").state == State.WAITING and waiting() == 1
    assert f"A, {version('16681').full_name}" in client.get(f"/checking/samples/{sample.pk}/").content.decode()


def test_a_wrong_one_needs_a_reason_and_a_later_word_takes_the_place_of_an_earlier_one(client: Client) -> None:
    sample = drawn(client)
    pk = chosen(sample)[0]
    address = f"/checking/samples/{sample.pk}/findings/"
    answer = client.post(address, {f"found-{pk}": "wrong"})
    assert answer.status_code == 400 and not SampleFinding.objects.exists()
    assert client.post(address, {}).status_code == 400
    for found in ("right", "wrong", "wrong"):
        client.post(address, {f"found-{pk}": found, f"reason-{pk}": "Ảnh của xã khác" if found == "wrong" else ""})
    assert list(SampleFinding.objects.values_list("finding", flat=True).order_by("pk")) == ["right", "wrong"]
    page = client.get(f"/checking/samples/{sample.pk}/").content.decode()
    assert "1 were looked at, 1 found wrong" in page


def test_only_who_drew_judges_and_only_who_may_look_there_sees_it(client: Client) -> None:
    sample = drawn(client)
    colleague = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    page = colleague.get(f"/checking/samples/{sample.pk}/")
    assert page.status_code == 200 and "Keep the findings" not in page.content.decode()
    assert colleague.post(f"/checking/samples/{sample.pk}/findings/", {}).status_code == 403
    assert colleague.post(f"/checking/samples/{sample.pk}/close/", {"do": "accept"}).status_code == 403
    inspector = logged_in(person("kt", Role.INSPECTOR, "VN"))
    assert inspector.get(f"/checking/samples/{sample.pk}/draw.csv").status_code == 200
    for role, unit in ((Role.REPORTER, "16681"), (Role.STANDING_BODY, "38")):
        other = logged_in(person(f"n{unit}", role, unit))
        assert other.get(f"/checking/samples/{sample.pk}/").status_code == 404
        assert list(other.get("/checking/samples/").context["lines"]) == []


def test_own_reports_are_never_drawn(reviewer: User) -> None:
    reviewer.positions.create(role=Role.REPORTER, title="x", unit=version("16681").unit, scope=version("16681").unit)
    client = logged_in(reviewer)
    client.post("/programmes/KIEM/tasks/A/units/16681/events/", {"verb": "report", "percent": "100"})
    assert assignment("16681", "A").pk not in drawn(client, 5).population


def test_the_pages_ask_as_many_questions_for_one_row_as_for_three(client: Client) -> None:
    counts: dict[str, list[int]] = {"/checking/samples/": [], "one": []}
    for size in (1, 2, 3):
        sample = drawn(client, size)
        for name, address in (("/checking/samples/", "/checking/samples/"), ("one", f"/checking/samples/{sample.pk}/")):
            with CaptureQueriesContext(connection) as made:
                assert client.get(address).status_code == 200
            counts[name].append(len(made))
    assert all(len(set(made)) == 1 for made in counts.values()), counts
