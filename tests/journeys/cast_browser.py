"""The cast in one browser: everybody has a profile of their own and logs in once; and the steps that several share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from browser import log_in
from playwright.sync_api import Browser, FilePayload, Page

import sample_files
from tiendo.demo.accounts import COMMUNE, PASSWORD

PROGRAMME = "KH02-X"
PDF: FilePayload = {
    "name": "biên bản đo kiểm.pdf",
    "mimeType": "application/pdf",
    "buffer": sample_files.PDF,
}


class Cast:
    """Who sits before the screens."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self._pages: dict[str, Page] = {}

    def page(self, username: str) -> Page:
        """The page of an account, at the address that opens after the log-in or as it was left."""
        if username not in self._pages:
            context = self.browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(15_000)
            self._pages[username] = context.new_page()
            log_in(self._pages[username], self.site, username, PASSWORD)
        return self._pages[username]

    @contextmanager
    def visitor(self, *, javascript: bool = True, width: int = 1280) -> Iterator[Page]:
        """A fresh page in a fresh profile, of whomever."""
        context = self.browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 900})
        yield context.new_page()
        context.close()

    def home(self, username: str) -> Page:
        """The page of an account, back at its beginning."""
        page = self.page(username)
        page.goto(f"{self.site}/")
        return page


def follow(page: Page, words: str) -> None:
    """Click the first link of the page's content with these words."""
    page.locator("main").get_by_role("link", name=words).first.click()


def menu(page: Page, words: str) -> None:
    """Choose an entry of the menu, opening the further ones where it lies there."""
    entry = page.locator(".main-menu").get_by_role("link", name=words, exact=True)
    if not entry.is_visible():
        page.locator(".main-menu summary").click()
    entry.click()


def as_of_now(page: Page) -> None:
    """Turn a board to the present moment."""
    page.locator("#moment summary").click()
    page.locator("#moment .quick").get_by_role("link", name="Hiện tại").click()


def press(page: Page, words: str) -> None:
    """Press the first button whose name begins with these words, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=re.compile(f"^{re.escape(words)}")).first.click()


def said(page: Page) -> str:
    """What the page says to the person."""
    return page.inner_text("main")


def in_hand(page: Page) -> str:
    """The words of the report in the queue on which the keyboard stands."""
    return page.locator("[data-row]:has(:focus)").inner_text()


def assignment(cast: Cast, username: str, task: str, *, of: str = PROGRAMME, unit: str = COMMUNE) -> Page:
    """The page of a task of a unit, as somebody sees it."""
    page = cast.page(username)
    page.goto(f"{cast.site}/programmes/{of}/tasks/{task}/units/{unit}/")
    return page


def found_otherwise(cast: Cast, *tasks: str) -> None:
    """The standing body was on site and found of done tasks of the commune that they aren't: they are open again."""
    for task in tasks:
        page = assignment(cast, "thuong-truc", task)
        follow(page, "Kiểm tra thực tế")
        page.get_by_label("không đúng như báo cáo").check()
        page.get_by_label("Nội dung ghi nhận").fill(f"Kiểm tra tại xã ngày hôm nay: {task} chưa đủ.")
        press(page, "Ghi nhận")


def reported(cast: Cast, percent: str, *tasks: str) -> None:
    """The commune's official reports a percent on several tasks by the table."""
    page = cast.page("xa")
    page.goto(f"{cast.site}/reports/")
    for task in tasks:
        page.get_by_label(f"của {task}, Xã Anh Sơn").first.fill(percent)
    press(page, "Gửi các dòng đã nhập")


def obstacle_raised(page: Page, title: str, *, group: str) -> None:
    """Fill in the form by which an obstacle is raised."""
    page.get_by_label("Nhóm vấn đề").select_option(label=group)
    page.get_by_label("Tiêu đề").fill(title)
    page.get_by_label("Nội dung vướng mắc").fill("Chưa được cấp từ tháng 7; xã đã có hai văn bản đề nghị.")
    press(page, "Nêu vướng mắc")


def more_time_asked_for(cast: Cast, task: str, until: date) -> Page:
    """The commune's official asks for more time from the page of the task."""
    page = assignment(cast, "xa", task)
    follow(page, "Đề nghị gia hạn")
    page.get_by_label("Thời hạn đề nghị").fill(until.isoformat())
    page.get_by_label("Lý do cần gia hạn").fill("Chờ cấp thiết bị.")
    press(page, "Gửi đề nghị")
    return page


def sample_drawn(cast: Cast) -> str:
    """The owner draws one of the reports that wait; the number of the sample."""
    page = cast.home("so-khcn")
    menu(page, "Xác nhận")
    page.get_by_text("Xác nhận theo mẫu", exact=True).click()
    page.get_by_label("Số báo cáo cần chọn").fill("1")
    press(page, "Chọn mẫu")
    return page.inner_text("h1").split()[-1]


def program_let_in(page: Page, until: date) -> None:
    """Fill in the form by which an administrator lets a program read Nghệ An."""
    page.get_by_label("Tên phần mềm").fill("Hệ thống báo cáo của tỉnh")
    page.get_by_label("Đơn vị (mã)").fill("40")
    page.get_by_label("Vai trò").select_option("viewer")
    page.get_by_label("Hết hiệu lực từ ngày").fill(until.isoformat())
    press(page, "Lập hệ thống kết nối")
