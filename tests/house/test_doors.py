"""Every address × every member of the cast: who gets in. docs/rules/doors.md has the one table."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from house_cast import members, parts, people
from house_plan import ROOT
from ledger_rows import load, small_programme

from tiendo.figures.actions import publish_cutoff
from tiendo.gateways.clock import ZONE, now
from tiendo.gateways.machine import MachineAuthor
from tiendo.people.models import Position
from tiendo.tasks.actions import seal_events

PAGE = ROOT / "docs" / "rules" / "doors.md"
AT = datetime(2025, 8, 6, 16, 0, tzinfo=ZONE)
OPEN = {"/login/", "/login/code/", "/logout/", "/language/", "/sw.js", "/offline.js", "/manifest.webmanifest"}
# Opened by a secret in the address, as a letter or a calendar program holds it.
OPEN |= {"/notices/confirm/<notice-token>/", "/notices/duty-only/<notice-token>/", "/calendar/<feed-token>.ics"}
# Asked by a script with another method than it sends: the method is refused before anybody is asked for.
OPEN |= {"/reports/DOORS/A/17329/draft/", "/reports/send.json"}
OPEN |= {"/notices/duty-only/<notice-channel>-0/", "/calendar/0-0.ics"}
EMPTY_FORM = {"sent": "yes"}  # as a browser sends a form in which nothing was typed
STATUSES = ("200", "302", "400", "401", "403", "404", "405")


@dataclass(frozen=True, slots=True)
class Door:
    """One row of the page: an address, a way to knock, and the expected answer for everybody."""

    address: str
    method: str
    answers: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def table(heading: str, page: Path = PAGE) -> list[dict[str, str]]:
    """The rows of the table under a heading of a page, by column."""
    after = page.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in after.splitlines() if line.startswith("|")]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def doors() -> list[Door]:
    """The rows of the page, and of the pages of single rooms beside it."""
    pages = [PAGE, *sorted(PAGE.with_suffix("").glob("*.md"))]
    rows = [row for page in pages for row in table("The table", page)]
    return [Door(row["address"], row["method"], answers(row)) for row in rows]


def more_places() -> dict[str, str]:
    """What the rooms' own doors need: each `tests/<room>/doors_<room>.py` makes it and says what it is called."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests").glob("*/doors_*.py")):
        spec = spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= module.places()
    return found


def answers(row: dict[str, str]) -> dict[str, int]:
    """What everybody is answered: each word of a cell replaced by those it stands for, `others` by the rest."""
    found: dict[str, int] = {}
    rest = 0
    for status in STATUSES:
        for word in filter(None, (word.strip() for word in row.get(status, "").split(","))):
            named = list(members(word))
            if word == "others":
                rest = int(status)
            elif not named or found.keys() & set(named):
                raise LookupError(f"{row['address']}: {word!r} is nobody, or stands there twice")
            found |= {name: int(status) for name in named}
    return {part.name: found.get(part.name, rest) for part in parts()}


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The names of all addresses of the site, with their namespaces."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{before}{pattern.namespace}:" if pattern.namespace else before)
        elif isinstance(pattern, URLPattern):
            yield f"{before}{pattern.name}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A small world in a transaction that is never kept, and one session for each member of the cast."""

    sessions: dict[str, Client]
    places: dict[str, str]

    def knock(self, door: Door, who: str) -> int:
        """The status of one request; whatever it did is taken back."""
        address = door.address
        for name, value in self.places.items():
            address = address.replace(f"<{name}>", value)
        client = Client()
        client.cookies = copy(self.sessions[who].cookies)
        with transaction.atomic():
            answer = client.get(address) if door.method == "GET" else client.post(address, EMPTY_FORM)
            transaction.set_rollback(True)
        if answer.status_code == 302 and not who_is_in(self.sessions[who]) and door.address not in OPEN:
            assert answer["Location"].startswith("/login/"), f"{door}: led to {answer['Location']}"
        return int(answer.status_code)


def who_is_in(client: Client) -> bool:
    """Whether somebody has logged in with this client."""
    return "sessionid" in client.cookies


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Stage]:
    """The programme DOORS with two tasks for two communes, one published moment, and the cast."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        small_programme("DOORS", targets="17329;16681")
        load("DOORS,A,17329,reported,40,,2025-07-05 09:00")
        seal_events()
        cutoff = publish_cutoff(at=AT, actor=MachineAuthor(), now=now())
        sessions = {}
        for name, user in people().items():
            sessions[name] = Client()
            if user is not None:
                sessions[name].force_login(user)
        position = Position.objects.get(user__username="xa")
        places = {"cut-off": str(cutoff.pk), "position": str(position.pk)}
        yield Stage(sessions, places | more_places())
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", doors(), ids=str)
def test_everybody_gets_the_answer_of_the_table(stage: Stage, door: Door) -> None:
    answered = {part.name: stage.knock(door, part.name) for part in parts()}
    assert answered == door.answers


def test_every_address_of_the_site_is_in_the_table() -> None:
    paths = {re.sub(r"<[^>]+>", "1", door.address.partition("?")[0]) for door in doors()}
    assert set(patterns(get_resolver())) == {resolve(path).view_name for path in paths}


def test_a_visitor_is_led_to_the_log_in_everywhere_but_where_it_is_needed_to_log_in() -> None:
    open_to_visitors = {door.address for door in doors() if door.answers["visitor"] not in (302, 401)}
    # Programs show a token instead of a log-in: /api/ answers 401 where there is none, tests/api holds the rest.
    assert {address for address in open_to_visitors if not address.startswith("/api/")} <= OPEN


def test_nobody_gets_into_a_page_of_figures_without_a_position() -> None:
    for door in doors():
        if door.address.startswith(("/programmes/", "/cutoffs/", "/people/", "/journal/")) and door.method == "GET":
            assert door.answers["no position"] != 200 or door.address == "/programmes/"
            assert door.answers["former"] == door.answers["no position"]
