"""Illustrative obstacles of Nghệ An's communes, so that four groups of problems stand open on 22/7 and two on 6/8/2025.

The wording is illustrative; that facilities and power were the two groups that remained on 6/8 is from a provincial
report (docs/rules/published-record.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from tiendo.gateways.clock import ZONE, day_of
from tiendo.obstacles.actions import EntryDraft, ObstacleDraft, act_on_obstacle, raise_obstacle
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.obstacles import Kind
from tiendo.tasks.models import Assignment

PROGRAMME = "KH02-X"


@dataclass(frozen=True, slots=True)
class Act:
    """One entry after the first: who, when, what, in which words."""

    who: str
    when: str
    kind: Kind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """One illustrative obstacle: who raises it for which unit, which task it holds up, and what followed."""

    who: str
    when: str
    unit: str
    group: str
    title: str
    description: str
    task: str
    acts: tuple[Act, ...] = ()


OBSTACLES = (
    Raised(
        "xa",
        "2025-07-14 09:10",
        "17329",
        "line",
        "Đường truyền về Trung tâm thường gián đoạn",
        "Đường truyền số liệu chuyên dùng mất kết nối nhiều lần trong giờ tiếp nhận hồ sơ.",
        "X05",
        (
            Act("thuong-truc", "2025-07-15 08:30", Kind.TAKEN_UP),
            Act("thuong-truc", "2025-07-29 15:00", Kind.ANSWERED, "Đơn vị viễn thông đã nâng băng thông lên 10 Mbps."),
            Act("thuong-truc", "2025-07-30 09:00", Kind.PUBLISHED),
            Act("xa", "2025-08-01 10:00", Kind.CLOSED, "Đường truyền đã ổn định."),
        ),
    ),
    Raised(
        "thuong-truc",
        "2025-07-16 14:20",
        "16681",
        "people",
        "Chưa có cán bộ phụ trách công nghệ thông tin",
        "Cán bộ được phân công chuyên ngành khác, chưa quản trị được mạng nội bộ.",
        "X03",
        (
            Act("trung-tam", "2025-07-17 09:00", Kind.TAKEN_UP),
            Act("trung-tam", "2025-07-31 16:00", Kind.ANSWERED, "Tỉnh điều động Tổ công tác hỗ trợ tại chỗ đến 30/9."),
            Act("trung-tam", "2025-08-01 08:00", Kind.PUBLISHED),
            Act("thuong-truc", "2025-08-04 11:00", Kind.CLOSED, "Đã có người hỗ trợ."),
        ),
    ),
    Raised(
        "xa",
        "2025-07-18 10:05",
        "17329",
        "facilities",
        "Trụ sở Trung tâm chật, chưa đủ quầy tiếp nhận",
        "Nhà làm việc cũ chỉ bố trí được ba quầy, cần sửa chữa để đủ chỗ chờ cho người dân.",
        "X01",
        (
            Act("thuong-truc", "2025-07-21 08:15", Kind.TAKEN_UP),
            Act("thuong-truc", "2025-07-28 09:40", Kind.PASSED_UP, "Cần nguồn kinh phí ngoài dự toán của tỉnh."),
        ),
    ),
    Raised(
        "xa",
        "2025-07-21 07:50",
        "17329",
        "power",
        "Nguồn điện không ổn định sau bão",
        "Sau bão số 3 điện chập chờn, máy chủ và máy tính tắt giữa giờ làm việc.",
        "X12",
        (Act("thuong-truc", "2025-07-22 08:00", Kind.TAKEN_UP),),
    ),
)


def make_obstacles() -> int:
    """Raise what is not there yet, with what followed; returns how many entries there are."""
    count = 0
    for raised in OBSTACLES:
        obstacle = raise_obstacle(_draft(raised), actor=_actor(raised.who, raised.when), now=_moment(raised.when))
        count += 1
        for number, act in enumerate(raised.acts):
            draft = EntryDraft(kind=act.kind, note=act.note, key=_key(raised, str(number)))
            act_on_obstacle(draft, actor=_actor(act.who, act.when), number=obstacle.pk, now=_moment(act.when))
            count += 1
    return count


def _draft(raised: Raised) -> ObstacleDraft:
    return ObstacleDraft(
        unit=raised.unit,
        group=raised.group,
        title=raised.title,
        description=raised.description,
        assignments=tuple(_assignments(raised)),
        key=_key(raised, "raised"),
    )


def _assignments(raised: Raised) -> Iterator[int]:
    unit = version_of(raised.unit, day_of(_moment(raised.when)))
    found = Assignment.objects.filter(task__programme__code=PROGRAMME, task__code=raised.task, unit_id=unit.unit_id)
    yield from found.values_list("pk", flat=True)


def _actor(username: str, when: str) -> Actor:
    return actor_of(User.objects.get(username=username), day_of(_moment(when)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _key(raised: Raised, part: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tiendo-demo/{raised.unit}/{raised.group}/{raised.when}/{part}")
