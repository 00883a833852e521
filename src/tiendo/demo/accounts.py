"""The sample accounts, one for each role and place, and the positions that nobody holds yet."""

from dataclasses import dataclass
from datetime import date

from tiendo.journal.actions import Author
from tiendo.org.models import UnitKind
from tiendo.org.queries import country, in_force, version_of
from tiendo.people.actions import create_account, create_position, create_vacant_positions
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role
from tiendo.tasks.actions import own_tasks
from tiendo.tasks.models import Task

PASSWORD = "tien-do-57-mau"  # noqa: S105 - of sample accounts only, printed by the command
SINCE = date(2025, 7, 1)
COUNTRY = ""
COMMUNE = "17329"  # xã Anh Sơn, Nghệ An


@dataclass(frozen=True, slots=True)
class Login:
    """A sample account with one position: a role in `unit` over `scope`, by codes; no code: the country."""

    username: str
    full_name: str
    role: Role
    title: str
    unit: str
    scope: str


LOGINS = (
    Login("xem", "Tài khoản mẫu – người xem", Role.VIEWER, "Người xem toàn quốc", "TW.VPCP", COUNTRY),
    Login("xa", "Tài khoản mẫu – cán bộ xã", Role.REPORTER, "Cán bộ cập nhật xã Anh Sơn", COMMUNE, COMMUNE),
    Login("duyet", "Tài khoản mẫu – duyệt xã", Role.APPROVER, "Lãnh đạo duyệt xã Anh Sơn", COMMUNE, COMMUNE),
    Login("so-khcn", "Tài khoản mẫu – Sở KH&CN", Role.OWNER, "Đầu mối nhiệm vụ cấp xã", "40.SKHCN", "40"),
    Login(
        "thuong-truc",
        "Tài khoản mẫu – cơ quan thường trực",
        Role.STANDING_BODY,
        "Cơ quan thường trực Nghệ An",
        "40.CQTT",
        "40",
    ),
    Login("lanh-dao", "Tài khoản mẫu – lãnh đạo", Role.LEADER, "Lãnh đạo toàn quốc", "TW.BCD", COUNTRY),
    Login(
        "lanh-dao-tinh",
        "Tài khoản mẫu – lãnh đạo tỉnh",
        Role.LEADER,
        "Lãnh đạo tỉnh Nghệ An",
        "40.TU",
        "40",
    ),
    Login(
        "trung-tam",
        "Tài khoản mẫu – chỉ huy",
        Role.COMMAND_CENTRE,
        "Trực Trung tâm Chỉ huy",
        "TW.TTCH",
        COUNTRY,
    ),
    Login("thanh-tra", "Tài khoản mẫu – kiểm tra", Role.INSPECTOR, "Người kiểm tra", "TW.UBKTTW", COUNTRY),
    Login("quan-tri", "Tài khoản mẫu – quản trị", Role.ADMINISTRATOR, "Quản trị hệ thống", "TW.VPTW", COUNTRY),
)


def make_positions(*, author: Author) -> int:
    """The responsible positions of all communes and provinces, vacant; once. Returns how many are new."""
    if Position.objects.filter(user=None, role=Role.REPORTER, valid_from=SINCE).exists():
        return 0
    units = in_force(SINCE).filter(kind__in=[UnitKind.COMMUNE, UnitKind.PROVINCE])
    specs = [
        (Role.REPORTER, f"Chủ tịch Uỷ ban nhân dân {unit.full_name[0].lower()}{unit.full_name[1:]}", unit)
        for unit in units
    ]
    return create_vacant_positions(specs=specs, valid_from=SINCE, author=author)


def make_accounts(*, author: Author) -> int:
    """The sample accounts with their positions; those that are there stay. Returns how many are new."""
    known = set(User.objects.values_list("username", flat=True))
    missing = [login for login in LOGINS if login.username not in known]
    for login in missing:
        user = create_account(username=login.username, full_name=login.full_name, password=PASSWORD, author=author)
        create_position(
            user=user,
            role=login.role,
            title=login.title,
            unit=version_of(login.unit, SINCE),
            scope=version_of(login.scope, SINCE) if login.scope else country(SINCE),
            valid_from=SINCE,
            author=author,
        )
    return len(missing)


def give_tasks(*, programme: str, author: Author) -> int:
    """Make the tasks of a programme those of the sample owner, once. Returns how many."""
    position = Position.objects.get(user__username="so-khcn", role=Role.OWNER)
    tasks = list(Task.objects.filter(programme__code=programme))
    if position.ownerships.exists():
        return 0
    own_tasks(position=position, tasks=tasks, author=author)
    return len(tasks)
