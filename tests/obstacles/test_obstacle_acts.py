"""Raising, answering, passing up, merging: who may, where it goes, what follows."""

from uuid import UUID

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from ledger_rows import assignment_of
from obstacle_world import COMMUNE, COUNTRY, OTHER, PROVINCE, act, at, draft, make_world, raised

from tiendo.journal.models import Entry
from tiendo.obstacles.actions import answer_obstacle, merge_obstacles, raise_obstacle, write_standings
from tiendo.obstacles.models import Obstacle, ObstacleEntry, ObstacleStanding
from tiendo.org.queries import country, version_of
from tiendo.people.models import Position
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import Kind, State
from tiendo.rules.refusal import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
KEY = UUID("6f1c9d1e-0a55-4d57-8b57-570000000001")


@pytest.fixture
def cast() -> dict[str, Actor]:
    return make_world()


def standing(obstacle: Obstacle) -> ObstacleStanding:
    return ObstacleStanding.objects.get(obstacle=obstacle)


def holder(obstacle: Obstacle) -> str:
    return standing(obstacle).unit.key


def key_of(code: str) -> str:
    day = at("2025-08-01").date()
    return (country(day) if code == COUNTRY else version_of(code, day)).unit.key


def test_a_communes_obstacle_goes_to_its_province(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"], assignments=(assignment_of().pk,), remover="40", remover_note="Điện lực Nghệ An")
    assert (standing(obstacle).state, holder(obstacle)) == (State.NEW, key_of(PROVINCE))
    assert obstacle.blocks.count() == 1 and obstacle.remover is not None
    act_of = Entry.objects.get(code="obstacles.obstacle.raised")
    assert act_of.details["unit"] == version_of(COMMUNE, at("2025-08-01").date()).full_name


def test_a_province_in_which_nobody_answers_is_passed_by(cast: dict[str, Actor]) -> None:
    Position.objects.filter(user__username="cqtt").update(valid_to="2025-07-31")
    assert holder(raised(cast["xa"])) == key_of(COUNTRY)


def test_a_provinces_obstacle_goes_to_the_country_and_the_countrys_nowhere(cast: dict[str, Actor]) -> None:
    assert holder(raised(cast["cqtt"], unit=PROVINCE)) == key_of(COUNTRY)
    with pytest.raises(NotAllowed):
        raised(cast["ttch"], unit=COUNTRY)


def test_nobody_raises_for_a_unit_outside_of_the_scope(cast: dict[str, Actor]) -> None:
    for name in ("xa2", "xem", "thanhhoa", "quantri"):
        with pytest.raises(NotAllowed):
            raised(cast[name])
    assert not Obstacle.objects.exists()


@pytest.mark.parametrize(
    ("more", "word"),
    [({"group": "none"}, "group"), ({"title": " "}, "title"), ({"title": "x" * 301}, "300")],
)
def test_what_is_missing_is_said(cast: dict[str, Actor], more: dict[str, str], word: str) -> None:
    with pytest.raises(Refused, match=word):
        raised(cast["xa"], **more)


def test_only_the_units_own_tasks_can_be_named(cast: dict[str, Actor]) -> None:
    with pytest.raises(Refused, match="Only tasks given to"):
        raised(cast["xa"], assignments=(assignment_of(unit=OTHER).pk,))
    assert not Obstacle.objects.exists()


def test_the_same_sending_counts_once(cast: dict[str, Actor]) -> None:
    first, again = raised(cast["xa"], key=KEY), raised(cast["xa"], key=KEY)
    assert first.pk == again.pk and Obstacle.objects.count() == 1
    with pytest.raises(Refused, match="used for something else"):
        raised(cast["xa2"], unit=OTHER, key=KEY)
    with pytest.raises(Refused, match="used for something else"):
        act(cast["cqtt"], first.pk, Kind.TAKEN_UP, "2025-08-02", key=KEY)


def test_an_act_sent_twice_counts_once(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    for _time in range(2):
        answer_obstacle(number=obstacle.pk, text="Đã cấp điện.", actor=cast["cqtt"], now=at("2025-08-04"), key=KEY)
    assert list(obstacle.entries.order_by("pk").values_list("kind", flat=True)) == [Kind.RAISED, Kind.ANSWERED]


def test_it_is_passed_up_answered_published_and_closed(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["cqtt"], obstacle.pk, Kind.TAKEN_UP, "2025-08-04")
    act(cast["cqtt"], obstacle.pk, Kind.PASSED_UP, "2025-08-05", note="ngoài thẩm quyền của tỉnh")
    assert (standing(obstacle).state, holder(obstacle)) == (State.NEW, key_of(COUNTRY))
    with pytest.raises(NotAllowed):
        act(cast["cqtt"], obstacle.pk, Kind.ANSWERED, "2025-08-06")
    with pytest.raises(Refused, match="No unit is above"):
        act(cast["ttch"], obstacle.pk, Kind.PASSED_UP, "2025-08-06")
    act(cast["ttch"], obstacle.pk, Kind.ANSWERED, "2025-08-06", note="Đã giao Bộ Công Thương.")
    act(cast["ttch"], obstacle.pk, Kind.PUBLISHED, "2025-08-07", note="")
    assert standing(obstacle).published
    act(cast["xa"], obstacle.pk, Kind.CLOSED, "2025-08-08", note="")
    assert standing(obstacle).state == State.CLOSED
    codes = Entry.objects.filter(code__startswith="obstacles.").values_list("code", flat=True)
    assert "obstacles.obstacle.passed_up" in codes and "obstacles.obstacle.published" in codes


def test_a_question_waits_for_the_raiser_and_comes_back(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["cqtt"], obstacle.pk, Kind.ASKED, "2025-08-04", note="Trạm nào?")
    with pytest.raises(NotAllowed):
        act(cast["ttch"], obstacle.pk, Kind.GIVEN, "2025-08-05")
    act(cast["xa"], obstacle.pk, Kind.GIVEN, "2025-08-06", note="Trạm số 2.")
    found = standing(obstacle)
    assert (found.state, found.waited_days) == (State.TAKEN_UP, 2)


def test_who_raised_it_never_answers_it(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["cqtt"])
    for kind in (Kind.ANSWERED, Kind.REFUSED):
        with pytest.raises(NotAllowed, match="somebody else"):
            act(cast["cqtt"], obstacle.pk, kind, "2025-08-04")
    act(cast["ttch"], obstacle.pk, Kind.ANSWERED, "2025-08-04")
    assert standing(obstacle).state == State.ANSWERED


def test_who_cannot_read_it_does_not_learn_that_it_is_there(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    for name in ("xa2", "thanhhoa"):
        with pytest.raises(NotFound):
            act(cast[name], obstacle.pk, Kind.CLOSED, "2025-08-04")


@pytest.mark.parametrize("kind", [Kind.ASKED, Kind.PASSED_UP, Kind.ANSWERED, Kind.REFUSED])
def test_the_other_side_is_told_why(cast: dict[str, Actor], kind: Kind) -> None:
    obstacle = raised(cast["xa"])
    with pytest.raises(Refused, match="Write it down"):
        act(cast["cqtt"], obstacle.pk, kind, "2025-08-04", note=" ")
    assert obstacle.entries.count() == 1


def test_what_does_not_fit_the_state_is_refused(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["xa"], obstacle.pk, Kind.CLOSED, "2025-08-04")
    with pytest.raises(Refused, match="does not fit"):
        act(cast["cqtt"], obstacle.pk, Kind.ANSWERED, "2025-08-05")
    with pytest.raises(Refused, match="in the meantime"):
        act(cast["xa"], obstacle.pk, Kind.REOPENED, "2025-08-03")
    act(cast["xa"], obstacle.pk, Kind.REOPENED, "2025-08-05", note="lại mất điện")
    assert (standing(obstacle).state, holder(obstacle)) == (State.NEW, key_of(PROVINCE))


def test_merged_obstacles_follow_the_one_and_get_its_answer(cast: dict[str, Actor]) -> None:
    one, two, three = raised(cast["xa"]), raised(cast["xa2"], unit=OTHER), raised(cast["xa2"], unit=OTHER)
    assert merge_obstacles([two.pk], into=three.pk, actor=cast["cqtt"], now=at("2025-08-04")) == 1
    assert merge_obstacles([three.pk], into=one.pk, actor=cast["cqtt"], now=at("2025-08-05")) == 2
    assert {standing(two).into_id, standing(three).into_id} == {one.pk}
    act(cast["cqtt"], one.pk, Kind.ANSWERED, "2025-08-06")
    assert {standing(each).state for each in (one, two, three)} == {State.ANSWERED}
    with pytest.raises(Refused, match="does not fit"):
        act(cast["cqtt"], two.pk, Kind.ANSWERED, "2025-08-07")
    act(cast["xa2"], two.pk, Kind.REOPENED, "2025-08-07", note="xã tôi vẫn mất điện")
    assert (standing(two).state, standing(two).into_id, holder(two)) == (State.NEW, None, key_of(PROVINCE))
    assert standing(three).state == State.ANSWERED


def test_only_open_obstacles_of_one_group_and_one_unit_are_merged(cast: dict[str, Actor]) -> None:
    one, other_group = raised(cast["xa"]), raised(cast["xa"], group="line")
    passed, merged = raised(cast["xa"]), raised(cast["xa"])
    act(cast["cqtt"], passed.pk, Kind.PASSED_UP, "2025-08-02")
    merge_obstacles([merged.pk], into=one.pk, actor=cast["cqtt"], now=at("2025-08-03"))
    fresh = raised(cast["xa"], day="2025-08-03")
    for wrong in ([other_group.pk], [passed.pk], [merged.pk], [one.pk], []):
        with pytest.raises((Refused, NotAllowed)):
            merge_obstacles(wrong, into=one.pk, actor=cast["cqtt"], now=at("2025-08-04"))
    with pytest.raises(Refused):
        merge_obstacles([fresh.pk], into=merged.pk, actor=cast["cqtt"], now=at("2025-08-04"))
    with pytest.raises(NotAllowed):
        merge_obstacles([fresh.pk], into=one.pk, actor=cast["xa"], now=at("2025-08-04"))
    assert ObstacleEntry.objects.filter(kind=Kind.MERGED).count() == 1


def test_entries_and_what_was_raised_can_never_be_changed(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    for statement in ("UPDATE obstacles_obstacle SET title = 'x'", "DELETE FROM obstacles_obstacleentry"):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert obstacle.entries.count() == 1


def test_the_stored_standing_is_the_fold_of_the_entries(cast: dict[str, Actor]) -> None:
    one, two = raised(cast["xa"]), raised(cast["xa2"], unit=OTHER)
    act(cast["cqtt"], one.pk, Kind.TAKEN_UP, "2025-08-02")
    merge_obstacles([two.pk], into=one.pk, actor=cast["cqtt"], now=at("2025-08-04"))
    act(cast["cqtt"], one.pk, Kind.ASKED, "2025-08-05")
    before = list(ObstacleStanding.objects.order_by("pk").values())
    ObstacleStanding.objects.update(state=State.CLOSED, waited_days=7)
    write_standings([one.pk], at("2025-08-06"))
    assert list(ObstacleStanding.objects.order_by("pk").values()) == before


def test_a_draft_names_units_by_their_codes(cast: dict[str, Actor]) -> None:
    with pytest.raises(NotFound):
        raise_obstacle(draft(remover="99999"), actor=cast["xa"], now=at("2025-08-01"))
