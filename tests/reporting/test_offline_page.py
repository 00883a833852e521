"""The page for weak lines as the server gives it: nothing of a person in it, small, and every word in its place."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from people_made import logged_in, person
from tiendo.config.middleware import CONTENT_SECURITY_POLICY
from tiendo.reporting import offline_files
from tiendo.reporting.offline_words import words
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db
SCRIPTS = Path(offline_files.__file__).parent / "static" / "reporting"
BUDGET = 12_000  # bytes of script, compressed


def reporter(username: str) -> Client:
    """A reporter of xã Anh Sơn with a session."""
    return logged_in(person(username, Role.REPORTER, "17329", name=f"Người {username}"), "vi")


def worker_of(client: Client) -> dict[str, object]:
    """What the first line of the service worker says."""
    first = client.get("/sw.js").content.decode().splitlines()[0]
    said: dict[str, object] = json.loads(first.removeprefix("self.tiendoAddresses = ").rstrip(";"))
    return said


def script_of(*parts: str) -> str:
    """Our scripts as text."""
    return "".join((SCRIPTS / f"offline-{part}.js").read_text("utf-8") for part in parts)


def test_the_page_is_the_same_for_everybody_and_names_nobody() -> None:
    one, other = (reporter(name).get("/offline/") for name in ("mot", "hai"))
    text = one.content.decode()
    assert one.content == other.content
    assert not re.search("csrf|Người mot|mot@|sessionid", text)
    assert "Set-Cookie" not in one.headers
    assert "no-cache" in one.headers["Cache-Control"]


def test_the_first_time_takes_a_log_in_but_worker_script_and_manifest_do_not() -> None:
    visitor = Client()
    assert visitor.get("/offline/").headers["Location"] == "/login/?next=/offline/"
    for address in ("/sw.js", "/offline.js", "/manifest.webmanifest"):
        assert visitor.get(address).status_code == 200, address


def test_the_worker_may_see_every_page_and_is_never_kept() -> None:
    answer = Client().get("/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_the_policy_lets_worker_and_manifest_in_and_nothing_foreign() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["worker-src"] == rules["manifest-src"] == rules["script-src"] == "'self'"
    assert rules["default-src"] == "'none'"
    text = offline_files.shell({"shell": "/offline/", "table": "/reports/"})
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    kinds = re.findall(r"<script([^>]*)>", text)
    assert len(kinds) == 3 and all("src=" in kind or 'type="application/json"' in kind for kind in kinds)


def test_everything_that_is_kept_is_there_and_open(client: Client) -> None:
    kept = worker_of(client)["assets"]
    assert isinstance(kept, list) and len(kept) == 7
    for address in kept:
        assert client.get(address).status_code == 200, address
    page = reporter("mot").get("/offline/").content.decode()
    for address in re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', page):
        assert address in kept or address == "/manifest.webmanifest"


def test_the_version_changes_with_the_language_and_stays_otherwise(client: Client) -> None:
    assert worker_of(client)["version"] == worker_of(Client())["version"]
    client.cookies["tiendo_language"] = "en"
    assert worker_of(client)["version"] != worker_of(Client())["version"]


def test_the_script_may_be_kept_for_long_only_under_its_mark(client: Client) -> None:
    address = offline_files.script_address()
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/offline.js?v=other").headers.get("Cache-Control", "")


def test_the_scripts_are_small() -> None:
    assert len(gzip.compress(offline_files.page_script().encode(), 6)) <= BUDGET
    assert len(gzip.compress(offline_files.worker_script().encode(), 6)) <= BUDGET / 2


def test_leaving_out_comments_leaves_the_code_alone() -> None:
    code = [line.strip() for line in script_of(*offline_files.PAGE).splitlines()]
    wanted = [line for line in code if line and not line.startswith("//")]
    assert offline_files.page_script().splitlines() == wanted
    assert all(line.count("`") % 2 == 0 for line in wanted)  # no text of several lines that indentation is part of


def test_every_word_that_the_scripts_say_is_there_and_no_other() -> None:
    script = script_of(*offline_files.PAGE)
    known = {name for name in words() if not name.startswith(("is_", "light_", "state_"))}
    assert known - set(re.findall(r'"([a-z_]+)"', script)) == set()
    assert set(re.findall(r'say\("([a-z_]+)"', script)) - known == set()
    for state in ("waiting", "sent", "conflict", "refused"):
        assert f"state_{state}" in words()


def test_every_place_that_the_scripts_fill_is_in_the_page() -> None:
    page = offline_files.shell({"shell": "/offline/", "table": "/reports/"})
    script = script_of("queue", "tasks", "page")
    wanted = set(re.findall(r'(?:by|getElementById|copy)\("([a-z-]+)"\)', script))
    assert wanted
    assert [name for name in sorted(wanted) if f'id="{name}"' not in page] == []


def test_without_scripts_the_page_says_which_ways_are_left() -> None:
    page = reporter("mot").get("/offline/").content.decode()
    before_app = page[: page.index('id="app" hidden')]
    assert 'id="without"' in before_app and 'href="/reports/"' in before_app.split('id="without"')[1]


def test_the_manifest_opens_the_page_and_its_signs_are_there(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    said = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["start_url"], said["scope"], said["display"], said["lang"]) == ("/offline/", "/", "standalone", "vi")
    for sign in said["icons"]:
        assert client.get(sign["src"]).status_code == 200
