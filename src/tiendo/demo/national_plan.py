"""The central bodies: the 330 tasks of Resolution 71 and the 1,132 assignments of Resolution 57."""

from collections.abc import Sequence
from datetime import date
from random import Random

from tiendo.demo.catalogue import NGHE_AN, Draft, TaskSpec, central_drafts, government_drafts, shared_tasks
from tiendo.demo.commune_plan import END
from tiendo.demo.facts import Fact, Line, completed, under_way, until
from tiendo.demo.local_plan import LocalPlan
from tiendo.demo.office_hours import DAY, minute_on
from tiendo.demo.places import Places
from tiendo.rules.progress import Kind

BEGIN = minute_on(date(2025, 7, 2), 8)
STATEMENT = minute_on(date(2025, 8, 28))
REVIEW = minute_on(date(2025, 10, 15))
# Published for Resolution 71 on 28/8/2025; the other 236 of the 330 were in time.
ON_TIME, LATE, OVERDUE = 65, 25, 4
DONE_AFTER = 62
# Published for Resolution 57 on 15/10/2025: 485 done, 561 in time, 86 overdue of 1,132; how they divide into
# the tasks of provinces (20 in each of 34) and of central bodies (452) is illustrative.
CENTRAL, CENTRAL_DONE, CENTRAL_LATE, CENTRAL_OVERDUE = 452, 135, 20, 36
SHARED_OVERDUE, SHARED_DONE_EARLY = 50, 60
PAST = (
    date(2025, 7, 15),
    date(2025, 7, 31),
    date(2025, 8, 15),
    date(2025, 8, 31),
    date(2025, 9, 15),
    date(2025, 9, 30),
)
AHEAD = (date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31), date(2026, 6, 30), date(2026, 12, 31))


def government_plan(places: Places) -> LocalPlan:
    """Resolution 71: all 330 tasks, each for one ministry."""
    rng = Random(573)  # noqa: S311 - a repeatable sample world, no secret
    drafts = government_drafts()
    tasks: list[TaskSpec] = []
    facts: list[Fact] = []
    for place, draft in enumerate(rng.sample(drafts, len(drafts))):
        line = _line("NQ71", draft, "TW.VPCP", "TW.CP", places)
        due, story = _government_story(rng, line, place)
        tasks.append(_central("NQ71", draft, line, due, "TW.VPCP", "TW.CP"))
        facts += story
    return LocalPlan(tuple(sorted(tasks, key=lambda task: task.code)), tuple(until(facts, END)))


def _government_story(rng: Random, line: Line, place: int) -> tuple[date, list[Fact]]:
    if place < ON_TIME:
        return _done(rng, line, rng.randint(BEGIN + 5 * DAY, STATEMENT), late=False)
    if place < ON_TIME + LATE:
        return _done(rng, line, rng.randint(minute_on(date(2025, 8, 1)), STATEMENT), late=True)
    if place < ON_TIME + LATE + OVERDUE:
        done = STATEMENT + rng.randint(6, 12 * (place % 2) + 40) * DAY
        return date(2025, 8, 15), completed(rng, line, begin=STATEMENT - 20 * DAY, done=done, partials=3)
    if place < ON_TIME + LATE + OVERDUE + DONE_AFTER:
        done = rng.randint(STATEMENT + DAY, REVIEW)
        return _first_after(max(done, minute_on(date(2025, 9, 1)))), completed(
            rng, line, begin=BEGIN + 10 * DAY, done=done, partials=rng.randint(1, 3)
        )
    return AHEAD[place % 5], under_way(rng, line, begin=BEGIN, end=REVIEW, reports=rng.choice((0, 1, 2, 2, 3)))


def resolution_plan(places: Places) -> LocalPlan:
    """Resolution 57: 20 tasks for every province, 452 for central bodies."""
    rng = Random(574)  # noqa: S311 - a repeatable sample world, no secret
    tasks = shared_tasks()
    facts = _shared_facts(rng, tasks, places)
    drafts = central_drafts(CENTRAL)
    for place, draft in enumerate(rng.sample(drafts, len(drafts))):
        line = _line("NQ57", draft, "TW.VPTW", "TW.BCD", places)
        due, story = _central_story(rng, line, place)
        tasks.append(_central("NQ57", draft, line, due, "TW.VPTW", "TW.BCD"))
        facts += story
    return LocalPlan(tuple(sorted(tasks, key=lambda task: task.code)), tuple(until(facts, END)))


def _central_story(rng: Random, line: Line, place: int) -> tuple[date, list[Fact]]:
    if place < CENTRAL_DONE:
        late = place < CENTRAL_LATE
        low = minute_on(date(2025, 8, 1)) if late else BEGIN + 5 * DAY
        return _done(rng, line, rng.randint(low, REVIEW), late=late)
    if place < CENTRAL_DONE + CENTRAL_OVERDUE:
        due = PAST[2 + place % 4]
        return due, under_way(rng, line, begin=BEGIN, end=minute_on(due), reports=rng.randint(1, 4))
    facts = under_way(rng, line, begin=BEGIN, end=REVIEW - 2 * DAY, reports=rng.choice((0, 1, 2, 2, 3)))
    if facts and place % 9 == 0:
        facts.append(line.reported(REVIEW - rng.randint(5, DAY), 100))
    return AHEAD[place % 5], facts


def _shared_facts(rng: Random, tasks: Sequence[TaskSpec], places: Places) -> list[Fact]:
    pairs = [(task, province.code) for task in tasks for province in places.provinces]
    past = [pair for pair in pairs if pair[0].due_date in PAST and pair[1] != NGHE_AN]
    ahead = [pair for pair in pairs if pair[0].due_date not in PAST]
    overdue = {(task.code, code) for task, code in rng.sample(past, SHARED_OVERDUE)}
    early = {(task.code, code) for task, code in rng.sample(ahead, SHARED_DONE_EARLY)}
    facts: list[Fact] = []
    for task, code in pairs:
        reporter, verifier = (places.agencies[key] for key in (f"{code}.VPUBND", "TW.VPTW"))
        line = Line("NQ57", task.code, code, f"Cán bộ mẫu, {reporter}", f"Cán bộ thẩm định mẫu, {verifier}")
        done = task.due_date in PAST and (task.code, code) not in overdue
        facts += _shared_story(rng, line, task, done=done or (task.code, code) in early)
    return facts


def _shared_story(rng: Random, line: Line, task: TaskSpec, *, done: bool) -> list[Fact]:
    assert task.due_date is not None  # noqa: S101 - data/shared_tasks.csv gives every task a day
    if not done:
        return under_way(rng, line, begin=BEGIN, end=REVIEW, reports=rng.randint(1, 4))
    due = minute_on(min(task.due_date, date(2025, 10, 14)))
    late = rng.random() < 0.12
    minute = rng.randint(due, REVIEW) if late else rng.randint(max(BEGIN + 5 * DAY, due - 25 * DAY), due)
    return completed(rng, line, begin=BEGIN, done=minute, partials=rng.randint(1, 3), returned=rng.random() < 0.06)


def _done(rng: Random, line: Line, done: int, *, late: bool) -> tuple[date, list[Fact]]:
    """A story verified at `done`, and a due day that makes it late or not."""
    facts = completed(rng, line, begin=BEGIN, done=done, partials=rng.randint(1, 3), returned=rng.random() < 0.06)
    reported = max(fact.recorded_at for fact in facts if fact.kind is Kind.REPORTED).date()
    if late:
        return max(day for day in (date(2025, 7, 10), *PAST) if day < reported), facts
    return _first_after(done), facts


def _first_after(minute: int) -> date:
    """The first usual due day that is not before a working minute."""
    return next(day for day in (*PAST, *AHEAD) if minute <= minute_on(day))


def _line(programme: str, draft: Draft, lead: str, instead: str, places: Places) -> Line:
    checker = instead if draft.target == lead else lead
    names = places.agencies
    reporter, verifier = f"Cán bộ mẫu, {names[draft.target]}", f"Cán bộ thẩm định mẫu, {names[checker]}"
    return Line(programme, draft.code, draft.target, reporter, verifier)


def _central(programme: str, draft: Draft, line: Line, due: date, lead: str, instead: str) -> TaskSpec:
    return TaskSpec(
        programme=programme,
        code=draft.code,
        level="central",
        title=draft.title,
        lead=instead if draft.target == lead else lead,
        deliverable=draft.deliverable,
        due_date=due,
        targets=(draft.target,),
    )
