"""A plan folded by the rules, without a database: its places, its assignments through time, its figures."""

import csv
import io
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

from tiendo.demo.catalogue import ASSIGNED_AT, TaskSpec
from tiendo.demo.facts import Fact
from tiendo.demo.places import Place, Places, Province
from tiendo.demo.plan import Plan
from tiendo.rules.light import Light, LightPolicy, Tally, light_of
from tiendo.rules.progress import DONE, Event, Standing, State, Trace, is_overdue, trace
from tiendo.rules.rank import Contender, Criterion, places

NGHE_AN = "40"
RANK = (Criterion.SHARE_COMPLETE, Criterion.COUNT_COMPLETE)


def _read(name: str) -> list[dict[str, str]]:
    text = files("tiendo.org").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def the_places() -> Places:
    day = "2025-07-01"
    units = [
        row
        for row in _read("units.csv")
        if (row["valid_from"] or "0") <= day < (row["valid_to"] or "9") and row["kind"] in ("province", "commune")
    ]
    communes: dict[str, list[Place]] = defaultdict(list)
    for row in sorted(units, key=lambda row: row["code"]):
        communes[row["parent_uid"]].append(Place(row["code"], f"{row['type']} {row['name']}"))
    found = sorted((row for row in units if row["kind"] == "province"), key=lambda row: row["code"])
    provinces = tuple(
        Province(row["code"], f"{row['type']} {row['name']}", tuple(communes[row["uid"]])) for row in found
    )
    agencies = {row["code"]: row["name"] for row in _read("national.csv")}
    for row in _read("agencies.csv"):
        for province in found:
            agencies[f"{province['code']}.{row['suffix']}"] = row["name_province"].format(name=province["name"])
    return Places(provinces, agencies)


@dataclass(frozen=True)
class Course:
    """An assignment through time."""

    task: TaskSpec
    unit: str
    province: str
    trace: Trace

    def then(self, moment: datetime) -> Standing:
        spans = self.trace.spans
        return spans[bisect_right(spans, moment, key=lambda span: span.since_at) - 1].standing


class World:
    """All assignments of a plan, folded."""

    def __init__(self, where: Places, courses: dict[str, list[Course]]) -> None:
        self.communes = {province.code: len(province.communes) for province in where.provinces}
        self.courses = courses

    def standings(self, programme: str, moment: datetime, province: str = "") -> Iterator[tuple[Course, Standing]]:
        for course in self.courses[programme]:
            if province in ("", course.province):
                yield course, course.then(moment)

    def count(self, programme: str, moment: datetime, holds: Callable[[Standing], bool], province: str = "") -> int:
        return sum(holds(standing) for _course, standing in self.standings(programme, moment, province))

    def tasks_done(self, moment: datetime) -> dict[str, dict[str, tuple[int, int]]]:
        """By province and commune: tasks of Plan 02 done, and tasks that count."""
        found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for course, standing in self.standings("KH02-X", moment):
            done, of = found[course.province].get(course.unit, (0, 0))
            counts = standing.state is not State.WITHDRAWN
            found[course.province][course.unit] = (done + (standing.state in DONE), of + counts)
        return found

    def complete(self, moment: datetime) -> dict[str, int]:
        found = self.tasks_done(moment)
        return {code: sum(done == of for done, of in units.values()) for code, units in found.items()}

    def place(self, moment: datetime, province: str = NGHE_AN) -> int:
        contenders = (
            Contender(code, complete, self.communes[code], 0, 0, 0) for code, complete in self.complete(moment).items()
        )
        return places(contenders, RANK)[province].place

    def light(self, programme: str, moment: datetime, province: str, milestone: date | None = None) -> Light:
        return light_of(
            _tally(self.standings(programme, moment, province), moment.date(), milestone), _policy(milestone)
        ).light


def _events(facts: Iterable[Fact]) -> list[Event]:
    """The facts of one assignment as the rules know them."""
    ordered = sorted(facts, key=lambda fact: fact.recorded_at)
    names = {fact.recorded_at: f"{number:02}" for number, fact in enumerate(ordered)}
    return [
        Event(
            kind=fact.kind,
            recorded_at=fact.recorded_at,
            content_hash=names[fact.recorded_at],
            percent=None if fact.percent is None else Decimal(fact.percent),
            happened_date=fact.happened_date,
            new_due_date=fact.new_due_date,
            annuls=names[fact.annuls] if fact.annuls else None,
        )
        for fact in ordered
    ]


def _trace(task: TaskSpec, facts: Iterable[Fact]) -> Trace:
    return trace(_events(facts), due_date=task.due_date, since=ASSIGNED_AT)


def folded(where: Places, plan: Plan) -> World:
    """The world of a plan without its late facts."""
    facts: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in plan.facts:
        facts[fact.assignment].append(fact)
    home = {commune.code: p.code for p in where.provinces for commune in p.communes}
    everyone = {"commune": list(home), "province": [p.code for p in where.provinces]}
    courses: dict[str, list[Course]] = defaultdict(list)
    for task in plan.tasks:
        for unit in task.targets or everyone[task.level]:
            made = _trace(task, facts.pop((task.programme, task.code, unit), []))
            courses[task.programme].append(Course(task, unit, home.get(unit, unit), made))
    assert not facts, f"facts on assignments that do not exist: {list(facts)[:3]}"
    return World(where, courses)


def with_late_facts(where: Places, plan: Plan, world: World) -> World:
    """The same world once the late facts have arrived."""
    late = {fact.assignment for fact in plan.late}
    facts: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in (*plan.facts, *plan.late):
        if fact.assignment in late:
            facts[fact.assignment].append(fact)
    courses = dict(world.courses)
    for programme in {programme for programme, _task, _unit in late}:
        courses[programme] = [
            replace(course, trace=_trace(course.task, facts[key]))
            if (key := (programme, course.task.code, course.unit)) in late
            else course
            for course in courses[programme]
        ]
    return World(where, courses)


def _policy(milestone: date | None) -> LightPolicy:
    return LightPolicy(Decimal("0.10"), 3, milestone, complete_for_green=False, version="1")


def _tally(found: Iterable[tuple[Course, Standing]], day: date, milestone: date | None) -> Tally:
    counting = [standing for _course, standing in found if standing.state is not State.WITHDRAWN]
    deciding = [s for s in counting if milestone is None or (s.due_date is not None and s.due_date < milestone)]
    soon = day + timedelta(days=3)
    remaining = sum(s.state not in DONE for s in counting)
    return Tally(
        deciding=len(deciding),
        done=sum(s.state in DONE for s in deciding),
        overdue=sum(is_overdue(s, day) for s in deciding),
        due_soon=sum(s.state is State.NOT_STARTED and day <= (s.due_date or date.min) <= soon for s in deciding),
        reported=sum(s.reported_at is not None for s in deciding),
        complete=bool(counting) and not remaining,
        remaining=remaining,
    )
