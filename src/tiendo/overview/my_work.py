"""What waits for a person, put together from the rooms: most urgent first, counted, filtered as the address asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiendo.figures.queries.duties import Duty, duties
from tiendo.gateways.clock import day_of
from tiendo.org.queries import version_of
from tiendo.people.queries import Actor
from tiendo.rules.light import Light
from tiendo.rules.numbers import number
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.ui.menu import WORK
from tiendo.ui.terms import language

SOON = 7  # days; what "this week" means in the filter by due date
DUE = ("past", "week", "later", "none")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; empty: everything."""

    programme: str = ""
    light: str = ""
    due: str = ""
    unit: str = ""

    def fits(self, duty: Duty, on: date) -> bool:
        """Whether a line is shown. Programme and unit are asked of the database."""
        return (not self.light or duty.line.verdict.light == self.light) and (
            not self.due or self.due == due_group(duty, on)
        )


def filters_of(parameters: QueryDict) -> Filters:
    """The filters of an address. Raises Refused for a light or a due date that is none."""
    asked = Filters(**{name: parameters.get(name, "").strip() for name in ("programme", "light", "due", "unit")})
    if asked.light and asked.light not in set(Light):
        raise Refused(_("“%(value)s” is no light. Choose one from the list.") % {"value": asked.light})
    if asked.due and asked.due not in DUE:
        raise Refused(_("“%(value)s” is no due date to choose. Choose one from the list.") % {"value": asked.due})
    return asked


def due_group(duty: Duty, on: date) -> str:
    """Past its due date, due within a week, later, or without one."""
    left = duty.days_left(on)
    if left is None:
        return "none"
    if left < 0:
        return "past"
    return "week" if left <= SOON else "later"


def has_work(actor: Actor) -> bool:
    """Whether something can wait for the actor."""
    return any(actor.can_anywhere(verb) for verb in WORK)


def has_duty(actor: Actor) -> bool:
    """Whether the actor reports or verifies day by day, and so lands on that work even where none waits."""
    return actor.can_anywhere(Verb.REPORT) or actor.can_anywhere(Verb.VERIFY)


def to_report(actor: Actor, asked: Filters, *, at: datetime) -> list[Duty]:
    """What the actor may report on, filtered. Raises NotFound or NotAllowed for a unit that is not the actor's."""
    paths: Sequence[str] = actor.scope_paths(Verb.REPORT)
    if asked.unit:
        version = version_of(asked.unit, day_of(at))
        if not actor.can(Verb.REPORT, version.path):
            raise NotAllowed(
                _("You have no position from which you report for %(unit)s.") % {"unit": version.full_name}
            )
        paths = [version.path]
    found = duties(paths, at=at, programme=asked.programme)
    return [duty for duty in found if asked.fits(duty, day_of(at))]


def in_words(found: Sequence[Duty], on: date) -> str:
    """The first sentence: how many to report on, how many came back, how many are late or due within the week."""
    if not found:
        return _("Nothing waits for your report.")
    back = sum(duty.sent_back is not None for duty in found)
    past = sum(due_group(duty, on) == "past" for duty in found)
    week = sum(due_group(duty, on) == "week" for duty in found)
    parts = [
        ngettext("%(count)s task waits for your report", "%(count)s tasks wait for your report", len(found))
        % {"count": number(len(found), language())}
    ]
    if back:
        parts.append(
            ngettext("%(count)s of them was sent back", "%(count)s of them were sent back", back)
            % {"count": number(back, language())}
        )
    if past:
        parts.append(
            ngettext("%(count)s is past its due date", "%(count)s are past their due date", past)
            % {"count": number(past, language())}
        )
    if week:
        parts.append(
            ngettext("%(count)s is due within a week", "%(count)s are due within a week", week)
            % {"count": number(week, language())}
        )
    return "; ".join(parts) + "."


def day_in_a_week(on: date) -> date:
    """The last day that counts as within the week."""
    return on + timedelta(days=SOON)
