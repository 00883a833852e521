"""Planned facts, and the short stories they are made of: reported, perhaps returned, verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tiendo.demo.office_hours import moment
from tiendo.rules.progress import Kind

SOURCE = "Dữ liệu trình diễn (minh hoạ)"
RETURN_NOTES = (
    "Chưa có minh chứng kèm theo, đề nghị bổ sung.",
    "Số liệu chưa khớp với biên bản nghiệm thu, đề nghị rà soát.",
    "Mới hoàn thành một phần, đề nghị cập nhật đúng mức độ.",
    "Sản phẩm chưa được người có thẩm quyền phê duyệt.",
)
PROGRESS_NOTES = (
    "Đang chờ bàn giao thiết bị.",
    "Đã lập dự toán, chờ bố trí kinh phí.",
    "Đang phối hợp với doanh nghiệp viễn thông.",
    "Đang hoàn thiện hồ sơ nghiệm thu.",
    "Thiếu nhân sự kỹ thuật, đề nghị hỗ trợ.",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as it will stand in the ledger; `annuls` names an earlier one by its moment."""

    programme: str
    task: str
    unit: str
    kind: Kind
    recorded_at: datetime
    actor: str
    percent: int | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    note: str = ""
    decision: str = ""
    annuls: datetime | None = None

    @property
    def assignment(self) -> tuple[str, str, str]:
        """Programme, task and unit."""
        return (self.programme, self.task, self.unit)


@dataclass(frozen=True, slots=True)
class Line:
    """An assignment with those who act on it: the verifier is never the reporter."""

    programme: str
    task: str
    unit: str
    reporter: str
    verifier: str

    def reported(self, minute: int, percent: int, note: str = "") -> Fact:
        """A report of so many percent."""
        at = moment(minute)
        return Fact(
            self.programme,
            self.task,
            self.unit,
            Kind.REPORTED,
            at,
            self.reporter,
            percent=percent,
            happened_date=at.date(),
            note=note,
        )

    def checked(self, kind: Kind, minute: int, note: str = "") -> Fact:
        """An act of the level above: verified, returned, reopened or withdrawn."""
        at = moment(minute)
        return Fact(self.programme, self.task, self.unit, kind, at, self.verifier, happened_date=at.date(), note=note)

    def extended(self, minute: int, new_due_date: date, decision: str) -> Fact:
        """A later due date, by a decision."""
        return Fact(
            self.programme,
            self.task,
            self.unit,
            Kind.EXTENDED,
            moment(minute),
            self.verifier,
            new_due_date=new_due_date,
            decision=decision,
        )

    def annulled(self, minute: int, target: Fact) -> Fact:
        """What was recorded by mistake counts no longer."""
        return Fact(
            self.programme,
            self.task,
            self.unit,
            Kind.ANNULLED,
            moment(minute),
            self.reporter,
            note="Nhập nhầm đơn vị, huỷ bản ghi.",
            annuls=target.recorded_at,
        )


def completed(
    rng: Random,
    line: Line,
    *,
    begin: int,
    done: int,
    partials: int,
    returned: bool = False,
    first: int | None = None,
) -> list[Fact]:
    """The story of an assignment that is verified at working minute `done`, nothing of it before `begin`.

    first: a minute at which the first partial report is certain to stand.
    """
    start = begin if first is None else first + 1
    report = done - _gap(rng, done - start, 700)
    if returned and report - start >= 60:
        sent_back = report - _gap(rng, report - start, 500)
        early = sent_back - _gap(rng, sent_back - start, 300)
        closing = [
            line.reported(early, 100),
            line.checked(Kind.RETURNED, sent_back, rng.choice(RETURN_NOTES)),
            line.reported(report, 100),
        ]
    else:
        early, closing = report, [line.reported(report, 100)]
    opening = under_way(rng, line, begin=begin, end=early, reports=partials, first=first)
    return [*opening, *closing, line.checked(Kind.VERIFIED, done)]


def under_way(rng: Random, line: Line, *, begin: int, end: int, reports: int, first: int | None = None) -> list[Fact]:
    """So many partial reports (20 to 80 %, rising) at distinct working minutes of [begin, end)."""
    free = range(begin if first is None else first + 1, end)
    minutes = rng.sample(free, min(reports - (first is not None), len(free))) if reports else []
    if first is not None:
        minutes.append(first)
    minutes.sort()
    percents = sorted(rng.sample(range(20, 81, 5), len(minutes)))
    return [
        line.reported(minute, percent, rng.choice(PROGRESS_NOTES) if rng.random() < 0.08 else "")
        for minute, percent in zip(minutes, percents, strict=True)
    ]


def until(facts: Sequence[Fact], end: datetime) -> list[Fact]:
    """The facts recorded at or before `end`: a story broken off there."""
    return [fact for fact in facts if fact.recorded_at <= end]


def _gap(rng: Random, room: int, most: int) -> int:
    """Working minutes between two acts: at most `most`, and never more than a third of the room there is."""
    return max(1, min(rng.randint(15, most), room // 3))
