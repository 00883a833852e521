"""Evidence: served through the door only, and what is odd about reports is named."""

from pathlib import Path
from typing import Any

import pytest
from ledger_rows import assignment_of, small_programme
from reporting_world import ONE, TWO, events, mark, reporter, text_of, typed, upload

import sample_files as sample
from people_made import logged_in, person, visitor
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Evidence
from tiendo.tasks.queries.evidence import Flag, FlagKind, evidence_of, flags_of

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "rules" / "evidence.md"
NOTE = "Đã lắp xong đường truyền số liệu chuyên dùng"


@pytest.fixture(autouse=True)
def files_here(tmp_path: Any, settings: Any) -> None:
    """Files of a test stay with the test."""
    settings.FILES_ROOT = tmp_path / "files"
    small_programme()


def report(client: Any, unit: str = ONE, task: str = "A", **changes: Any) -> None:
    """Report through the page."""
    form = typed(seen=str(mark(task, unit))) | changes
    assert client.post(f"/reports/TEST/{task}/{unit}/", form).status_code == 302


def kinds(task: str = "A", unit: str = ONE) -> list[FlagKind]:
    """The flags of an assignment."""
    found = assignment_of(task, unit).pk
    return [flag.kind for flag in flags_of([found]).get(found, ())]


@pytest.mark.parametrize(
    ("name", "content", "inline"),
    [
        ("a.pdf", sample.PDF, False),
        ("a.jpg", sample.JPG, True),
        ("a.png", sample.PNG, True),
        ("a.docx", sample.docx(), False),
        ("a.xlsx", sample.xlsx(), False),
        ("a.heic", sample.HEIC, False),
    ],
)
def test_a_file_is_shown_in_a_sandbox_or_saved(name: str, content: bytes, inline: bool) -> None:
    _user, client = reporter()
    report(client, evidence=upload(name, content))
    answer = client.get(f"/evidence/{Evidence.objects.get().pk}/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_seen_by_those_who_look_into_the_unit_and_by_nobody_else() -> None:
    _user, client = reporter()
    report(client, evidence=upload("a.pdf", sample.PDF))
    address = f"/evidence/{Evidence.objects.get().pk}/"
    assert logged_in(person("tinh", Role.VIEWER, "40", "40")).get(address).status_code == 200
    assert reporter(TWO)[1].get(address).status_code == 403
    assert visitor().get(address).status_code == 302
    assert client.get("/evidence/999999999/").status_code == 404


def test_a_file_that_was_changed_in_the_store_is_not_shown(settings: Any) -> None:
    _user, client = reporter()
    report(client, evidence=upload("a.pdf", sample.PDF))
    (kept,) = [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]
    kept.write_bytes(b"<script>")
    answer = client.get(f"/evidence/{Evidence.objects.get().pk}/")
    assert answer.status_code == 400 and "not what was received" in text_of(answer)


def test_the_files_of_events_are_listed() -> None:
    _user, client = reporter()
    report(client, evidence=[upload("b.pdf", sample.PDF), upload("a.jpg", sample.JPG)])
    (event,) = events()
    assert [(file.name, file.size) for file in evidence_of([event.pk])[event.pk]] == [
        ("b.pdf", len(sample.PDF)),
        ("a.jpg", len(sample.JPG)),
    ]


def cases() -> list[tuple[str, str]]:
    """The rows of the page: what happened, and which flags follow."""
    lines = PAGE.read_text(encoding="utf-8").split("## Cases", 1)[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(row[0], row[1].strip("`")) for row in rows[1:]]


@pytest.mark.parametrize(("story", "flags"), cases(), ids=[case[0] for case in cases()])
def test_the_flags_are_those_of_the_page(story: str, flags: str) -> None:
    clients = {ONE: reporter(ONE)[1], TWO: reporter(TWO)[1]}
    for step in (part.strip() for part in story.split(",")):
        _play(step, clients)
    assert sorted(map(str, kinds())) == sorted(filter(None, flags.split(" ")))


def _play(step: str, clients: dict[str, Any]) -> None:
    """One step of a story: `report 40`, `other unit: report 40 with file`, `verified`, `annulled last`."""
    who, _colon, rest = step.rpartition(": ")
    unit = TWO if who == "other unit" else ONE
    task = "B" if who == "other task" else "A"
    words = rest.split(" ")
    if words[0] != "report":
        recorded_above(words[0])
        return
    more: dict[str, Any] = {"choice": "", "percent": words[1], "note": ""}
    if "file" in words:
        more["evidence"] = upload("a.pdf", sample.PDF)
    if "note" in words:
        more["note"] = NOTE.upper() if "capitals" in words else NOTE
    if "short" in words:
        more["note"] = "Đã xong"
    report(clients[unit], unit, task, **more)


def recorded_above(kind: str) -> None:
    """Somebody of the province verifies, or annuls the last event."""
    who = logged_in(person(f"tinh-{kind}", Role.STANDING_BODY, "40", "40"))
    cells = {"verb": "verify"} if kind == "verified" else {"verb": "annul", "annuls": str(events()[-1].pk)}
    answer = who.post(f"/programmes/TEST/tasks/A/units/{ONE}/events/", cells | {"note": "Nhầm đơn vị"})
    assert answer.status_code == 302, text_of(answer)


def test_a_file_seen_before_names_the_other_unit() -> None:
    report(reporter(TWO)[1], TWO, note="", evidence=upload("a.pdf", sample.PDF))
    report(reporter(ONE)[1], ONE, note="", evidence=upload("b.pdf", sample.PDF))
    (flag,) = flags_of([assignment_of().pk])[assignment_of().pk]
    assert flag == Flag(FlagKind.SAME_FILE, events()[-1].pk, flag.units, 1)
    assert len(flag.units) == 1 and flag.units[0].startswith(("Xã", "Phường"))


def test_flags_cost_the_same_for_one_assignment_and_for_four(django_assert_num_queries: Any) -> None:
    clients = {unit: reporter(unit)[1] for unit in (ONE, TWO)}
    for unit, client in clients.items():
        for task in ("A", "B"):
            report(client, unit, task, note=NOTE, evidence=upload("a.pdf", sample.PDF))
    ids = [assignment_of(task, unit).pk for unit in clients for task in ("A", "B")]
    for some in (ids[2:3], ids):
        with django_assert_num_queries(4):
            flags_of(some)


def test_a_file_of_evidence_is_part_of_what_the_event_says() -> None:
    from tiendo.tasks.actions import seal_events
    from tiendo.tasks.queries import verify_ledger

    _user, client = reporter()
    report(client, evidence=upload("a.pdf", sample.PDF))
    seal_events()
    assert list(verify_ledger()) == []
