"""The pages: what they say, what their forms do, and what they refuse."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import assignment_of
from obstacle_world import COMMUNE, OTHER, browser, draft, make_world

from sample_files import PDF
from tiendo.gateways import clock
from tiendo.obstacles.actions import EntryDraft, act_on_obstacle, raise_obstacle
from tiendo.obstacles.models import DaysAllowed, Obstacle, ObstacleGroup, ObstacleStanding
from tiendo.obstacles.queries import allowance
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import Kind, State, Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast() -> dict[str, Actor]:
    return make_world()


def raised(actor: Actor, days_ago: int = 0, **more: object) -> Obstacle:
    """An obstacle raised so many days before today."""
    return raise_obstacle(draft(**more), actor=actor, now=clock.now() - timedelta(days=days_ago))  # type: ignore[arg-type]


def act(actor: Actor, obstacle: Obstacle, kind: Kind, note: str = "đã xem") -> None:
    """One act now."""
    act_on_obstacle(EntryDraft(kind=kind, note=note), actor=actor, number=obstacle.pk, now=clock.now())


def test_a_commune_raises_an_obstacle_with_a_task_and_a_file() -> None:
    client = browser("xa")
    form = client.get("/obstacles/+new/", {"programme": "TEST", "task": "A"})
    page = form.content.decode()
    assert f'value="{assignment_of().pk}"' in page and "checked" in page and "state secrets" in page
    typed = {
        "unit": COMMUNE,
        "group": "power",
        "title": "Mất điện kéo dài",
        "description": "Từ ngày 3, mỗi ngày năm giờ.",
        "assignments": [str(assignment_of().pk)],
        "remover": "40",
        "key": str(form.context["form"].initial["key"]),
        "evidence": [SimpleUploadedFile("bien-ban.pdf", PDF), SimpleUploadedFile("anh.pdf", PDF + b"\n")],
    }
    answer = client.post("/obstacles/+new/", typed)
    obstacle = Obstacle.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/obstacles/{obstacle.pk}/")
    page = client.get(f"/obstacles/{obstacle.pk}/").content.decode()
    assert "TEST A" in page and "bien-ban.pdf" in page and "must take up, pass up or refuse by" in page
    file = obstacle.entries.get().files.first()
    assert file is not None
    assert client.get(f"/obstacles/{obstacle.pk}/files/{file.pk}/").content.startswith(b"%PDF")
    typed["evidence"] = []
    assert client.post("/obstacles/+new/", typed).headers["Location"] == f"/obstacles/{obstacle.pk}/"
    assert Obstacle.objects.count() == 1


def test_a_wrong_cell_is_named_and_what_was_typed_is_kept() -> None:
    page = browser("xa").post("/obstacles/+new/", {"unit": COMMUNE, "title": "Mất điện", "description": ""})
    text = page.content.decode()
    assert page.status_code == 400 and 'id="id_description_error"' in text and 'value="Mất điện"' in text
    assert not Obstacle.objects.exists()


def test_a_file_that_is_none_of_the_taken_kinds_is_refused_and_nothing_is_kept() -> None:
    typed = {"unit": COMMUNE, "group": "power", "title": "Mất điện", "description": "Dài."}
    page = browser("xa").post("/obstacles/+new/", typed | {"evidence": [SimpleUploadedFile("a.pdf", b"MZ\x90\x00")]})
    assert page.status_code == 400 and not Obstacle.objects.exists()


def test_who_raises_for_many_units_names_one() -> None:
    client = browser("cqtt")
    assert client.get("/obstacles/+new/").context["unit"].code == "40"
    assert client.get("/obstacles/+new/", {"unit": OTHER}).context["unit"].code == OTHER
    assert client.get("/obstacles/+new/", {"unit": "38"}).status_code == 403
    assert client.get("/obstacles/+new/", {"unit": "99999"}).status_code == 404


def test_the_answer_comes_down_to_the_one_that_raised_it(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    above, below = browser("cqtt"), browser("xa")
    address = f"/obstacles/{obstacle.pk}/acts/"
    missing = above.post(address, {"kind": "answered", "note": " "})
    assert missing.status_code == 400 and 'id="id_note_error"' in missing.content.decode()
    assert above.post(address, {"kind": "answered", "note": "Đã thay trạm biến áp."}).status_code == 302
    page = below.get(f"/obstacles/{obstacle.pk}/").content.decode()
    assert "Đã thay trạm biến áp." in page and "It is not solved: reopen it" in page
    assert "Answer it" not in page
    assert below.post(address, {"kind": "answered", "note": "tự trả lời"}).status_code == 400
    assert below.post(address, {"kind": "closed", "note": ""}).status_code == 302
    assert ObstacleStanding.objects.get(obstacle=obstacle).state == State.CLOSED


def test_who_only_looks_sees_no_form(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    client = browser("xem")
    assert 'name="kind"' not in client.get(f"/obstacles/{obstacle.pk}/").content.decode()
    assert client.post(f"/obstacles/{obstacle.pk}/acts/", {"kind": "closed"}).status_code == 403


def test_merged_ones_show_the_answer_without_showing_the_other_communes_page(cast: dict[str, Actor]) -> None:
    one, two = raised(cast["xa"]), raised(cast["xa2"], unit=OTHER)
    client = browser("cqtt")
    assert f'value="{two.pk}"' in client.get(f"/obstacles/{one.pk}/").content.decode()
    assert client.post(f"/obstacles/{one.pk}/merge/", {}).status_code == 400
    assert client.post(f"/obstacles/{one.pk}/merge/", {"same": [str(two.pk)]}).status_code == 302
    client.post(
        f"/obstacles/{one.pk}/acts/",
        {"kind": "answered", "note": "Điện lại có.", "evidence": [SimpleUploadedFile("tra-loi.pdf", PDF)]},
    )
    below = browser("xa2")
    page = below.get(f"/obstacles/{two.pk}/").content.decode()
    assert "Điện lại có." in page and f"Merged into number {one.pk}." in page
    assert f'href="/obstacles/{one.pk}/"' not in page and below.get(f"/obstacles/{one.pk}/").status_code == 404
    file = one.entries.get(kind=Kind.ANSWERED).files.get()
    assert below.get(f"/obstacles/{two.pk}/files/{file.pk}/").status_code == 200
    assert f"/obstacles/{two.pk}/" in client.get(f"/obstacles/{one.pk}/").content.decode()


def test_the_list_begins_with_the_groups_that_remain(cast: dict[str, Actor]) -> None:
    raised(cast["xa"], days_ago=20)
    solved = raised(cast["xa2"], unit=OTHER, group="line", days_ago=20)
    act(cast["xa2"], solved, Kind.CLOSED)
    page = browser("cqtt").get("/obstacles/").content.decode()
    assert "1 group of problems remains (Power), with 1 open obstacles, 1 of them late." in page
    assert "it was 2; since then 0 were raised and 1 answered or closed." in page
    assert "working days late" in page
    assert "no obstacle is open" in browser("thanhhoa").get("/obstacles/").content.decode()


def test_the_address_keeps_the_filters_and_the_file_follows_them(cast: dict[str, Actor]) -> None:
    raised(cast["xa"], title="=Mất điện")
    raised(cast["xa2"], unit=OTHER, group="line", title="Đường truyền chậm")
    client = browser("cqtt")
    page = client.get("/obstacles/", {"group": "line", "late": "0"}).content.decode()
    assert "Đường truyền chậm" in page and "Mất điện" not in page and "/obstacles/table.csv?group=line" in page
    table = client.get("/obstacles/table.csv", {"group": "power"})
    text = table.content.decode("utf-8-sig")
    assert "'=Mất điện" in text and "Đường truyền chậm" not in text and "obstacles.csv" in table["Content-Disposition"]
    assert client.get("/obstacles/", {"unit": "38"}).status_code == 403
    for wrong in ({"state": "gone"}, {"since": "hôm qua"}, {"since": "2190-01-01"}):
        assert client.get("/obstacles/", wrong).status_code == 400


@pytest.mark.parametrize("address", ["/obstacles/", "/obstacles/?state=all&mine=1", "/obstacles/{first}/"])
def test_a_page_takes_as_many_queries_for_many_obstacles_as_for_one(cast: dict[str, Actor], address: str) -> None:
    client = browser("cqtt")
    first = raised(cast["xa"], assignments=(assignment_of().pk,))
    raised(cast["xa2"], unit=OTHER)
    counts = []
    for _time in range(3):
        raised(cast["xa2"], unit=OTHER, group="line")
        raised(cast["xa"], assignments=(assignment_of().pk, assignment_of("B").pk))
        act(cast["xa"], first, Kind.GIVEN)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address.format(first=first.pk)).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_long_lists_come_in_pages(cast: dict[str, Actor]) -> None:
    for number in range(52):
        raised(cast["xa"], title=f"Việc thứ {number}")
    client = browser("xa")
    assert len(client.get("/obstacles/").context["lines"]) == 50
    assert len(client.get("/obstacles/", {"page": "2"}).context["lines"]) == 2


def test_an_administrator_of_the_country_sets_groups() -> None:
    client = browser("quantri")
    added = {"code": "storm", "name_vi": "Bão, lũ", "name_en": "Storms", "sequence": "5"}
    assert client.post("/obstacles/groups/", added).status_code == 302
    assert client.post("/obstacles/groups/", added).status_code == 400
    changed = added | {"name_vi": "Thiên tai", "valid_to": clock.day_of(clock.now()).isoformat()}
    assert client.post("/obstacles/groups/storm/", changed).status_code == 302
    assert ObstacleGroup.objects.get(code="storm").name_vi == "Thiên tai"
    assert "storm" not in browser("xa").get("/obstacles/+new/").content.decode()
    refused = client.post("/obstacles/groups/storm/", changed | {"valid_from": "2090-01-01"})
    assert refused.status_code == 400 and "must end after it begins" in refused.content.decode()
    assert browser("quantri40").post("/obstacles/groups/", added | {"code": "other2"}).status_code == 403


def test_other_days_hold_for_what_begins_from_that_day() -> None:
    client = browser("quantri")
    typed = {"step": "answer", "days": "10", "valid_from": "2026-01-01", "basis": "Quyết định mẫu"}
    assert client.post("/obstacles/days/", typed).status_code == 302
    assert allowance().days(Step.ANSWER, date(2025, 12, 31)) == 15
    assert allowance().days(Step.ANSWER, date(2026, 1, 1)) == 10
    for wrong in ({"days": "0"}, {"days": "121"}, {"basis": " "}):
        assert client.post("/obstacles/days/", typed | wrong).status_code == 400
    assert browser("quantri40").post("/obstacles/days/", typed).status_code == 403
    assert DaysAllowed.objects.filter(step="answer").count() == 2


def test_a_question_is_shown_to_the_unit_that_has_to_answer_it(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["cqtt"], obstacle, Kind.ASKED, "Trạm biến áp nào?")
    client = browser("xa")
    page = client.get(f"/obstacles/{obstacle.pk}/")
    assert page.context["detail"].question.note == "Trạm biến áp nào?"
    assert list(page.context["detail"].acts) == [Kind.GIVEN, Kind.CLOSED]
    client.post(f"/obstacles/{obstacle.pk}/acts/", {"kind": "given", "note": "Trạm số 2."})
    assert client.get(f"/obstacles/{obstacle.pk}/").context["detail"].question is None
    assert ObstacleStanding.objects.get(obstacle=obstacle).state == State.TAKEN_UP


def test_who_could_answer_is_told_why_not_the_own_one(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["cqtt"], unit=COMMUNE)
    assert browser("cqtt").get(f"/obstacles/{obstacle.pk}/").context["detail"].own
    assert not browser("ttch").get(f"/obstacles/{obstacle.pk}/").context["detail"].own


def test_an_obstacle_of_today_is_not_some_days_old(cast: dict[str, Actor]) -> None:
    today, older = raised(cast["xa"]), raised(cast["xa"], days_ago=20)
    assert "raised it today." in browser("xa").get(f"/obstacles/{today.pk}/").content.decode()
    page = browser("xa").get(f"/obstacles/{older.pk}/").content.decode()
    assert "working days ago." in page and "today" not in page.split("working days ago.")[0].split("sentence")[-1]
