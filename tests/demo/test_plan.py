"""The plan of the demo world comes out exactly at the published figures, before any database is asked."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest
from planned_world import NGHE_AN, World, folded, the_places, with_late_facts

from tiendo.demo.office_hours import at
from tiendo.demo.places import Places
from tiendo.demo.plan import Plan, fact_rows, make_plan, task_rows
from tiendo.rules.light import Light
from tiendo.rules.progress import DONE, Kind, Standing, State, is_overdue

EIGHT = {"14", "20", "25", "15", "96", "01", "46", "33"}


@pytest.fixture(scope="module")
def where() -> Places:
    return the_places()


@pytest.fixture(scope="module")
def plan(where: Places) -> Plan:
    return make_plan(where)


@pytest.fixture(scope="module")
def published(where: Places, plan: Plan) -> World:
    """What the cut-offs are published on."""
    return folded(where, plan)


@pytest.fixture(scope="module")
def corrected(where: Places, plan: Plan, published: World) -> World:
    """What is known once the late facts have arrived."""
    return with_late_facts(where, plan, published)


@pytest.fixture(params=["published", "corrected"])
def planned(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


def day(month: int, number: int) -> datetime:
    return at(date(2025, month, number))


def is_done(standing: Standing) -> bool:
    return standing.state in DONE


def overdue_on(moment: datetime) -> Callable[[Standing], bool]:
    return lambda standing: is_overdue(standing, moment.date())


@pytest.mark.parametrize(
    ("moment", "complete", "place"),
    [
        (day(7, 22), None, 22),
        (day(8, 6), 69, 20),
        (day(8, 14), 95, 15),
        (day(9, 8), 130, 4),
        (day(9, 17), 130, 4),
        (day(9, 22), 130, 4),
        (day(10, 15), 130, 4),
    ],
)
def test_nghe_an_has_the_published_complete_communes_and_place(
    planned: World, moment: datetime, complete: int | None, place: int
) -> None:
    assert planned.place(moment) == place
    if complete is not None:
        assert planned.complete(moment)[NGHE_AN] == complete


def test_nghe_an_has_the_published_distribution_on_6_august(planned: World) -> None:
    found = planned.tasks_done(day(8, 6))[NGHE_AN].values()
    assert Counter(done for done, _of in found) == {16: 69, 15: 10, 14: 25, 13: 21, 12: 5}
    assert {of for _done, of in found} == {16}


@pytest.mark.parametrize("moment", [day(9, 8), day(9, 17)])
def test_three_larger_provinces_are_complete_with_nghe_an(planned: World, moment: datetime) -> None:
    complete = planned.complete(moment)
    assert {code for code in ("79", "38", "25", "52") if complete[code] == planned.communes[code]} == {
        "79",
        "38",
        "25",
    }


def test_eight_provinces_and_1981_communes_are_complete_on_31_july(planned: World) -> None:
    complete = planned.complete(day(7, 31))
    assert {code for code, count in complete.items() if count == planned.communes[code]} == EIGHT
    assert sum(complete.values()) == 1981


def test_nine_provinces_are_complete_on_10_august(planned: World) -> None:
    complete = planned.complete(day(8, 10))
    assert {code for code, count in complete.items() if count == planned.communes[code]} == EIGHT | {"79"}


def test_shares_of_24_august_are_the_published_ones(planned: World) -> None:
    shares = [count / planned.communes[code] for code, count in planned.complete(day(8, 24)).items()]
    assert (sum(share > 0.7 for share in shares), sum(share > 0.5 for share in shares)) == (21, 25)


@pytest.mark.parametrize(("moment", "done"), [(day(8, 6), 14), (day(8, 14), 14), (day(9, 17), 22), (day(9, 22), 22)])
def test_nghe_an_has_the_published_provincial_tasks(planned: World, moment: datetime, done: int) -> None:
    assert planned.count("KH02-T", moment, is_done, NGHE_AN) == done
    assert planned.count("KH02-T", moment, overdue_on(moment), NGHE_AN) == 0
    milestone = date(2025, 9, 1) if moment < at(date(2025, 9, 1), 0) else date(2026, 1, 1)
    assert planned.light("KH02-T", moment, NGHE_AN, milestone) is Light.GREEN


@pytest.mark.parametrize(
    ("moment", "lights"),
    [
        (day(7, 31), {Light.GREEN: 34}),
        (day(8, 10), {Light.GREEN: 31, Light.YELLOW: 3}),
        (day(8, 24), {Light.GREEN: 34}),
    ],
)
def test_provinces_have_the_published_lights(
    where: Places, published: World, moment: datetime, lights: dict[Light, int]
) -> None:
    milestone = date(2025, 9, 1)
    assert Counter(published.light("KH02-T", moment, p.code, milestone) for p in where.provinces) == lights


@pytest.mark.parametrize("moment", [day(7, 22), day(8, 6), day(9, 8), day(9, 22), day(10, 15)])
def test_nghe_an_is_green_on_its_communes(planned: World, moment: datetime) -> None:
    assert planned.light("KH02-X", moment, NGHE_AN) is Light.GREEN


def test_some_provinces_turn_red_after_the_due_date_of_the_communes(where: Places, published: World) -> None:
    before = Counter(published.light("KH02-X", day(9, 8), p.code) for p in where.provinces)
    after = Counter(published.light("KH02-X", day(9, 22), p.code) for p in where.provinces)
    assert before[Light.RED] == 0
    assert after[Light.RED] >= 2
    assert after[Light.YELLOW] >= 3


@pytest.mark.parametrize("moment", [day(9, 22), day(10, 15)])
def test_party_agencies_of_nghe_an_have_the_published_states(planned: World, moment: datetime) -> None:
    found = list(planned.standings("QD204", moment, ""))
    once = Counter(standing.state for course, standing in found if not course.task.recurrence)
    assert len(found) == 43
    assert once == {State.DONE_ON_TIME: 7, State.IN_PROGRESS: 16, State.NOT_STARTED: 12}
    assert sum(bool(course.task.recurrence) for course, _standing in found) == 8


@pytest.mark.parametrize(("moment", "done", "done_of_2025"), [(day(9, 24), 38, 35), (day(10, 15), 40, 38)])
def test_nghe_ans_programme_has_the_published_counts(
    planned: World, moment: datetime, done: int, done_of_2025: int
) -> None:
    found = list(planned.standings("NA57", moment))
    this_year = [s for course, s in found if course.task.due_date and course.task.due_date.year == 2025]
    assert (len(found), len(this_year)) == (102, 82)
    assert sum(is_done(standing) for _course, standing in found) == done
    assert sum(is_done(standing) for standing in this_year) == done_of_2025


def test_resolution_71_has_the_published_counts(planned: World) -> None:
    moment = day(8, 28)
    states = Counter(standing.state for _course, standing in planned.standings("NQ71", moment))
    assert states.total() == 330
    assert (states[State.DONE_ON_TIME], states[State.DONE_LATE]) == (65, 25)
    assert planned.count("NQ71", moment, overdue_on(moment)) == 4


def test_resolution_57_has_the_published_counts(planned: World) -> None:
    moment = day(10, 15)
    done, overdue = (planned.count("NQ57", moment, holds) for holds in (is_done, overdue_on(moment)))
    total = sum(1 for _ in planned.standings("NQ57", moment))
    assert (done, overdue, total - done - overdue, total) == (485, 86, 561, 1132)


def test_the_world_has_the_size_of_a_country(planned: World, plan: Plan) -> None:
    assignments = sum(len(courses) for courses in planned.courses.values())
    assert 50_000 <= assignments <= 58_000
    assert 180_000 <= len(plan.facts) + len(plan.late) <= 220_000


def test_no_fact_is_without_effect(planned: World) -> None:
    idle = [c for courses in planned.courses.values() for c in courses if c.trace.without_effect]
    assert idle == []


def test_every_kind_of_event_occurs_and_every_unit_acts(where: Places, plan: Plan) -> None:
    assert {fact.kind for fact in plan.facts} == set(Kind)
    acting = {fact.unit for fact in plan.facts}
    assert acting >= {commune.code for province in where.provinces for commune in province.communes}
    assert acting >= {province.code for province in where.provinces}


def test_nothing_is_withdrawn_in_nghe_an(plan: Plan, where: Places) -> None:
    ours = {c.code for p in where.provinces if p.code == NGHE_AN for c in p.communes} | {NGHE_AN}
    assert not [fact for fact in plan.facts if fact.kind is Kind.WITHDRAWN and fact.unit in ours]


def test_facts_of_one_assignment_have_moments_of_their_own(plan: Plan) -> None:
    moments = Counter((fact.assignment, fact.recorded_at) for fact in (*plan.facts, *plan.late))
    assert moments.most_common(1)[0][1] == 1


def test_the_verifier_is_never_the_reporter(plan: Plan) -> None:
    reporters: dict[tuple[str, str, str], str] = {}
    for fact in plan.facts:
        if fact.kind is Kind.REPORTED:
            reporters[fact.assignment] = fact.actor
        elif fact.kind is Kind.VERIFIED:
            assert fact.actor != reporters[fact.assignment]


def test_late_facts_change_what_was_published_of_their_province(published: World, corrected: World, plan: Plan) -> None:
    moment = day(8, 10)
    before, after = published.complete(moment), corrected.complete(moment)
    assert 2 <= len(plan.late) <= 30
    assert {code for code in before if before[code] != after[code]} == {"12"}


def test_two_plans_of_the_same_places_are_equal(where: Places, plan: Plan) -> None:
    assert make_plan(where) == plan


def test_rows_leave_out_empty_cells_and_titles_are_not_repeated(plan: Plan) -> None:
    rows = [*task_rows(plan), *fact_rows(plan.late)]
    assert all(cell for row in rows for cell in row.cells.values())
    titles = Counter((row.get("programme"), row.get("title")) for row in task_rows(plan))
    assert titles.most_common(1)[0][1] == 1
