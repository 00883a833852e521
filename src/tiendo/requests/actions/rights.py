"""What every verb of the room asks first, and how it writes who acted."""

from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused, Text
from tiendo.tasks.models import Assignment
from tiendo.tasks.queries.doors import may


class Signature(TypedDict):
    """Who wrote, when; as it is kept."""

    recorded_at: datetime
    actor: str
    actor_user: int
    actor_unit: str


def signature(actor: Actor, now: datetime) -> Signature:
    """The columns that say who wrote something."""
    return {"recorded_at": now, "actor": actor.name, "actor_user": actor.user_id, "actor_unit": actor.unit_name}


def require_may(actor: Actor, verb: Verb, assignment: Assignment, version: UnitVersion) -> None:
    """Raise NotAllowed unless some position allows the verb on this assignment."""
    if not may(actor, verb, assignment, version):
        raise NotAllowed(
            _(
                "You have no position that allows this on the task %(task)s of %(unit)s. "
                "Ask the unit that owns the task, or your administrator."
            )
            % {"task": assignment.task.code, "unit": version.full_name}
        )


def require_text(text: str, message: Text) -> str:
    """The text without space around it. Raises Refused with `message` where nothing is left."""
    stripped = text.strip()
    if not stripped:
        raise Refused(message)
    return stripped


def lock(assignment_ids: list[int]) -> None:
    """Keep others from asking or deciding about the same assignments until commit; in order, so that nobody waits
    in a circle."""
    list(Assignment.objects.filter(pk__in=assignment_ids).order_by("pk").select_for_update(no_key=True).only("pk"))


def subject_of(assignment: Assignment, version: UnitVersion) -> str:
    """The assignment as the journal names it."""
    return f"{assignment.task.programme.code}/{assignment.task.code}: {version.full_name}"[:300]


def address_of(assignment: Assignment, version: UnitVersion) -> dict[str, str | int | list[str] | None]:
    """The assignment by the codes that addresses use, for the details of an act."""
    return {"programme": assignment.task.programme.code, "task": assignment.task.code, "unit": version.code}
