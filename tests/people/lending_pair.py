"""Two persons of one commune, and a position that one lends to the other."""

from datetime import date, timedelta

from people_made import person
from tiendo.people.actions_lending import lend_position
from tiendo.people.models import Position, User
from tiendo.people.queries import actor_of
from tiendo.rules.permissions import Role

TODAY = date(2025, 8, 6)
WEEK = timedelta(days=7)


def own(user: User) -> Position:
    """The position that an account holds in its own right."""
    return Position.objects.select_related("user").get(user=user, lent_from=None)


def lend(lender: User, borrower: User | str, **changes: object) -> Position:
    """Lend the position of an account for a week from today on, by its holder."""
    values: dict[str, object] = {
        "position": own(lender),
        "to": borrower if isinstance(borrower, str) else borrower.username,
        "valid_from": TODAY,
        "valid_to": TODAY + WEEK,
        "reason": "nghỉ phép",
        "actor": actor_of(lender, TODAY),
        "today": TODAY,
    }
    return lend_position(**(values | changes))  # type: ignore[arg-type]


def pair() -> tuple[User, User]:
    """The approver and the reporter of xã Anh Sơn."""
    return person("an", Role.APPROVER, "17329", name="Người duyệt mẫu"), person("binh", Role.REPORTER, "17329")
