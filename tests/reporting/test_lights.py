"""The pages on which people report show the very lights that the boards show, by the policies in force."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from ledger_rows import assignment_of, small_programme

from people_made import AUTHOR, logged_in, person
from tiendo.figures.actions import add_light_policy
from tiendo.figures.queries.duties import duties
from tiendo.gateways import clock
from tiendo.people.queries import actor_of
from tiendo.reporting.queries.own import own_rows_for
from tiendo.rules.permissions import Role
from tiendo.tasks.models import Assignment

pytestmark = pytest.mark.django_db
COMMUNE = "16681"


@pytest.fixture
def due_in_six_days() -> datetime:
    """One task of the commune, due in six days and not begun."""
    small_programme()
    now = clock.now()
    Assignment.objects.filter(pk=assignment_of().pk).update(due_date=clock.day_of(now) + timedelta(days=6))
    return now


def lights(now: datetime) -> tuple[str, str]:
    """The light of the task A in the list of reporting, and among what waits by the figures."""
    actor = actor_of(person(f"xa-{now.timestamp()}", Role.REPORTER, COMMUNE), clock.day_of(now))
    own = {row.task: str(row.light) for row in own_rows_for(actor, now)}
    waits = {duty.line.task_code: str(duty.line.verdict.light) for duty in duties(actor.scope_paths("report"), at=now)}  # type: ignore[arg-type]
    return own["A"], waits["A"]


def test_a_longer_warning_turns_both_yellow(due_in_six_days: datetime) -> None:
    assert lights(due_in_six_days) == ("grey", "grey")
    programme = assignment_of().task.programme
    for days, light in ((7, "yellow"), (2, "grey")):
        add_light_policy(
            programme=programme,
            unit_kind="",
            effective_from=due_in_six_days - timedelta(minutes=days),
            red_share=Decimal("0.1"),
            warn_days=days,
            milestone_date=date(2030, 1, 1),
            complete_for_green=False,
            basis="12/QĐ",
            author=AUTHOR,
        )
        assert lights(due_in_six_days + timedelta(seconds=days)) == (light, light)


def test_the_page_of_the_task_shows_it_too(due_in_six_days: datetime) -> None:
    client = logged_in(person("xa", Role.REPORTER, COMMUNE))
    before = client.get(f"/reports/TEST/A/{COMMUNE}/").content.decode()
    add_light_policy(
        programme=None,
        unit_kind="commune",
        effective_from=due_in_six_days - timedelta(hours=1),
        red_share=Decimal("0.1"),
        warn_days=10,
        milestone_date=None,
        complete_for_green=False,
        basis="13/QĐ",
        author=AUTHOR,
    )
    after = client.get(f"/reports/TEST/A/{COMMUNE}/").content.decode()
    assert "light yellow" not in before and "light yellow" in after
