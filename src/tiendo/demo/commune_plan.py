"""Plan 02 in the communes: 16 tasks in each, complete when the curve of the province says so."""

from collections.abc import Sequence
from datetime import date
from random import Random

from tiendo.demo.catalogue import NGHE_AN, TaskSpec
from tiendo.demo.curves import Curve, curves
from tiendo.demo.facts import Fact, Line, completed, until
from tiendo.demo.office_hours import DAY, at, minute_on, moment
from tiendo.demo.places import Place, Places, Province
from tiendo.rules.progress import Kind

END = at(date(2025, 10, 15), 17)
BEGIN = minute_on(date(2025, 7, 2), 8)
FIRST_COMPLETE = minute_on(date(2025, 7, 8), 8)
# Published for Nghệ An at 16:00 on 6/8/2025: so many communes short of 16 had so many tasks done.
STOCK = minute_on(date(2025, 8, 6))
STOCK_DONE = {15: 10, 14: 25, 13: 21, 12: 5}
LATENESS = (1.3, 3.0, 12.0)  # how strongly the work gathers at the end, by the lag of the curve
EXTENDED_TO = date(2025, 10, 31)
EXTENSION = "Văn bản gia hạn (minh hoạ): khắc phục hạ tầng viễn thông sau bão."
WITHDRAWAL = "Không áp dụng tại địa bàn: nhiệm vụ do cấp tỉnh thực hiện tập trung (minh hoạ)."


def commune_facts(places: Places, tasks: Sequence[TaskSpec]) -> list[Fact]:
    """All events of Plan 02 in the communes, province by province, until the afternoon of 15/10/2025."""
    rng = Random(57)  # noqa: S311 - a repeatable sample world, no secret
    shapes = curves()
    facts: list[Fact] = []
    for province in places.provinces:
        facts += _province(rng, province, places, shapes[province.code], tasks)
    return until(facts, END)


def _province(rng: Random, province: Province, places: Places, curve: Curve, tasks: Sequence[TaskSpec]) -> list[Fact]:
    verifier = f"Cán bộ thẩm định mẫu, {places.agencies[f'{province.code}.SKHCN']}"
    communes = rng.sample(province.communes, len(province.communes))
    ends = _completions(rng, curve, len(communes))
    stock = _stock(rng, ends) if province.code == NGHE_AN else {}
    facts: list[Fact] = []
    for place, (commune, end) in enumerate(zip(communes, ends, strict=True)):
        begin = BEGIN + rng.randint(0, DAY)
        done = _verifications(rng, begin, end, len(tasks), LATENESS[curve.lag], stock.get(place))
        lines = [_line(commune, task, verifier) for task in _in_work_order(rng, tasks)]
        stories = [_story(rng, line, begin, minute, province.code) for line, minute in zip(lines, done, strict=True)]
        if province.code != NGHE_AN:
            _exceptions(rng, stories, lines, done, place, curve.lag)
        facts += (fact for story in stories for fact in story)
    return facts


def _completions(rng: Random, curve: Curve, communes: int) -> list[int]:
    """The working minute at which each commune is complete, in order; the last ones after the record ends."""
    ends: list[int] = []
    since, count = FIRST_COMPLETE, 0
    for anchor, complete in curve.anchors:
        until_minute = minute_on(anchor.date(), anchor.hour)
        ends += sorted(rng.randint(since + 1, until_minute) for _ in range(complete - count))
        since, count = until_minute, complete
    beyond = minute_on(END.date(), END.hour) + DAY
    return [*ends, *sorted(rng.randint(beyond, beyond + 25 * DAY) for _ in range(communes - count))]


def _stock(rng: Random, ends: Sequence[int]) -> dict[int, int]:
    """For each commune (by place) that is not complete at the stock-taking: how many tasks are done then."""
    open_then = [place for place, end in enumerate(ends) if end > STOCK]
    done = [count for count, communes in STOCK_DONE.items() for _ in range(communes)]
    # Those with more done tend to finish earlier, without it being a rule.
    done.sort(key=lambda count: -count + rng.uniform(-1.5, 1.5))
    return dict(zip(open_then, done, strict=True))


def _verifications(
    rng: Random, begin: int, end: int, tasks: int, lateness: float, done_at_stock: int | None
) -> list[int]:
    """Rising working minutes of verification; the last is `end`."""

    def spread(low: int, high: int, count: int) -> list[int]:
        return sorted(low + round((high - low) * rng.random() ** (1 / lateness)) for _ in range(count))

    if done_at_stock is None:
        return [*spread(begin + 180, end, tasks - 1), end]
    later = spread(STOCK + 1, end, tasks - done_at_stock - 1)
    return [*spread(begin + 180, STOCK, done_at_stock), *later, end]


def _in_work_order(rng: Random, tasks: Sequence[TaskSpec]) -> list[TaskSpec]:
    """In a commune's own order; what is due later tends to come later."""
    autumn = date(2025, 10, 1)
    return sorted(tasks, key=lambda t: rng.random() + (0.6 if t.due_date and t.due_date > autumn else 0))


def _line(commune: Place, task: TaskSpec, verifier: str) -> Line:
    return Line(task.programme, task.code, commune.code, f"Cán bộ mẫu, UBND {commune.name}", verifier)


def _story(rng: Random, line: Line, begin: int, done: int, province: str) -> list[Fact]:
    start = rng.randint(begin, begin + (done - begin) // 3)
    facts = completed(
        rng,
        line,
        begin=start,
        done=done,
        partials=rng.choices((1, 2, 3), (50, 44, 6))[0],
        returned=rng.random() < 0.03,
    )
    due = minute_on(date(2025, 9, 15))
    if province != NGHE_AN and done > due and rng.random() < 0.05 and line.task < "X14":
        asked = rng.randint(due - 4 * DAY, due)
        if moment(asked) not in {fact.recorded_at for fact in facts}:
            facts.append(line.extended(asked, EXTENDED_TO, EXTENSION))
            facts.sort(key=lambda fact: fact.recorded_at)
    return facts


def _exceptions(
    rng: Random, stories: list[list[Fact]], lines: Sequence[Line], done: Sequence[int], place: int, lag: int
) -> None:
    """A handful of withdrawals and annulments in late provinces, and of reopenings in early ones."""
    if lag and place == 1:
        stories[3] = _withdrawn(rng, stories[3], lines[3])
    if lag and place == 0:
        stories[5] = _entered_by_mistake(lines[5], stories[5])
    if not lag and place < 3 and done[-1] < minute_on(date(2025, 8, 22)):
        stories[7] += _reopened(rng, lines[7])


def _withdrawn(rng: Random, story: list[Fact], line: Line) -> list[Fact]:
    """Reported once, then found not to apply; never the last task of a commune, so its completion stays."""
    begun = story[:1]
    minute = minute_on(begun[0].recorded_at.date(), 17) + rng.randint(30, 2 * DAY)
    return [*begun, line.checked(Kind.WITHDRAWN, minute, WITHDRAWAL)]


def _entered_by_mistake(line: Line, story: list[Fact]) -> list[Fact]:
    """A report of 100 % entered for the wrong commune on the first morning, annulled the same day."""
    mistake = line.reported(BEGIN - DAY + 42, 100)
    return [mistake, line.annulled(BEGIN - DAY + 90, mistake), *story]


def _reopened(rng: Random, line: Line) -> list[Fact]:
    """A check in late August finds a defect; it is put right before 8/9/2025."""
    found = minute_on(date(2025, 8, 26), 8) + rng.randint(0, DAY)
    reported = found + rng.randint(DAY, 2 * DAY)
    return [
        line.checked(Kind.REOPENED, found, "Kiểm tra thực tế: cần khắc phục trước khi công nhận lại."),
        line.reported(reported, 100, "Đã khắc phục theo kết luận kiểm tra."),
        line.checked(Kind.VERIFIED, reported + rng.randint(60, DAY)),
    ]


def arriving_late(facts: Sequence[Fact], communes: frozenset[str]) -> frozenset[Fact]:
    """Verifications in `communes` between 6/8 and 10/8/2025 that reach the database after publication.

    Only those that end a story, so that the rest of it stands with or without them.
    """
    since, end = at(date(2025, 8, 6)), at(date(2025, 8, 10))
    last = {fact.assignment: fact for fact in facts if fact.unit in communes}
    return frozenset(fact for fact in last.values() if fact.kind is Kind.VERIFIED and since < fact.recorded_at <= end)
