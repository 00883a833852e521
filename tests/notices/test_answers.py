"""What others wait for: obstacles, explanations, requests for more time, each a section of the same digest."""

from datetime import date

import pytest
from ledger_rows import assignment_of
from notice_world import FIVE_LEFT, actor, at, lines_by_section, world

from people_made import person
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.models import Notice
from tiendo.obstacles.models import Obstacle, ObstacleGroup, ObstacleStanding
from tiendo.org.models import Succession, SuccessionKind, Unit
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.requests.models import Explanation, ExplanationEntry, Extension, ExtensionAnswer
from tiendo.rules.obstacles import State
from tiendo.rules.permissions import Role
from tiendo.rules.requests import Outcome, Step

pytestmark = pytest.mark.django_db
BEFORE = date(2025, 8, 21)


def unit_of(code: str) -> Unit:
    """A unit by its code."""
    return version_of(code, FIVE_LEFT).unit


def digest(user: User) -> list[dict[str, object]]:
    """The lines of a person's digest, without those of assignments."""
    make_digests(on=FIVE_LEFT, now=at(FIVE_LEFT))
    lines = [line for notice in Notice.objects.filter(user=user, kind="digest") for line in notice.lines]
    return [line for line in lines if line["section"] in ("obstacles", "explanations", "extensions")]


def written(user: User) -> dict[str, object]:
    """Who wrote something, on the day before."""
    who = actor(user)
    return {"recorded_at": at(BEFORE), "actor": who.name, "actor_user": who.user_id, "actor_unit": who.unit_name}


def test_a_request_for_more_time_reminds_who_decides_until_it_is_answered() -> None:
    cast = world()
    open_one, answered = (
        Extension.objects.create(
            assignment=assignment_of(task, "16681"),
            due_date=date(2025, 8, 31),
            wished_date=date(2025, 10, 31),
            reason="Chờ vốn.",
            **written(cast["a"]),
        )
        for task in ("A", "B")
    )
    ExtensionAnswer.objects.create(extension=answered, outcome=Outcome.REFUSED, **written(cast["body"]))
    [line] = digest(cast["body"])
    assert lines_by_section([line]) == {"extensions": ["16681 A"]}
    assert line["link"] == f"/requests/extensions/{open_one.pk}/"
    assert digest(cast["a"]) == []


def test_an_explanation_that_was_asked_reminds_the_unit_until_it_answers() -> None:
    cast = world()
    for task in ("A", "B"):
        asked = Explanation.objects.create(assignment=assignment_of(task, "16681"), asking_unit=unit_of("40"))
        ExplanationEntry.objects.create(
            explanation=asked, number=1, step=Step.ASKED, due_date=date(2025, 8, 28), **written(cast["body"])
        )
    ExplanationEntry.objects.create(explanation=asked, number=1, step=Step.ANSWERED, text="…", **written(cast["a"]))
    assert lines_by_section(digest(cast["a"])) == {"explanations": ["16681 A"]}
    assert lines_by_section(digest(cast["head"])) == {"explanations": ["16681 A"]}
    assert digest(cast["b"]) == []


def raise_obstacles(cast: dict[str, User]) -> None:
    """One of each: new, waiting for an answer of the commune, closed."""
    group = ObstacleGroup.objects.order_by("id").first() or ObstacleGroup.objects.create(
        code="dien", name_vi="Điện", name_en="Power"
    )
    for state in (State.NEW, State.WAITING, State.CLOSED):
        made = Obstacle.objects.create(
            unit=unit_of("16681"),
            group=group,
            title=f"Mất điện {state}",
            raised_at=at(BEFORE),
            raised_user=cast["a"].pk,
        )
        ObstacleStanding.objects.create(
            obstacle=made,
            state=state,
            unit=unit_of("40"),
            arrived_date=BEFORE,
            asked_date=BEFORE if state == State.WAITING else None,
            last_entry_at=at(BEFORE),
        )


def test_an_obstacle_reminds_the_unit_above_and_a_question_on_it_the_unit_itself() -> None:
    cast = world()
    province = person("thuong-truc-z", Role.STANDING_BODY, "40.CQTT", "40")
    raise_obstacles(cast)
    assert [line["title"] for line in digest(province)] == ["Mất điện new"]
    assert [line["title"] for line in digest(cast["a"])] == ["Mất điện waiting"]
    assert {line["unit_code"] for line in digest(cast["a"])} == {"16681"}


def test_what_an_ended_unit_was_asked_reminds_the_one_that_followed() -> None:
    cast = world()
    raise_obstacles(cast)
    ended, after = version_of("16681", BEFORE), version_of("16690", BEFORE)
    ended.valid_to = FIVE_LEFT
    ended.save()
    Succession.objects.create(
        predecessor_id=ended.unit_id, successor_id=after.unit_id, kind=SuccessionKind.MERGED, from_date=FIVE_LEFT
    )
    [line] = digest(cast["b"])
    assert (line["title"], line["unit_code"]) == ("Mất điện waiting", "16690")
    assert digest(cast["a"]) == []
