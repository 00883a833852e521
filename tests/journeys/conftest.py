"""Who sits before the screens of the journeys: one browser for all of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from cast_browser import Cast


@pytest.fixture(scope="module")
def cast(site: str) -> Iterator[Cast]:
    """Everybody in one browser; each logs in once and keeps the profile."""
    # pytest reads this file before Django is set up, and the cast has Django's accounts.
    from browser import QUIET, _browser_path
    from cast_browser import Cast

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=QUIET)
        yield Cast(browser, site)
        browser.close()
