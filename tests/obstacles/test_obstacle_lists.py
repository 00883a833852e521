"""Who reads what, in which order, what it comes to by group, and what holds up which task."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import assignment_of
from obstacle_world import COMMUNE, OTHER, act, at, make_world, raised

from tiendo.obstacles.actions import merge_obstacles
from tiendo.obstacles.models import Obstacle
from tiendo.obstacles.queries import (
    Counts,
    Filters,
    blocking_for,
    counts_by_group,
    obstacle_lines,
    obstacle_list,
    obstacles_for,
    obstacles_to_answer_for,
    obstacles_to_raise_again_for,
    situations_at,
    summary_of,
)
from tiendo.org.queries import version_of
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import COUNT_OF, Count, Kind, Side, State, Step
from tiendo.rules.refusal import NotAllowed

pytestmark = pytest.mark.django_db
NOBODY = Actor(user_id=0, full_name="", held=())


@pytest.fixture
def cast() -> dict[str, Actor]:
    return make_world()


def numbers(actor: Actor, day: str = "2025-08-20", **filters: object) -> list[int]:
    """The numbers of a list on a day."""
    return obstacle_list(actor, Filters(**filters), date.fromisoformat(day))  # type: ignore[arg-type]


def test_one_reads_what_was_raised_within_ones_scope(cast: dict[str, Actor]) -> None:
    one, two = raised(cast["xa"]), raised(cast["xa2"], unit=OTHER)
    assert set(numbers(cast["cqtt"])) == set(numbers(cast["xem"])) == {one.pk, two.pk}
    assert numbers(cast["xa"]) == [one.pk] and numbers(cast["thanhhoa"]) == []
    with pytest.raises(NotAllowed):
        obstacles_for(NOBODY, date(2025, 8, 20))


def test_a_published_answer_is_read_by_every_unit_below_the_one_that_answered(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"])
    act(cast["cqtt"], obstacle.pk, Kind.ANSWERED, "2025-08-04")
    assert numbers(cast["xa2"], state="all") == []
    act(cast["cqtt"], obstacle.pk, Kind.PUBLISHED, "2025-08-05")
    assert numbers(cast["xa2"], state="all") == [obstacle.pk]
    assert numbers(cast["thanhhoa"], state="all") == []


def test_whoever_could_remove_it_reads_it(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"], remover="38")
    assert numbers(cast["thanhhoa"]) == [obstacle.pk]


def test_the_most_urgent_stands_first(cast: dict[str, Actor]) -> None:
    later, taken, waiting, early = (raised(cast["xa"], day=f"2025-08-{day}") for day in ("06", "01", "04", "05"))
    act(cast["cqtt"], taken.pk, Kind.TAKEN_UP, "2025-08-04")
    act(cast["cqtt"], waiting.pk, Kind.ASKED, "2025-08-05")
    assert numbers(cast["cqtt"], day="2025-08-08") == [early.pk, later.pk, taken.pk, waiting.pk]
    assert numbers(cast["cqtt"], day="2025-08-08", late=True) == [early.pk]
    lines = {line.number: line for line in obstacle_lines(cast["cqtt"], numbers(cast["cqtt"]), date(2025, 8, 8))}
    assert (lines[early.pk].due_date, lines[early.pk].late_days) == (date(2025, 8, 7), 1)
    assert (lines[taken.pk].due_date, lines[taken.pk].step) == (date(2025, 8, 22), Step.ANSWER)
    assert (lines[waiting.pk].side, lines[waiting.pk].holder_id) == (Side.RAISER, waiting.unit_id)
    assert lines[taken.pk].age_days == 5


def test_a_due_day_that_passed_on_a_friday_is_late_on_saturday(cast: dict[str, Actor]) -> None:
    obstacle = raised(cast["xa"], day="2025-08-06")
    friday, saturday = (
        obstacle_lines(cast["xa"], [obstacle.pk], day)[0] for day in (date(2025, 8, 8), date(2025, 8, 9))
    )
    assert (friday.due_date, friday.late_days) == (date(2025, 8, 8), 0)
    assert (saturday.late_days, numbers(cast["xa"], day="2025-08-09", late=True)) == (1, [obstacle.pk])


def test_the_list_is_narrowed_by_group_state_unit_and_desk(cast: dict[str, Actor]) -> None:
    power, line = raised(cast["xa"]), raised(cast["xa2"], unit=OTHER, group="line")
    passed = raised(cast["xa"], group="line")
    act(cast["cqtt"], passed.pk, Kind.PASSED_UP, "2025-08-04")
    assert numbers(cast["cqtt"], group="power") == [power.pk]
    assert numbers(cast["cqtt"], state="new", group="line") == [line.pk, passed.pk]
    assert numbers(cast["cqtt"], unit=version_of(OTHER, date(2025, 8, 20))) == [line.pk]
    assert set(numbers(cast["cqtt"], mine=True)) == {power.pk, line.pk}
    assert numbers(cast["ttch"], mine=True) == [passed.pk]
    assert set(numbers(cast["xa"], mine=True)) == {power.pk, passed.pk}


def test_every_desk_has_what_waits_for_it(cast: dict[str, Actor]) -> None:
    fresh, asked, answered, merged = (raised(cast["xa"]) for _time in range(4))
    act(cast["cqtt"], asked.pk, Kind.ASKED, "2025-08-04")
    act(cast["cqtt"], answered.pk, Kind.ANSWERED, "2025-08-04")
    merge_obstacles([merged.pk], into=fresh.pk, actor=cast["cqtt"], now=at("2025-08-05"))
    today = date(2025, 8, 6)
    assert {line.number for line in obstacles_to_answer_for(cast["cqtt"], today)} == {fresh.pk, answered.pk}
    assert [line.number for line in obstacles_to_raise_again_for(cast["xa"], today)] == [asked.pk]
    act(cast["cqtt"], answered.pk, Kind.PUBLISHED, "2025-08-06")
    assert [line.number for line in obstacles_to_answer_for(cast["cqtt"], today)] == [fresh.pk]
    assert {line.number for line in obstacles_to_raise_again_for(cast["xa"], today)} == {asked.pk, answered.pk}
    assert obstacles_to_answer_for(cast["ttch"], today) == []


def a_busy_month(cast: dict[str, Actor]) -> list[Obstacle]:
    """Obstacles of two communes that end in every way."""
    found = [raised(cast["xa"], day=f"2025-08-0{day}") for day in range(1, 7)]
    found += [raised(cast["xa2"], unit=OTHER, group="line", day="2025-08-06") for _time in range(2)]
    act(cast["cqtt"], found[0].pk, Kind.ANSWERED, "2025-08-07")
    act(cast["cqtt"], found[1].pk, Kind.REFUSED, "2025-08-07")
    act(cast["xa"], found[2].pk, Kind.CLOSED, "2025-08-07")
    merge_obstacles([found[4].pk], into=found[3].pk, actor=cast["cqtt"], now=at("2025-08-07"))
    act(cast["cqtt"], found[3].pk, Kind.ANSWERED, "2025-08-08")
    act(cast["cqtt"], found[3].pk, Kind.PUBLISHED, "2025-08-08 10:00")
    act(cast["xa"], found[0].pk, Kind.REOPENED, "2025-08-11")
    act(cast["xa"], found[3].pk, Kind.CLOSED, "2025-08-12")
    act(cast["xa"], found[4].pk, Kind.REOPENED, "2025-08-13")
    act(cast["xa2"], found[6].pk, Kind.CLOSED, "2025-08-13")
    act(cast["xa2"], found[7].pk, Kind.CLOSED, "2025-08-14")
    return found


@pytest.mark.parametrize("day", ["2025-07-31", *(f"2025-08-{day:02d}" for day in range(1, 16))])
def test_the_counts_of_any_moment_are_those_of_folding_every_obstacle(cast: dict[str, Actor], day: str) -> None:
    a_busy_month(cast)
    moment = at(f"{day} 12:00")
    folded: dict[str, list[tuple[Count, int]]] = {}
    obstacles = {obstacle.pk: obstacle for obstacle in Obstacle.objects.select_related("group")}
    for number, situation in situations_at(obstacles, moment).items():
        one = obstacles[number]
        folded.setdefault(one.group.code, []).append((COUNT_OF[situation.state], one.unit_id))
    expected = {
        code: Counts(
            raised=len(found),
            open=sum(count is Count.OPEN for count, _unit in found),
            answered=sum(count is Count.ANSWERED for count, _unit in found),
            closed=sum(count is Count.CLOSED for count, _unit in found),
            units=len({unit for count, unit in found if count is Count.OPEN}),
        )
        for code, found in folded.items()
    }
    assert {row.code: row.now for row in counts_by_group(None, moment, at("2025-07-01"))} == expected


def test_a_past_moment_is_counted_as_it_was_then(cast: dict[str, Actor]) -> None:
    a_busy_month(cast)
    rows = counts_by_group(None, at("2025-08-20"), at("2025-08-06 12:00"))
    found = summary_of(rows)
    assert (found.groups_open, found.groups_open_before) == (1, 2)
    assert [(row.code, row.now.open, row.before.open, row.change) for row in rows] == [
        ("power", 3, 6, -3),
        ("line", 0, 2, -2),
    ]
    assert found.now.raised == found.now.open + found.now.answered + found.now.closed == 8
    below = counts_by_group(version_of(OTHER, date(2025, 8, 20)), at("2025-08-20"), at("2025-08-06 12:00"))
    assert [(row.code, row.now.raised) for row in below] == [("line", 2)]


def test_a_task_says_what_holds_it_up_and_from_when_until_when(cast: dict[str, Actor]) -> None:
    held, free = assignment_of().pk, assignment_of("B").pk
    obstacle, lead = raised(cast["xa"], assignments=(held,)), raised(cast["xa2"], unit=OTHER)
    merge_obstacles([obstacle.pk], into=lead.pk, actor=cast["cqtt"], now=at("2025-08-04"))
    act(cast["cqtt"], lead.pk, Kind.TAKEN_UP, "2025-08-05")
    act(cast["cqtt"], lead.pk, Kind.ANSWERED, "2025-08-08")

    def blocking(moment: datetime) -> list[tuple[int, State]]:
        found = blocking_for([held, free], moment)
        assert free not in found
        return [(line.number, line.state) for line in found.get(held, [])]

    assert blocking(at("2025-07-31")) == []
    assert blocking(at("2025-08-02")) == [(obstacle.pk, State.NEW)]
    assert blocking(at("2025-08-06")) == [(obstacle.pk, State.TAKEN_UP)]
    assert blocking(at("2025-08-09")) == []
    act(cast["xa"], obstacle.pk, Kind.REOPENED, "2025-08-11")
    line = blocking_for([held], at("2025-08-12"))[held][0]
    assert (line.state, line.side, line.due_date) == (State.NEW, Side.ANSWERER, date(2025, 8, 13))


def test_lists_and_blocking_take_as_many_queries_for_many_as_for_one(cast: dict[str, Actor]) -> None:
    counts = []
    for _time in range(3):
        raised(cast["xa"], assignments=(assignment_of().pk, assignment_of("B").pk))
        raised(cast["xa2"], unit=OTHER, group="line", assignments=(assignment_of(unit=OTHER).pk,))
        with CaptureQueriesContext(connection) as asked:
            obstacles_to_answer_for(cast["cqtt"], date(2025, 8, 20))
            blocking_for([assignment_of().pk, assignment_of(unit=OTHER).pk, assignment_of("B").pk], at("2025-08-20"))
            counts_by_group(version_of(COMMUNE, date(2025, 8, 20)), at("2025-08-20"), at("2025-08-01"))
        counts.append(len(asked))
    assert len(set(counts)) == 1
