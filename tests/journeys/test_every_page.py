"""Every page in a real browser: no axe violation, nothing wider than the screen, at 360 and 1280 px."""

import gzip
import re
from datetime import timedelta

import pytest
from browser import log_in, violations
from cast_browser import Cast
from playwright.sync_api import Page
from rooms_browser import fill_rooms

from tiendo.demo.accounts import PASSWORD
from tiendo.gateways import clock

WIDTHS = (1280, 360)
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
        "/cutoffs/#/",
        "/account/",
        "/programmes/NONE/",
    ],
    "so-khcn": ["/programmes/KH02-X/tasks/X01/units/17329/", "/checking/"],
    "trung-tam": ["/cutoffs/", f"/programmes/KH02-X/units/46/?{AT}", "/journal/", "/checking/"],
    "quan-tri": ["/people/", "/people/+new/", "/people/xa/", "/journal/"],
}
# The rooms in which people work, after a few days of work. A # is the first number that the page before links to.
ROOMS = {
    "xa": [
        "/my-work/",
        "/reports/",
        "/reports/KH02-X/X04/17329/",
        "/reports/parts/",
        "/offline/",
        "/programmes/KH02-X/tasks/X04/units/17329/",
        "/obstacles/+new/?programme=KH02-X&task=X04&unit=17329",
        "/requests/extensions/+new/?programme=KH02-X&task=X03&unit=17329",
        "/imports/",
        "/imports/#/",
        "/forms/",
        "/forms/*/",
        "/forms/return/",
        "/account/",
        "/account/password/",
        "/account/second-factor/",
        "/account/lending/",
        "/account/notices/",
        "/workdays/",
    ],
    "duyet": ["/requests/", "/requests/explanations/#/"],
    "so-khcn": [
        "/my-work/",
        "/checking/",
        "/checking/samples/",
        "/checking/samples/#/",
        "/checking/spot-checks/",
        "/checking/KH02-X/X03/17329/spot-check/",
        "/requests/",
        "/requests/extensions/#/",
    ],
    "thuong-truc": [
        "/my-work/",
        "/obstacles/",
        "/obstacles/#/",
        "/notices/",
        "/notices/missing/?programme=KH02-X",
        "/requests/answer-days/",
        "/handovers/?mapping=1&programme=KH02-X&unit=17329",
        "/handovers/#/",
    ],
    "lanh-dao-tinh": [
        "/my-work/",
        "/requests/explanations/+new/?programme=KH02-X&unit=17329",
    ],
    "quan-tri": [
        "/api/v1/",
        "/api-clients/new/",
        "/api-clients/",
        "/api-clients/#/",
        "/handovers/mappings/",
        "/handovers/mappings/#/",
        "/notices/rules/",
        "/obstacles/groups/",
        "/obstacles/groups/power/",
        "/obstacles/days/",
        "/requests/answer-days/",
        "/workdays/",
        "/people/xa/lending/",
    ],
}


@pytest.fixture(scope="module")
def filled(cast: Cast) -> Cast:
    """The same after a few days of work."""
    fill_rooms(cast, clock.day_of(clock.now()) + timedelta(days=40))
    return cast


def _address(page: Page, path: str) -> str:
    """A path with # or * is that of the first link on the page seen before that has a number, or a word, there."""
    if not {"#", "*"} & set(path):
        return path
    wanted = re.escape(path).replace(r"\#", r"\d+").replace(r"\*", r"[0-9a-f-]{12,}")
    links: list[str] = page.locator("main a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    found = next((link for link in links if re.fullmatch(wanted, link)), None)
    assert found, f"{page.url} has no link to {path}"
    return found


def check_pages(cast: Cast, username: str, paths: list[str]) -> None:
    """Open pages and look at each in both widths."""
    page = cast.page(username)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for path in paths:
        answer = page.goto(cast.site + _address(page, path))
        assert answer is not None and answer.status == (404 if "NONE" in path else 200), path
        assert page.evaluate("document.documentElement.lang") == "vi"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than {width}"
            assert violations(page, contrast=width == WIDTHS[0]) == [], f"{path} at {width}"
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.browser
@pytest.mark.parametrize("username", list(PAGES))
def test_pages_are_accessible_and_fit_the_screen(cast: Cast, username: str) -> None:
    check_pages(cast, username, PAGES[username])


@pytest.mark.browser
@pytest.mark.writes_world
@pytest.mark.parametrize("username", list(ROOMS))
def test_rooms_at_work_are_accessible_and_fit_the_screen(filled: Cast, username: str) -> None:
    check_pages(filled, username, ROOMS[username])


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_the_log_in_page_is_accessible_and_names_a_wrong_password(cast: Cast, site: str, width: int) -> None:
    with cast.visitor(width=width) as page:
        page.goto(f"{site}/login/")
        assert violations(page) == []
        page.fill("input[name=username]", "xem")
        page.fill("input[name=password]", "not this one")
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
        assert "/login" in page.url
        assert violations(page) == []


@pytest.mark.browser
def test_a_leader_finds_who_is_behind_then_and_why_without_javascript(cast: Cast, site: str) -> None:
    """From the board to the commune's task, and back to another moment, by links and one form only."""
    with cast.visitor(javascript=False) as page:
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
def test_the_first_page_and_the_next_keep_to_their_weight(cast: Cast, site: str) -> None:
    """120 kB compressed for a first page with everything it needs, 30 kB for a later one."""
    with cast.visitor() as page:
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
