"""Obstacles of units that have ended: whoever follows sees them and acts on them."""

from datetime import date

import pytest
from obstacle_world import COMMUNE, OTHER, PROVINCE, act, at, draft, make_world, raised

from people_made import AUTHOR, logged_in, person
from tiendo.obstacles.actions import merge_obstacles, raise_obstacle
from tiendo.obstacles.models import ObstacleStanding
from tiendo.obstacles.queries import (
    Filters,
    acts_for,
    counts_by_group,
    obstacle_detail,
    obstacle_for,
    obstacle_list,
    obstacles_to_answer_for,
    obstacles_to_raise_again_for,
)
from tiendo.org.actions import NewUnit, UnitChange
from tiendo.org.actions.versions import Facts, make_version
from tiendo.org.models import Succession, SuccessionKind, Unit, UnitKind
from tiendo.org.queries import in_force, version_of
from tiendo.org.queries_succession import successors_on
from tiendo.people.actions import create_position
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.restructuring.actions import restructure
from tiendo.rules.obstacles import Kind, State
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotFound

pytestmark = pytest.mark.django_db
MERGED, AGAIN = date(2026, 1, 1), date(2026, 3, 1)
LATER = date(2026, 4, 1)


def merge(day: date, sources: tuple[str, ...], code: str) -> None:
    restructure(
        UnitChange(
            verb=SuccessionKind.MERGED,
            from_date=day,
            decision="12/NQ-HĐND",
            sources=sources,
            targets=[NewUnit(code=code, name=f"Hợp Nhất {code}", designation="xã")],
        ),
        author=AUTHOR,
    )


def follow_province() -> None:
    """Nghệ An becomes a part of a province 99."""
    before = in_force(MERGED).get(code=PROVINCE)
    before.valid_to = MERGED
    before.save()
    root = in_force(MERGED).get(kind=UnitKind.COUNTRY)
    made = make_version(
        Unit.objects.create(key="99@2026"),
        root,
        Facts(code="99", name="Hợp Nhất", kind=UnitKind.PROVINCE, designation="tỉnh", valid_from=MERGED),
    )
    made.save()
    Succession.objects.create(
        predecessor_id=before.unit_id, successor_id=made.unit_id, kind=SuccessionKind.MERGED, from_date=MERGED
    )


def later(username: str, role: Role, unit: str) -> Actor:
    """Somebody who came to a unit after the mergers."""
    user, version = person(username), version_of(unit, LATER)
    create_position(user=user, role=role, title=username, unit=version, scope=version, valid_from=LATER, author=AUTHOR)
    return actor_of(user, LATER)


@pytest.fixture
def cast() -> dict[str, Actor]:
    return make_world()


def test_the_commune_that_followed_goes_on_with_them(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["cqtt"], obstacle.pk, Kind.ASKED, "2025-08-04", note="mất điện ở đâu?")
    merge(MERGED, (COMMUNE, OTHER), "99001")
    merge(AGAIN, ("99001", "17329"), "99002")  # and once more
    official = later("xa-moi", Role.REPORTER, "99002")
    stranger = later("xa-khac", Role.REPORTER, "17357")

    assert [line.number for line in obstacles_to_raise_again_for(official, LATER)] == [obstacle.pk]
    assert Kind.GIVEN in acts_for(official, obstacle_for(official, obstacle.pk, LATER), LATER)
    assert obstacle_list(cast["cqtt"], Filters(), LATER) == [obstacle.pk]
    act(official, obstacle.pk, Kind.GIVEN, "2026-04-01", note="ở ba xóm")
    assert [line.number for line in obstacles_to_answer_for(cast["cqtt"], LATER)] == [obstacle.pk]

    assert obstacles_to_raise_again_for(stranger, LATER) == []
    with pytest.raises(NotFound):
        obstacle_for(stranger, obstacle.pk, LATER)


def test_the_province_that_followed_answers(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    follow_province()
    official = later("cqtt-moi", Role.STANDING_BODY, "99")
    assert [line.number for line in obstacles_to_answer_for(official, LATER)] == [obstacle.pk]
    act(official, obstacle.pk, Kind.TAKEN_UP, "2026-04-01")
    assert ObstacleStanding.objects.get(obstacle=obstacle).state == State.TAKEN_UP
    act(official, obstacle.pk, Kind.PASSED_UP, "2026-04-02", note="vượt thẩm quyền")
    assert [line.number for line in obstacles_to_answer_for(cast["ttch"], LATER)] == [obstacle.pk]


def test_what_was_taken_over_counts_before_and_after(cast: dict[str, Actor]) -> None:
    raised(cast["xa"])
    raised(cast["xa2"], unit=OTHER)
    merge(MERGED, (COMMUNE, OTHER), "99001")
    unit = in_force(LATER).get(code="99001")
    (row,) = counts_by_group(unit, at("2026-04-01"), at("2025-12-01"))
    assert (row.now.open, row.before.open, row.raised, row.change) == (2, 2, 0, 0)


def test_lines_name_who_stands_there_now(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    merge(MERGED, (COMMUNE, OTHER), "99001")
    follow_province()
    official = later("cqtt-moi", Role.STANDING_BODY, "99")
    (line,) = obstacles_to_answer_for(official, LATER)
    assert (line.holder, line.unit_code) == ("Tỉnh Hợp Nhất", "99001")
    page = logged_in(User.objects.get(username="cqtt-moi")).get(f"/obstacles/{obstacle.pk}/").content.decode()
    assert "?unit=99001" in page


def test_what_was_taken_over_is_merged_with_the_own(cast: dict[str, Actor]) -> None:
    old = raised(cast["xa"])
    follow_province()
    official = later("cqtt-moi", Role.STANDING_BODY, "99")
    commune = in_force(LATER).get(code=COMMUNE)
    commune.path = in_force(LATER).get(code="99").path + f"{commune.unit_id}."
    commune.save()
    new = raised(actor_of(User.objects.get(username="xa"), LATER), "2026-04-01")
    assert ObstacleStanding.objects.get(obstacle=new).unit_id != ObstacleStanding.objects.get(obstacle=old).unit_id
    detail = obstacle_detail(official, obstacle_for(official, new.pk, LATER), LATER)
    assert [line.number for line in detail.candidates] == [old.pk]
    assert merge_obstacles([old.pk], into=new.pk, actor=official, now=at("2026-04-02")) == 1


def test_without_a_follower_they_stay_where_they_were(cast: dict[str, Actor]) -> None:
    obstacle = raise_obstacle(draft(), actor=cast["xa"], now=at("2025-08-01"))
    version = in_force(LATER).get(code=COMMUNE)
    version.valid_to = MERGED
    version.save()
    assert successors_on([version.unit_id], LATER) == {version.unit_id: ()}
    assert obstacle_list(cast["cqtt"], Filters(), LATER) == [obstacle.pk]
