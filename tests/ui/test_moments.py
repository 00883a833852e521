"""The moment bar leads to other moments and keeps everything else of the address."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs

from django.http import QueryDict

from tiendo.rules.numbers import HANOI
from tiendo.ui.moments import MomentBar, address_moment, moment_bar, query

AT = datetime(2025, 8, 6, 16, tzinfo=HANOI)
BEFORE, AFTER = AT - timedelta(days=15), AT + timedelta(days=8)


def bar(at: datetime = AT, *, live: bool = False, since: datetime | None = None, asked: str = "") -> MomentBar:
    return moment_bar(
        path="/programmes/X/",
        parameters=QueryDict(asked),
        at=at,
        live=live,
        published_href="",
        since=since,
        now=AFTER + timedelta(days=30),
        cutoffs=[AFTER, AT, BEFORE],
    )


def test_steps_lead_to_the_published_moments_beside_the_one_shown() -> None:
    shown = bar()
    assert shown.earlier_href == f"?at={address_moment(BEFORE)}"
    assert shown.later_href == f"?at={address_moment(AFTER)}"


def test_other_parameters_stay_and_the_page_number_goes() -> None:
    shown = bar(asked="due_year=2025&sort=name&page=3&at=2025-08-06T16:00")
    assert dict(shown.kept) == {"due_year": "2025", "sort": "name"}
    assert parse_qs(shown.now_href[1:]) == {"due_year": ["2025"], "sort": ["name"]}


def test_a_comparison_stays_only_where_it_lies_before() -> None:
    shown = bar(since=BEFORE)
    assert f"since={address_moment(BEFORE)}" in shown.later_href
    assert "since" not in shown.earlier_href
    assert shown.alone_href.endswith("since=")


def test_only_earlier_moments_can_be_compared_with() -> None:
    links = {link.at: link for link in bar(since=BEFORE).cutoffs}
    assert links[AFTER].since_href == ""
    assert links[BEFORE].compared and links[AT].shown


def test_the_present_is_an_empty_input() -> None:
    assert bar(live=True).at_value == ""
    assert bar().at_value == "2025-08-06T16:00"


def test_a_moment_keeps_its_seconds_in_an_address() -> None:
    assert address_moment(AT.replace(second=7)) == "2025-08-06T16:00:07"
    assert address_moment(AT.replace(microsecond=5)) == "2025-08-06T16:00:00.000005"


def test_no_parameters_make_no_query() -> None:
    assert query({}) == ""
