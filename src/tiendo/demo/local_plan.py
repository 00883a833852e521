"""Nghệ An's own two programmes: the 43 tasks of its Party agencies and the 102 of its departments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from tiendo.demo.catalogue import NGHE_AN, Draft, TaskSpec, local_drafts
from tiendo.demo.commune_plan import END
from tiendo.demo.curves import table
from tiendo.demo.facts import Fact, Line, completed, under_way, until
from tiendo.demo.office_hours import DAY, minute_on, moment
from tiendo.demo.places import Places
from tiendo.rules.progress import Kind

BEGIN = minute_on(date(2025, 7, 3), 8)
REPORT_IN = minute_on(date(2025, 9, 24))
REVIEW = minute_on(date(2025, 10, 15))
YEAR_END, LATER = date(2025, 12, 31), (date(2026, 6, 30), date(2026, 12, 31))
# Published for NA57: 38 of 102 (35 of the 82 due in 2025) on 24/9, 40 (38 of 82) on 15/10/2025.
DUE_LATER = 20
DONE_BY_24_SEPTEMBER, DONE_AFTER, DONE_EARLY = 35, 3, 3
OVERDUE, EXTENDED = 4, 2
EXTENSION = "Văn bản gia hạn (minh hoạ): điều chỉnh theo tiến độ bố trí vốn."
# A recurring task reports the share of the year's volume: nine months are 75 %.
MONTHLY = ((date(2025, 7, 30), 58), (date(2025, 8, 28), 67), (date(2025, 9, 18), 75))
QUARTERLY = ((date(2025, 7, 8), 50), (date(2025, 9, 19), 75))


@dataclass(frozen=True, slots=True)
class LocalPlan:
    """Tasks and the events on them."""

    tasks: tuple[TaskSpec, ...]
    facts: tuple[Fact, ...]


def party_plan(places: Places) -> LocalPlan:
    """Decision 204 in Nghệ An. Published on 22/9/2025: 7 done, 8 recurring, 16 in progress, 12 not begun."""
    rng = Random(571)  # noqa: S311 - a repeatable sample world, no secret
    tasks: list[TaskSpec] = []
    facts: list[Fact] = []
    for row in table("party_tasks.csv"):
        target = f"{NGHE_AN}.{row['target']}"
        due = date.fromisoformat(row["due_date"]) if row["due_date"] else None
        lead = f"{NGHE_AN}.CQTT"
        tasks.append(
            TaskSpec(
                programme="QD204",
                code=row["code"],
                level="department",
                title=row["title"],
                lead=lead,
                deliverable=row["deliverable"],
                due_date=due,
                targets=(target,),
                recurrence=row["recurrence"],
            )
        )
        line = _line("QD204", row["code"], target, lead, places)
        facts += _party_story(rng, line, row["course"], row["recurrence"], due)
    return LocalPlan(tuple(tasks), tuple(until(facts, END)))


def _line(programme: str, task: str, target: str, lead: str, places: Places) -> Line:
    names = places.agencies
    return Line(programme, task, target, f"Cán bộ mẫu, {names[target]}", f"Cán bộ thẩm định mẫu, {names[lead]}")


def _party_story(rng: Random, line: Line, course: str, recurrence: str, due: date | None) -> list[Fact]:
    match course:
        case "done" if due is not None:
            done = rng.randint(minute_on(due) - 12 * DAY, minute_on(due))
            return completed(rng, line, begin=BEGIN, done=done, partials=2)
        case "steady":
            dates = MONTHLY if recurrence == "monthly" else QUARTERLY
            return [line.reported(minute_on(day) - rng.randint(0, 300), percent) for day, percent in dates]
        case "under_way":
            end = minute_on(date(2025, 9, 20))
            return under_way(rng, line, begin=BEGIN, end=end, reports=rng.randint(1, 4))
        case "fourth_quarter":
            return []
        case _:
            raise ValueError(f"a party task has no course {course!r}")


def department_plan(places: Places) -> LocalPlan:
    """Nghệ An's own programme for its departments."""
    rng = Random(572)  # noqa: S311 - a repeatable sample world, no secret
    drafts = local_drafts()
    later = {draft.code for draft in rng.sample(drafts[-3 * DUE_LATER :], DUE_LATER)}
    due_2025 = rng.sample([draft for draft in drafts if draft.code not in later], len(drafts) - DUE_LATER)
    due_later = [draft for draft in drafts if draft.code in later]
    plan: list[tuple[TaskSpec, list[Fact]]] = []
    for place, draft in enumerate(due_2025):
        plan.append(_due_this_year(rng, draft, place, places))
    for place, draft in enumerate(due_later):
        plan.append(_due_later(rng, draft, place, places))
    plan.sort(key=lambda pair: pair[0].code)
    facts = [fact for _task, story in plan for fact in story]
    return LocalPlan(tuple(task for task, _story in plan), tuple(until(facts, END)))


def _own(draft: Draft, due: date) -> TaskSpec:
    lead = f"{NGHE_AN}.{'VPUBND' if draft.target == f'{NGHE_AN}.SKHCN' else 'SKHCN'}"
    return TaskSpec(
        programme="NA57",
        code=draft.code,
        level="department",
        title=draft.title,
        lead=lead,
        deliverable=draft.deliverable,
        due_date=due,
        targets=(draft.target,),
    )


def _due_this_year(rng: Random, draft: Draft, place: int, places: Places) -> tuple[TaskSpec, list[Fact]]:
    """By place: verified by 24/9, verified after it, overdue, extended, and the rest under way or not."""
    after = DONE_BY_24_SEPTEMBER + DONE_AFTER
    if place < after:
        low, high = (BEGIN + 5 * DAY, REPORT_IN) if place < DONE_BY_24_SEPTEMBER else (REPORT_IN + DAY, REVIEW)
        done = rng.randint(low, high)
        due = date(2025, 8, 31) if place % 9 == 0 and done > minute_on(date(2025, 9, 5)) else _month_end(done)
        task = _own(draft, due)
        line = _line("NA57", task.code, draft.target, task.lead, places)
        return task, completed(rng, line, begin=BEGIN, done=done, partials=2, returned=place % 7 == 0)
    task = _own(draft, date(2025, 9, 30) if place < after + OVERDUE + EXTENDED else YEAR_END)
    line = _line("NA57", task.code, draft.target, task.lead, places)
    facts = under_way(rng, line, begin=BEGIN, end=REVIEW, reports=rng.randint(1, 5) if place % 5 else 0)
    if after + OVERDUE <= place < after + OVERDUE + EXTENDED:
        facts = until(facts, moment(REPORT_IN))
        facts.append(line.extended(REPORT_IN + DAY, date(2026, 3, 31), EXTENSION))
    return task, facts


def _due_later(rng: Random, draft: Draft, place: int, places: Places) -> tuple[TaskSpec, list[Fact]]:
    """Three are verified early; one of them is reopened between the two reports."""
    task = _own(draft, LATER[place % 2])
    line = _line("NA57", task.code, draft.target, task.lead, places)
    if place >= DONE_EARLY:
        return task, under_way(rng, line, begin=BEGIN, end=REVIEW, reports=rng.randint(0, 2))
    done = rng.randint(REPORT_IN - 30 * DAY, REPORT_IN)
    facts = completed(rng, line, begin=BEGIN, done=done, partials=2)
    if place == 0:
        facts.append(line.checked(Kind.REOPENED, REPORT_IN + 4 * DAY, "Cần bổ sung nội dung theo kết luận họp."))
        facts.append(line.reported(REPORT_IN + 9 * DAY, 60, "Đang bổ sung theo kết luận."))
    return task, facts


def _month_end(minute: int) -> date:
    """The first of the usual due days that is not before a working minute."""
    ends: Sequence[date] = (date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31))
    return next((day for day in ends if minute <= minute_on(day)), YEAR_END)
