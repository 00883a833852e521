"""Plan 02 in the provinces: 23 tasks each.

Published: 34 provinces green on 31/7, three of them yellow on 10/8, 34 green on 24/8/2025.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tiendo.demo.catalogue import NGHE_AN, TaskSpec
from tiendo.demo.commune_plan import END
from tiendo.demo.facts import Fact, Line, completed, under_way, until
from tiendo.demo.office_hours import DAY, minute_on
from tiendo.demo.places import Places, Province

# The provinces that were yellow on 10/8/2025 are not named by the sources: these three are illustrative.
LATE_ON_10_AUGUST = {"11": "T10", "66": "T11", "91": "T12"}
FIRST, AUTUMN = date(2025, 7, 2), date(2025, 9, 1)
AUTUMN_LATE = 0.12
YEAR_END_DONE = 0.2


def province_facts(places: Places, tasks: Sequence[TaskSpec]) -> list[Fact]:
    """All events of Plan 02 at provincial level until the afternoon of 15/10/2025."""
    rng = Random(570)  # noqa: S311 - a repeatable sample world, no secret
    verifier = f"Cán bộ thẩm định mẫu, {places.agencies['TW.TTCH']}"
    facts: list[Fact] = []
    for province in places.provinces:
        reporter = f"Cán bộ mẫu, {places.agencies[f'{province.code}.VPUBND']}"
        for task in tasks:
            line = Line(task.programme, task.code, province.code, reporter, verifier)
            facts += _story(rng, line, province, task)
    return until(facts, END)


def _story(rng: Random, line: Line, province: Province, task: TaskSpec) -> list[Fact]:
    assert task.due_date is not None  # noqa: S101 - data/province_tasks.csv gives every task a day
    opened = minute_on(min(max(FIRST, task.due_date - timedelta(days=30)), AUTUMN), 8)
    first = opened + rng.randint(0, DAY)
    window = _window(rng, province.code, task.code, task.due_date, opened)
    if window is None:
        end = minute_on(END.date())
        return under_way(rng, line, begin=opened, end=end, reports=3, first=first)
    since, before = window
    return completed(
        rng,
        line,
        begin=opened,
        done=rng.randint(max(since, first + 120), before),
        partials=rng.randint(2, 4),
        returned=rng.random() < 0.08,
        first=first,
    )


def _window(rng: Random, province: str, task: str, due: date, opened: int) -> tuple[int, int] | None:
    """The working minutes between which the task is verified; None: not before the record ends."""
    if province == NGHE_AN:
        return _nghe_an(task, due, opened)
    if LATE_ON_10_AUGUST.get(province) == task:
        return minute_on(date(2025, 8, 13), 8), minute_on(date(2025, 8, 21))
    if due > date(2025, 10, 1):
        done = rng.random() < YEAR_END_DONE
        return (minute_on(AUTUMN), minute_on(date(2025, 10, 14))) if done else None
    if due > AUTUMN and rng.random() < AUTUMN_LATE:
        return minute_on(date(2025, 10, 2)), minute_on(date(2025, 10, 30))
    return opened + DAY, minute_on(due)


def _nghe_an(task: str, due: date, opened: int) -> tuple[int, int] | None:
    """Published: 14 of 23 on 6/8 and still on 14/8/2025, 22 of 23 on 17/9 and 22/9/2025."""
    if task <= "T12":
        return opened + DAY, minute_on(due)
    if task <= "T14":
        return opened + DAY, minute_on(date(2025, 8, 6))
    if task <= "T18":
        return minute_on(date(2025, 8, 14)) + 60, minute_on(min(due, date(2025, 8, 29)))
    if task <= "T22":
        return minute_on(AUTUMN) + 60, minute_on(date(2025, 9, 17))
    return None
