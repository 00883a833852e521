"""Every page in a real browser: no axe violation, nothing wider than the screen, at 360 and 1280 px."""

import gzip
import re
from collections.abc import Iterator

import pytest
from browser import a_page, log_in, violations
from playwright.sync_api import Page

from tiendo.demo.accounts import PASSWORD

AT = "at=2025-08-06T16:00&since=2025-07-31T16:00"
PAGES = {
    "xem": [
        f"/programmes/KH02-X/?{AT}",
        f"/programmes/KH02-X/?{AT}&view=map",
        "/programmes/KH02-X/?at=2025-09-22T16:00&since=2025-09-08T16:00",
        f"/programmes/KH02-X/units/40/?{AT}",
        f"/programmes/KH02-X/units/17329/?{AT}",
        f"/programmes/KH02-T/units/40/?{AT}",
        "/programmes/NA57/units/40.SKHCN/?at=2025-10-15T16:00",
        f"/programmes/KH02-X/tasks/X01/?{AT}",
        f"/programmes/KH02-X/tasks/X01/units/17329/?{AT}",
        f"/programmes/KH02-X/figures/units_complete/?unit=40&{AT}",
        f"/programmes/KH02-X/figures/tasks_waiting/?unit=40&{AT}",
        f"/programmes/KH02-X/figures/rank/?unit=40&{AT}",
        "/programmes/KH02-X/figures/units_complete/?unit=12&at=2025-08-10T16:00",
        "/programmes/",
        "/units/?q=dak+lak",
        "/units/",
        "/cutoffs/",
        "/cutoffs/*",  # the newest one
        "/account/",
        "/programmes/NONE/",
    ],
    "so-khcn": ["/programmes/KH02-X/units/40/", "/programmes/KH02-X/tasks/X01/units/17329/"],
    "trung-tam": ["/cutoffs/", f"/programmes/KH02-X/units/40/?{AT}", "/journal/"],
    "quan-tri": ["/people/", "/people/xa/", "/journal/"],
}


@pytest.fixture(scope="module", params=[360, 1280])
def width(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(scope="module", params=list(PAGES))
def person(request: pytest.FixtureRequest, site: str, width: int) -> Iterator[tuple[Page, str]]:
    with a_page(width=width) as page:
        log_in(page, site, request.param, PASSWORD)
        yield page, request.param


def _address(page: Page, path: str) -> str:
    """A path that ends in * is that of the first link below it on the page seen before."""
    if not path.endswith("*"):
        return path
    found = page.get_attribute(f"main a[href^='{path[:-1]}']:not([href='{path[:-1]}'])", "href")
    assert found
    return found


@pytest.mark.browser
def test_pages_are_accessible_and_fit_the_screen(person: tuple[Page, str], site: str, width: int) -> None:
    page, username = person
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for path in PAGES[username]:
        answer = page.goto(site + _address(page, path))
        assert answer is not None and answer.status == (404 if "NONE" in path else 200), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than the screen"
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.lang") == "vi"
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.browser
def test_the_log_in_page_is_accessible_and_names_a_wrong_password(site: str, width: int) -> None:
    with a_page(width=width) as page:
        page.goto(f"{site}/login/")
        assert violations(page) == []
        page.fill("input[name=username]", "xem")
        page.fill("input[name=password]", "not this one")
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
        assert "/login" in page.url
        assert violations(page) == []


@pytest.mark.browser
def test_a_leader_finds_who_is_behind_then_and_why_without_javascript(site: str) -> None:
    """From the board to the commune's task, and back to another moment, by links and one form only."""
    with a_page(javascript=False) as page:
        log_in(page, site, "lanh-dao", PASSWORD)
        page.goto(f"{site}/programmes/KH02-X/?{AT}")
        assert "2.140/3.321" in page.inner_text("h1, .sentence, main")
        page.click("main a:has-text('Nghệ An') >> nth=0")
        assert "69/130" in page.inner_text("main")
        page.click("main a:has-text('69/130')")
        assert "53,08" in page.inner_text("main")
        page.goto(f"{site}/programmes/KH02-X/units/40/?{AT}")
        page.click("main a:has-text('Xã Anh Sơn') >> nth=0")
        page.click("main a:has-text('X01')")
        assert "X01" in page.inner_text("main")


@pytest.mark.browser
def test_the_first_page_and_the_next_keep_to_their_weight(site: str) -> None:
    """120 kB compressed for a first page with everything it needs, 30 kB for a later one."""
    with a_page() as page:
        sizes: list[int] = []
        page.on("response", lambda answer: sizes.append(_weight(answer)))
        log_in(page, site, "xa", PASSWORD)
        sizes.clear()
        page.context.clear_cookies()
        log_in(page, site, "lanh-dao-tinh", PASSWORD)
        page.goto(f"{site}/programmes/KH02-X/?{AT}")
        first = sum(sizes)
        sizes.clear()
        page.goto(f"{site}/programmes/KH02-X/units/40/?{AT}")
        assert first <= 120_000
        assert sum(sizes) <= 30_000


def _weight(answer: object) -> int:
    """Bytes as they travel: what the server sent compressed is measured compressed."""
    request = answer.request  # type: ignore[attr-defined]
    sizes = request.sizes()
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])


def test_no_page_needs_more_than_it_sends() -> None:
    """The style sheet compresses to less than 20 kB."""
    from pathlib import Path

    import tiendo.ui

    style = (Path(tiendo.ui.__file__).parent / "static" / "ui" / "tiendo.css").read_bytes()
    assert len(gzip.compress(style)) < 20_000
    assert not re.search(rb"url\(['\"]?https?:", style)
