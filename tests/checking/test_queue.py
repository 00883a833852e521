"""The queue: whose it is, in which order, and what stands beside each report."""

import pytest
from checking_world import COMMUNES, NOW, acting, assignment, make_programme, record, version
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people_made import logged_in, person
from tiendo.checking.queries.scope import waiting_for
from tiendo.checking.queries.waiting import Due, QueueFilter, counts_for, queue_for
from tiendo.documents.models import Document
from tiendo.rules.permissions import Role, Verb
from tiendo.tasks.actions import own_tasks
from tiendo.tasks.models import Assignment, Evidence, ProgressEvent, Task
from tiendo.tasks.queries import assignments_allowing
from tiendo.tasks.queries.doors import may

pytestmark = pytest.mark.django_db
ON = NOW.date()


@pytest.fixture(autouse=True)
def programme(db: None) -> None:
    make_programme()


def names(found: object) -> list[str]:
    units = {version(code).unit_id: code for code in COMMUNES}
    return [f"{one.task.code} {units[one.unit_id]}" for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "unit", "scope", "expected"),
    [
        (Role.OWNER, "40.SKHCN", "40", ["A 16681", "A 17329", "B 16681"]),
        (Role.OWNER, "40.CQTT", "40", ["C 16681"]),
        (Role.OWNER, "40.SKHCN", "17329", ["A 17329"]),
        (Role.STANDING_BODY, "40.CQTT", "40", ["A 16681", "A 17329", "B 16681", "C 16681"]),
        (Role.COMMAND_CENTRE, "TW.TTCH", "VN", ["A 16681", "A 17329", "B 16681", "C 16681"]),
        (Role.STANDING_BODY, "38", "38", []),
        (Role.REPORTER, "16681", "", []),
        (Role.LEADER, "40", "", []),
    ],
)
def test_it_holds_what_one_may_verify_and_nothing_else(role: Role, unit: str, scope: str, expected: list[str]) -> None:
    for task in "ABC":
        record("reported", "2025-08-20 09:00", task=task)
    record("reported", "2025-08-20 09:00", "17329")
    record("reported", "2025-08-20 09:00", "16690", percent="90")  # does not wait, so it is in nobody's queue
    actor = acting(person("nguoi", role, unit, scope))
    assert sorted(names(queue_for(actor, QueueFilter(), ON))) == expected


def test_the_list_of_rights_agrees_with_the_right_on_one() -> None:
    task = Task.objects.get(programme__code="KIEM", code="C")
    people = [
        person("so", Role.OWNER, "40.SKHCN", "40"),
        person("so-xa", Role.OWNER, "40.SKHCN", "17329"),
        person("so-ten", Role.OWNER, "40.SKHCN", "40"),
        person("tt", Role.STANDING_BODY, "40.CQTT", "16681"),
        person("xa", Role.REPORTER, "16681"),
    ]
    own_tasks(position=people[2].positions.get(), tasks=[task], author=acting(people[3]))
    every = list(Assignment.objects.select_related("task"))
    versions = {version(code).unit_id: version(code) for code in COMMUNES}
    for user in people:
        actor = acting(user)
        for verb in (Verb.VERIFY, Verb.SPOT_CHECK):
            single = {one.pk for one in every if may(actor, verb, one, versions[one.unit_id])}
            assert set(assignments_allowing(actor, verb, ON).values_list("pk", flat=True)) == single, user.username


def test_what_one_reported_oneself_is_left_to_somebody_else_and_counted() -> None:
    user = person("tt", Role.STANDING_BODY, "40.CQTT", "40")
    user.positions.create(role=Role.REPORTER, title="also", unit=version("16681").unit, scope=version("16681").unit)
    address = f"/programmes/KIEM/tasks/A/units/{'16681'}/events/"
    assert logged_in(user).post(address, {"verb": "report", "percent": "100"}).status_code == 302
    assert list(waiting_for(acting(user), ON)) == []
    page = logged_in(user).get("/checking/").content.decode()
    assert "Nothing waits for you." in page and "1 more waits that you reported yourself" in page


def test_the_most_urgent_comes_first() -> None:
    record("reported", "2025-09-02 09:00", task="B")  # reported late: the unit's delay
    record("reported", "2025-08-30 09:00", task="A")  # in time, overdue now: the verifier's
    record("reported", "2025-08-25 09:00", "16690", task="A")  # the same, and it has waited longer
    record("reported", "2025-08-20 09:00", "17329", task="B")
    record("extended", "2025-08-21 09:00", "17329", "B", new_due_date="2025-12-31", decision="12/QĐ")
    actor = acting(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    assert names(queue_for(actor, QueueFilter(), ON)) == ["A 16690", "A 16681", "B 16681", "B 17329"]
    counts = counts_for(actor, ON)
    assert (counts.total, counts.verifier_delay) == (4, 2)
    for due, expected in ((Due.DELAY, 2), (Due.OVERDUE, 3), (Due.IN_TIME, 1)):
        assert queue_for(actor, QueueFilter(due=due), ON).count() == expected


def test_the_filters_narrow_and_are_kept_in_the_address() -> None:
    for unit in COMMUNES:
        record("reported", "2025-08-20 09:00", unit)
    record("reported", "2025-08-20 09:00", task="B")
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    page = client.get("/checking/?programme=KIEM&task=KIEM/A&unit=17329")
    assert [row.line.unit.code for row in page.context["rows"]] == ["17329"]
    text = page.content.decode()
    assert 'value="KIEM/A" selected' in text
    assert 'action="/checking/?programme=KIEM&amp;task=KIEM/A&amp;unit=17329" data-queue' in text
    assert "1 report fits the filter: programme KIEM; task KIEM/A; Xã Anh Sơn and below." in text
    assert client.get("/checking/?due=never").status_code == 400
    assert client.get("/checking/?unit=khong-co").status_code == 404


def test_a_flag_is_shown_and_filtered_by() -> None:
    note = "Đã tổ chức mười hai lớp tập huấn cho cán bộ thôn"
    record("reported", "2025-08-20 09:00", note=note)
    record("reported", "2025-08-21 09:00", "16690", note=note)
    record("reported", "2025-08-21 09:00", "17329", note="Đã mở hai điểm hỗ trợ người dân tại nhà văn hoá")
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    page = client.get("/checking/?flag=same_text")
    assert {row.line.unit.code for row in page.context["rows"]} == {"16681", "16690"}
    assert "The same text stands in reports of 1 other unit." in page.content.decode()


def test_what_changed_after_a_verification_shows_both_texts() -> None:
    record("reported", "2025-08-01 09:00", note="Đã lắp 12 máy")
    record("verified", "2025-08-05 09:00")
    record("reported", "2025-08-10 09:00", note="Đã lắp 9 máy")
    record("reported", "2025-08-10 09:00", "16690", note="Đã lắp 4 máy")
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    page = client.get("/checking/?flag=after_verification")
    [row] = page.context["rows"]
    assert row.line.lapse.former.note == "Đã lắp 12 máy" and row.line.report.note == "Đã lắp 9 máy"
    text = page.content.decode()
    assert "Changed after a confirmation" in text and "Đã lắp 12 máy" in text and "Đã lắp 9 máy" in text


def test_a_reopened_task_is_no_lapsed_verification() -> None:
    record("reported", "2025-08-01 09:00")
    record("verified", "2025-08-05 09:00")
    record("reopened", "2025-08-06 09:00", note="Thiếu biên bản")
    record("reported", "2025-08-10 09:00")
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    assert [row.line.lapse for row in client.get("/checking/").context["rows"]] == [None]


def test_the_percentage_before_is_that_of_the_report_before() -> None:
    record("reported", "2025-08-01 09:00", percent="40")
    record("reported", "2025-08-10 09:00")
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    assert "From 40% to 100%" in client.get("/checking/").content.decode()


def test_a_file_stands_beside_its_report() -> None:
    record("reported", "2025-08-10 09:00")
    document = Document.objects.create(sha256="a" * 64, name="bien-ban.pdf", content_type="application/pdf", size=9)
    proof = Evidence.objects.create(event=ProgressEvent.objects.get(), document=document)
    client = logged_in(person("tt", Role.STANDING_BODY, "40.CQTT", "40"))
    assert f'href="/evidence/{proof.pk}/" data-evidence>bien-ban.pdf</a>' in client.get("/checking/").content.decode()


def test_a_page_asks_as_many_questions_for_one_row_as_for_three() -> None:
    client = logged_in(person("so", Role.OWNER, "40.SKHCN", "40"))
    counts = []
    for unit in COMMUNES:
        record("reported", "2025-08-20 09:00", unit, note="Đã tổ chức mười hai lớp tập huấn cho cán bộ thôn")
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert client.get("/checking/?flag=").status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[2] and counts[0] < 40, counts
    assert assignment().state == "waiting"
