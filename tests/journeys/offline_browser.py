"""What journeys without a line need: a line that can be cut, computers with browsers, and the page's lists."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from browser import QUIET, _browser_path, log_in
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tiendo.demo.accounts import PASSWORD

ALL_REPORTS = """() => new Promise((done) => {
  indexedDB.open("tiendo").onsuccess = ({target: {result: kept}}) => {
    kept.transaction("reports").objectStore("reports").getAll().onsuccess = (event) => done(
      event.target.result.map(({key, person, state, note}) => ({key, person, state, note})));
  };
})"""


class Line:
    """The line between the browsers and the site. Cut, it takes pages and service workers off alike."""

    def __init__(self, site: str) -> None:
        self.server = urlsplit(site).port or 0
        self.is_cut = False
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, context: BrowserContext) -> None:
        """Nothing gets through any more, and the pages of the browser are told so."""
        self.is_cut = True
        context.set_offline(True)
        for end in list(self.open):
            _hang_up(end)

    def mend(self, context: BrowserContext) -> None:
        """The line is back."""
        self.is_cut = False
        context.set_offline(False)

    def _accept(self) -> None:
        while True:
            try:
                browser, _address = self.door.accept()
            except OSError:  # closed at the end of the test
                return
            if self.is_cut:
                browser.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.server))
            for ends in ((browser, server), (server, browser)):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        self.open.add(source)
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            self.open.discard(end)
            _hang_up(end)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Device:
    """A computer on which browsers are opened; each has its profile in a folder and finds it again."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright = playwright
        self.folder = folder

    @contextmanager
    def browser(self, name: str = "shared", *, width: int = 1280) -> Iterator[BrowserContext]:
        """A browser with its profile, closed at the end."""
        context = self.playwright.chromium.launch_persistent_context(
            self.folder / name,
            executable_path=_browser_path(),
            args=QUIET,
            viewport={"width": width, "height": 900},
        )
        yield context
        context.close()


def opened(context: BrowserContext, site: str, username: str) -> Page:
    """The page for weak lines, logged in and kept by the service worker."""
    page = context.pages[0]
    log_in(page, site, username, PASSWORD)
    page.goto(f"{site}/offline/")
    expect(page.locator("#app")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("#who")).not_to_be_empty()
    return page


def write(page: Page, place: int, percent: str, note: str, *, send: bool = True) -> None:
    """Write a report on the task at a place of the list."""
    task = page.locator("#tasks > li details").nth(place)
    if task.get_attribute("open") is None:
        task.locator("summary").click()
    task.locator("[name=percent]").fill(percent)
    task.locator("[name=note]").press_sequentially(note)
    expect(task.locator("[data-t=kept]")).to_contain_text("Đã lưu trên máy này")
    if send:
        task.locator("button[type=submit]").click()


def states(page: Page) -> Any:
    """The states of the reports, as the page names them."""
    return page.locator("#queue > li [data-t=state]")


def reports(page: Page) -> list[dict[str, str]]:
    """Everything that lies in the browser's queue, of whomever."""
    found: list[dict[str, str]] = page.evaluate(ALL_REPORTS)
    return found


def recorded(*keys: str) -> list[tuple[str, datetime, datetime]]:
    """What the ledger holds under keys: note, written, recorded."""
    with psycopg.connect(os.environ["TIENDO_DATABASE"]) as database:
        rows = database.execute(
            "SELECT note, written_at, recorded_at FROM tasks_progressevent WHERE key = ANY(%s::uuid[]) ORDER BY id",
            [list(keys)],
        )
        return rows.fetchall()
