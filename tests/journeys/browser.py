"""A real browser for journeys: the one that set-up found, driven by Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def _browser_path() -> str | None:
    found = ROOT / ".tiendo" / "browser"
    return found.read_text("utf-8").strip() or None if found.exists() else None


@contextmanager
def a_page(*, javascript: bool = True, width: int = 1280) -> Iterator[Page]:
    """A fresh page in a fresh profile, in Vietnamese."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=QUIET)
        context = browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, bypass_csp=False
        )
        yield context.new_page()
        browser.close()


def log_in(page: Page, site: str, username: str, password: str) -> None:
    """Log in as a person does."""
    page.goto(f"{site}/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds, as "rule: element". Contrasts take it longest; they are the same at every width."""
    # The page's own policy forbids foreign scripts; axe is evaluated by the browser's tools instead.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    rules = {} if contrast else {"color-contrast": {"enabled": False}}
    found = page.evaluate("(rules) => axe.run(document, {resultTypes: ['violations'], rules})", rules)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]
