"""The queue in a real browser: by keyboard, on a phone, and without JavaScript."""

from collections.abc import Iterator

import pytest
from browser import a_page, log_in, violations
from ledger_rows import load
from playwright.sync_api import Page, expect

from tiendo.demo.accounts import PASSWORD
from tiendo.gateways import clock
from tiendo.org.queries import in_force
from tiendo.tasks.models import ProgressEvent

pytestmark = [pytest.mark.browser, pytest.mark.writes_world]
REASON = "Thiếu biên bản nghiệm thu"


@pytest.fixture
def recorded(site: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[ProgressEvent]]:
    """The events recorded during the test. Others read the same world, so they are annulled afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        found: list[ProgressEvent] = []
        last = ProgressEvent.objects.latest("pk").pk
        yield found
        fresh = ProgressEvent.objects.filter(pk__gt=last).select_related("assignment__task__programme").order_by("pk")
        found.extend(fresh)
        for event in found:
            task = event.assignment.task
            unit = in_force(clock.now().date()).get(unit_id=event.assignment.unit_id)
            cells = (task.programme.code, task.code, unit.code, "annulled", "", "", clock.now().isoformat(), "", "")
            load(",".join((*cells, "Thử nghiệm", event.content_hash)))
        assert [event.kind for event in found] == ["returned", "verified"]
        assert found[0].note == REASON


def focused(page: Page) -> str:
    """The name of the control that has the focus."""
    return str(page.evaluate("document.activeElement.name"))


def test_a_verifier_works_the_queue_by_keyboard_on_a_phone_and_without_javascript(
    site: str, recorded: list[ProgressEvent]
) -> None:
    with a_page() as page:
        log_in(page, site, "trung-tam", PASSWORD)
        page.goto(f"{site}/checking/")
        assert violations(page) == []
        rows = page.locator("[data-row]")
        waiting = rows.count()
        says = page.locator("[data-says]")

        page.keyboard.press("j")
        expect(rows.nth(0).locator("input[name=row]")).to_be_focused()
        expect(says).to_have_text(f"Báo cáo 1 trên {waiting}")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(rows.nth(0).locator("input[name=row]")).to_be_focused()
        page.keyboard.press("x")
        expect(rows.nth(0).locator("input[name=row]")).to_be_checked()
        expect(says).to_have_text("đã đánh dấu")
        page.keyboard.press("x")
        page.keyboard.press("o")
        expect(says).to_have_text("Báo cáo này không kèm tệp.")
        page.keyboard.press("Shift+?")
        expect(page.locator("[data-keys]")).to_have_attribute("open", "")

        # Enter in a list of ticks sends nothing by itself.
        rows.nth(0).locator("input[name=row]").focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        expect(page.locator(".notice, .summary")).to_have_count(0)
        expect(rows.nth(0).locator("input[name=row]")).to_be_focused()

        page.keyboard.press("r")
        assert focused(page).startswith("reason-")
        page.keyboard.type(f"{REASON}")  # letters that are keys elsewhere are letters here
        page.keyboard.press("Control+Enter")
        expect(page.locator(".notice.success")).to_have_text("Đã trả lại 1 báo cáo.")
        expect(rows.nth(0).locator("input[name=row]")).to_be_focused()

        page.keyboard.press("a")
        expect(page.locator(".notice.success")).to_have_text("Đã xác nhận 1 báo cáo.")

        page.locator("[data-keys] summary").click()
        page.locator("[data-keys-switch] input").uncheck()
        page.keyboard.press("j")
        assert focused(page) != "row"

    with a_page(javascript=False, width=360) as page:
        log_in(page, site, "trung-tam", PASSWORD)
        page.goto(f"{site}/checking/")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.locator("input[name=row]").first.focus()
        page.keyboard.press("Enter")  # presses no button that decides anything
        expect(page.locator(".summary")).to_contain_text("Hãy chọn xác nhận hoặc trả lại")
        page.locator("input[name=row]").first.check()
        page.locator("button[value=return]").click()
        expect(page.locator(".summary")).to_contain_text("Hãy nêu lý do")
        expect(page.locator("input[name=row]").first).to_be_checked()
