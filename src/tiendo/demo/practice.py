"""A small illustrative programme with open work for the sample accounts, so that whoever tries a role finds some.

The published figures end in 2025; this is counted back from the day on which the world is made. It stands in a
programme of its own, so it touches none of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from tiendo.demo.accounts import COMMUNE
from tiendo.gateways.clock import ZONE, day_of
from tiendo.gateways.spreadsheets import Row
from tiendo.journal.actions import Author
from tiendo.obstacles.actions import ObstacleDraft, raise_obstacle
from tiendo.org.queries import version_of
from tiendo.people.models import Position, User
from tiendo.people.queries import Actor, actor_of
from tiendo.requests.actions import Subject, answer_explanation, ask_explanations, ask_extension
from tiendo.requests.models import Explanation
from tiendo.requests.queries.lines import explanation_lines
from tiendo.rules.permissions import Role, Verb
from tiendo.tasks.actions import EventDraft, load_programmes, load_progress, load_tasks, own_tasks, record_event
from tiendo.tasks.models import Assignment, Programme, Task

CODE = "MAU"
NEIGHBOURS = ("16681", "16690")
GIVEN = 30  # days before the world is made
REPORTER, APPROVER, OWNER, LEADER = "xa", "duyet", "so-khcn", "lanh-dao-tinh"
# Code, title, what it yields, and in how many days it is due.
TASKS = (
    ("M1", "Bố trí chỗ ngồi và người hướng dẫn nộp hồ sơ trực tuyến", "Ảnh khu vực hướng dẫn", -4),
    ("M2", "Kiểm tra đường truyền và sao lưu dữ liệu hằng tháng", "Biên bản kiểm tra", 2),
    ("M3", "Tập huấn kỹ năng số cho cán bộ thôn, bản", "Danh sách người dự", 5),
    ("M4", "Niêm yết danh mục thủ tục tại trụ sở", "Ảnh bảng niêm yết", 10),
    ("M5", "Rà soát tài khoản công vụ của cán bộ", "Danh sách tài khoản", 15),
    ("M6", "Lập tổ công nghệ số cộng đồng", "Quyết định thành lập", 30),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of a sample account on a task of the sample commune, so many days before the world is made."""

    who: str
    days: int
    task: str
    draft: EventDraft


ACTS = (
    Act(
        REPORTER,
        12,
        "M6",
        EventDraft(verb=Verb.REPORT, percent=Decimal(100), note="Đã ban hành quyết định."),
    ),
    Act(OWNER, 11, "M6", EventDraft(verb=Verb.VERIFY)),
    Act(REPORTER, 9, "M5", EventDraft(verb=Verb.REPORT, percent=Decimal(100), note="Đã rà soát xong.")),
    Act(OWNER, 7, "M5", EventDraft(verb=Verb.RETURN, note="Danh sách còn thiếu cán bộ mới nhận công tác; bổ sung.")),
    Act(REPORTER, 6, "M3", EventDraft(verb=Verb.REPORT, percent=Decimal(60), note="Đã tập huấn 6 trong 10 thôn.")),
    Act(
        REPORTER,
        2,
        "M4",
        EventDraft(verb=Verb.REPORT, percent=Decimal(100), note="Đã niêm yết tại trụ sở."),
    ),
)


def make_practice(*, author: Author, now: datetime) -> int:
    """Make the programme with its open work, all or nothing, once; returns how many tasks it has."""
    if Programme.objects.filter(code=CODE).exists():
        return 0
    with transaction.atomic():
        _give(author=author, now=now)
        for act in ACTS:
            moment = now - timedelta(days=act.days)
            subject = _subject(act.task, moment)
            record_event(act.draft, actor=_actor(act.who, moment), now=moment, **subject._asdict())
        _neighbours(author=author, now=now)
        _ask(now)
    return len(TASKS)


def _give(*, author: Author, now: datetime) -> None:
    """The programme, its tasks for three communes, and the sample owner as who verifies them."""
    day = day_of(now)
    programme = {
        "code": CODE,
        "title": "Chương trình mẫu để tập dùng (nhiệm vụ và số liệu minh hoạ)",
        "directive_number": "00/KH-MAU",
        "directive_date": _day(day, -GIVEN),
        "issuer": "Văn bản minh hoạ",
    }
    load_programmes([Row(2, programme)], author=author)
    rows = [
        {
            "programme": CODE,
            "code": code,
            "level": "commune",
            "title": title,
            "deliverable": deliverable,
            "lead": "40.SKHCN",
            "targets": ";".join((COMMUNE, *NEIGHBOURS)),
            "due_date": _day(day, due),
            "recorded_at": _moment(now - timedelta(days=GIVEN)),
        }
        for code, title, deliverable, due in TASKS
    ]
    load_tasks([Row(number, row) for number, row in enumerate(rows, start=2)], author=author, now=now)
    owner = Position.objects.get(user__username=OWNER, role=Role.OWNER)
    own_tasks(position=owner, tasks=Task.objects.filter(programme__code=CODE), author=author)


def _neighbours(*, author: Author, now: datetime) -> None:
    """Reports of two other communes, which wait for the owner."""
    rows = [
        {
            "programme": CODE,
            "task": task,
            "unit": unit,
            "kind": "reported",
            "percent": percent,
            "recorded_at": _moment(now - timedelta(days=days, minutes=place)),
            "actor": "Cán bộ cập nhật (minh hoạ)",
            "note": "Báo cáo minh hoạ của xã.",
        }
        for place, unit in enumerate(NEIGHBOURS)
        for task, percent, days in (("M4", "100", 4), ("M6", "100", 3), ("M2", "50", 1))
    ]
    load_progress([Row(number, row) for number, row in enumerate(rows, start=2)], author=author, now=now)


def _ask(now: datetime) -> None:
    """More time, an explanation and an answer to an obstacle are asked for."""
    yesterday = now - timedelta(days=1)
    reporter, leader = _actor(REPORTER, yesterday), _actor(LEADER, yesterday)
    ask_extension(
        **_subject("M3", now)._asdict(),
        wished_date=day_of(now) + timedelta(days=20),
        reason="Bốn thôn còn lại đang mùa mưa lũ, giảng viên chưa vào được.",
        actor=reporter,
        now=yesterday,
    )
    for task, question, days in (("M5", "Vì sao báo cáo bị trả lại?", 5), ("M1", "Vì sao quá hạn? Bao giờ xong?", 1)):
        asked = now - timedelta(days=days)
        ask_explanations(subjects=[_subject(task, now)], question=question, actor=leader, now=asked)
    answered = explanation_lines(Explanation.objects.filter(assignment=_subject("M5", now).assignment), day_of(now))
    text = "Danh sách lập trước khi có hai cán bộ mới; xã bổ sung trong tuần này."
    answer_explanation(line=answered[0], text=text, actor=_actor(APPROVER, now), now=now - timedelta(days=3))
    held_up = _subject("M2", now).assignment.pk
    raise_obstacle(
        ObstacleDraft(
            unit=COMMUNE,
            group="line",
            title="Đường truyền dự phòng chưa được cấp",
            description="Khi đường truyền chính mất, không sao lưu được dữ liệu về trung tâm.",
            assignments=(held_up,),
        ),
        actor=reporter,
        now=yesterday,
    )


def _subject(task: str, moment: datetime) -> Subject:
    version = version_of(COMMUNE, day_of(moment))
    found = Assignment.objects.select_related("task__programme", "unit")
    return Subject(found.get(task__programme__code=CODE, task__code=task, unit_id=version.unit_id), version)


def _actor(username: str, moment: datetime) -> Actor:
    return actor_of(User.objects.get(username=username), day_of(moment))


def _day(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
