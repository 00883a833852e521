"""Reports written without a line, in a real browser with a profile of its own: closed, opened again, shared by two."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import a_page, log_in, violations
from offline_browser import Device, Line, opened, recorded, reports, states, write
from playwright.sync_api import Route, expect, sync_playwright

from tiendo.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.writes_world]
WAITS, ARRIVED, CHOICE, REFUSED = "Chờ gửi", "Đã đến nơi và được ghi nhận", "Chờ bạn chọn", "Bị từ chối"
PATIENCE = 40_000  # milliseconds; a pause between two tries is part of it
FORGET_REPORTS = """() => new Promise((done) => {
  indexedDB.open("tiendo").onsuccess = ({target: {result: kept}}) => {
    kept.transaction("reports", "readwrite").objectStore("reports").clear().onsuccess = () => done(true);
  };
})"""
# The service worker would send by itself, past the answers that a test gives to the page.
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"
RULES = Path(__file__).parents[2] / "docs" / "rules" / "weak-lines.md"
# The worker tells all pages when something that it keeps has changed.
PERSON_IS_KNOWN = "() => new Promise((done) => { new BroadcastChannel('tiendo').onmessage = () => done(true); })"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined})"


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    """A line to the site that holds until it is cut."""
    made = Line(site)
    yield made
    made.door.close()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    """A computer on which nobody has opened a browser yet."""
    with sync_playwright() as playwright:
        yield Device(playwright, tmp_path)


def answers() -> list[dict[str, str]]:
    """The rows of the table of answers."""
    text = RULES.read_text("utf-8").split("\n## Answers\n", 1)[1].split("\n## ", 1)[0]
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    names, _rule, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(names, row, strict=True)) for row in rows]


def answering(what: str) -> Callable[[Route], None]:
    """Answers a report in the server's place, as a row of the table says."""
    number, _space, outcome = what.partition(" ")

    def answer(route: Route) -> None:
        key = re.search(r'name="key"\r\n\r\n(\S+)', route.request.post_data or "")
        assert key
        theirs = {"percent": None, "note": "", "actor": "A", "recorded_at": "2025-08-06T16:00:00+07:00"}
        said = {"key": key[1], "outcome": outcome, "message": "Lý do.", "href": "", "theirs": theirs}
        if number == "none":
            route.abort()
        elif outcome == "another page":
            route.fulfill(status=200, content_type="text/html", body="<p>Chào mừng</p>")
        else:
            route.fulfill(status=int(number), json=said)

    return answer


def test_two_reports_written_without_a_line_outlive_the_browser_and_arrive_once(line: Line, device: Device) -> None:
    with device.browser() as context:
        page = opened(context, line.address, "xa")
        assert violations(page) == []
        line.cut(context)
        write(page, 0, "31", "viết ở xã, lần một")
        expect(states(page)).to_have_text([WAITS])
        write(page, 1, "32,5", "viết ở xã, lần hai")
        expect(states(page)).to_have_text([WAITS, WAITS])
        write(page, 2, "33", "chưa viết xong", send=False)
    with device.browser(width=360) as context:
        page = context.pages[0]
        page.goto(f"{line.address}/programmes/")
        expect(page.locator("#app")).to_be_visible()
        expect(page.locator("#notices")).to_contain_text("mất mạng")
        expect(states(page)).to_have_text([WAITS, WAITS])
        page.locator("#tasks > li details").nth(2).locator("summary").click()
        expect(page.locator("#tasks > li details").nth(2).locator("[name=note]")).to_have_value("chưa viết xong")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        keys = [report["key"] for report in reports(page)]
        assert len(keys) == 2 and recorded(*keys) == []
        line.mend(context)
        expect(states(page)).to_have_text([ARRIVED, ARRIVED], timeout=PATIENCE)
    found = recorded(*keys)
    assert sorted(note for note, _written, _recorded in found) == ["viết ở xã, lần hai", "viết ở xã, lần một"]
    assert all(written < arrived for _note, written, arrived in found)


def test_what_somebody_else_recorded_meanwhile_stands_beside_mine(site: str, line: Line, device: Device) -> None:
    with device.browser() as context:
        page = opened(context, line.address, "xa")
        line.cut(context)
        write(page, 3, "51", "của cán bộ xã")
        with device.browser("other") as other:
            theirs = opened(other, site, "duyet")
            write(theirs, 3, "52", "của lãnh đạo xã")
            expect(states(theirs)).to_have_text([ARRIVED], timeout=PATIENCE)
        line.mend(context)
        expect(states(page)).to_have_text([CHOICE], timeout=PATIENCE)
        mine = page.locator("#queue > li")
        expect(mine.locator("[data-conflict]")).to_be_visible()
        expect(mine.locator("[data-t=my_note]")).to_have_text("của cán bộ xã")
        expect(mine.locator("[data-t=their_note]")).to_have_text("của lãnh đạo xã")
        expect(mine.locator("[data-t=their_percent]")).to_have_text("52%")
        assert violations(page) == []
        (report,) = reports(page)
        assert recorded(report["key"]) == []
        mine.locator("button[name=force]").click()
        expect(states(page)).to_have_text([ARRIVED], timeout=PATIENCE)
    assert [note for note, _written, _recorded in recorded(report["key"])] == ["của cán bộ xã"]


def test_a_second_person_on_the_same_browser_sees_and_sends_nothing_of_the_first(line: Line, device: Device) -> None:
    with device.browser() as context:
        page = opened(context, line.address, "xa")
        line.cut(context)
        write(page, 0, "41", "chỉ của người thứ nhất")
        write(page, 1, "42", "nháp của người thứ nhất", send=False)
        (first,) = reports(page)
        page.locator("#leave").click()
        expect(page.locator("#app")).to_be_hidden()
        line.mend(context)
        page.reload()
        expect(page.locator("#notices")).to_contain_text("Đăng nhập")
        expect(page.locator("#app")).to_be_hidden()
        page = opened(context, line.address, "duyet")
        expect(page.locator("#notices")).to_contain_text(
            "Trên máy này còn 1 báo cáo chưa gửi của Tài khoản mẫu – cán bộ"
        )
        expect(states(page)).to_have_count(0)
        assert "người thứ nhất" not in page.content()
        write(page, 2, "43", "của người thứ hai")
        expect(states(page)).to_have_text([ARRIVED], timeout=PATIENCE)
        assert recorded(first["key"]) == []
        page.goto(f"{line.address}/account/")
        page.locator("details.account > summary").click()
        page.locator("details.account button").click()
        page.wait_for_url("**/login/**")
        page = opened(context, line.address, "xa")
        expect(states(page)).to_have_text([ARRIVED], timeout=PATIENCE)
        page.locator("#tasks > li details").nth(1).locator("summary").click()
        expect(page.locator("#tasks [name=note]").first).to_have_value("nháp của người thứ nhất")
    assert len(recorded(first["key"])) == 1


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_an_answer_lost_on_the_way_does_not_double_the_report(line: Line, device: Device, locks: bool) -> None:
    heard: list[int] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        heard.append(answer.status)
        if len(heard) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    with device.browser() as context:
        if not locks:
            context.add_init_script(NO_LOCKS)
        page = opened(context, line.address, "xa")
        second = context.new_page()
        second.goto(f"{line.address}/offline/")
        expect(second.locator("#app")).to_be_visible()
        context.route("**/reports/send.json", lose_the_first)
        write(page, 0, "61", "trả lời bị mất")
        expect(states(page).first).to_have_text(ARRIVED, timeout=PATIENCE)
        expect(states(second).first).to_have_text(ARRIVED, timeout=PATIENCE)
        (report,) = reports(page)
        context.unroute_all(behavior="wait")
    assert heard[0] == 200
    assert len(recorded(report["key"])) == 1


def test_every_answer_leads_to_the_state_of_the_table(line: Line, device: Device) -> None:
    words = {"sent": ARRIVED, "waiting": WAITS, "conflict": CHOICE, "refused": REFUSED}
    with device.browser() as context:
        context.add_init_script(NO_SYNC)
        page = opened(context, line.address, "xa")
        for row in answers():
            context.route("**/reports/send.json", answering(row["answer"]))
            with page.expect_request("**/reports/send.json"):
                write(page, 0, "71", "chữ phải giữ lại")
            expect(states(page), row["answer"]).to_have_text([words[row["state"]]])
            expect(page.locator("#queue [data-t=note]")).to_have_text("chữ phải giữ lại")
            buttons = page.locator("#queue button").evaluate_all("(all) => all.map((one) => one.name)")
            assert ", ".join(buttons) == row["what the person can do"], row["answer"]
            context.unroute_all(behavior="wait")
            page.evaluate(FORGET_REPORTS)
            page.reload()
            expect(page.locator("#app")).to_be_visible()


def test_what_was_refused_can_be_edited_and_nothing_typed_since_is_lost(line: Line, device: Device) -> None:
    with device.browser() as context:
        context.add_init_script(NO_SYNC)
        page = opened(context, line.address, "xa")
        context.route("**/reports/send.json", answering("200 refused"))
        write(page, 0, "71", "bị từ chối")
        expect(states(page)).to_have_text([REFUSED], timeout=PATIENCE)
        expect(page.locator("#queue [data-t=message]")).to_have_text("Lý do.")
        write(page, 0, "72", "viết thêm sau đó", send=False)
        page.locator("#queue button[name=edit]").click()
        expect(page.locator("#tasks form [name=note]").first).to_have_value("bị từ chối\nviết thêm sau đó")
        expect(states(page)).to_have_count(0)
        context.unroute_all(behavior="wait")


def test_a_file_of_what_waits_comes_back_once(line: Line, device: Device, tmp_path: Path) -> None:
    with device.browser() as context:
        page = opened(context, line.address, "xa")
        line.cut(context)
        task = page.locator("#tasks > li details").nth(0)
        task.locator("summary").click()
        task.locator("[name=evidence]").set_input_files(
            {"name": "biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 trang"}
        )
        expect(task.locator("[data-files]")).to_contain_text("biên bản.pdf")
        write(page, 0, "81", "mang theo bằng tệp")
        expect(states(page)).to_have_text([WAITS])
        with page.expect_download() as download:
            page.locator("#take-out").click()
        saved = tmp_path / "saved.json"
        download.value.save_as(saved)
    said = json.loads(saved.read_text("utf-8"))
    (report,) = said["reports"]
    assert (said["person"], report["note"], report["files"][0]["name"]) == ("xa", "mang theo bằng tệp", "biên bản.pdf")
    with device.browser("cleared") as context:
        line.mend(context)
        page = opened(context, line.address, "xa")
        line.cut(context)
        page.locator("details:has(#take-in) > summary").click()
        for words in ("Đã nạp 1 báo cáo. Đã có từ trước: 0", "Đã nạp 0 báo cáo. Đã có từ trước: 1"):
            page.locator("#take-in").set_input_files(saved)
            expect(page.locator("#notices")).to_contain_text(words)
        assert [one["key"] for one in reports(page)] == [report["key"]]
        said["person"], said["name"] = "duyet", "Người khác"
        saved.write_text(json.dumps(said), "utf-8")
        page.locator("#take-in").set_input_files(saved)
        expect(page.locator("#notices")).to_contain_text("Tệp này chứa báo cáo của Người khác")


def test_without_javascript_the_page_names_the_other_ways(site: str) -> None:
    with a_page(javascript=False, width=360) as page:
        log_in(page, site, "xa", PASSWORD)
        page.goto(f"{site}/offline/")
        expect(page.locator("#without")).to_contain_text("báo cáo theo bảng")
        expect(page.locator("#app")).to_be_hidden()


def test_the_page_can_be_installed(line: Line, device: Device) -> None:
    with device.browser() as context:
        page = opened(context, line.address, "xa")
        tools = context.new_cdp_session(page)
        assert tools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_a_browser_that_only_saw_another_page_has_the_list_when_the_line_breaks(line: Line, device: Device) -> None:
    with device.browser() as context:
        page = context.pages[0]
        log_in(page, line.address, "xa", PASSWORD)
        page.goto(f"{line.address}/account/")
        page.add_script_tag(url="/static/reporting/offline-start.js")
        page.evaluate(PERSON_IS_KNOWN)
        line.cut(context)
        page.goto(f"{line.address}/reports/")
        expect(page.locator("#tasks > li").first).to_be_visible(timeout=PATIENCE)
