"""What the list page asks for in its address, and everything that it shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tiendo.gateways.clock import ZONE, day_of
from tiendo.obstacles.models import Obstacle
from tiendo.obstacles.queries import (
    Filters,
    GroupCounts,
    counts_by_group,
    obstacle_lines,
    obstacle_list,
    summary_of,
)
from tiendo.obstacles.queries.lists import late_below
from tiendo.obstacles.terms import CHOICES, list_sentence
from tiendo.org.models import UnitVersion
from tiendo.org.queries import country, in_force, version_of
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.ui.words import day_words, moment_words

PAGE = 50
USUAL_SPAN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for. `scope`: the unit whose counts are shown; `since`: the moment compared with."""

    filters: Filters
    scope: UnitVersion
    since: datetime
    since_date: date
    now: datetime

    @property
    def narrowed(self) -> bool:
        """Whether the list shows less than the usual one."""
        return self.filters != Filters()


def asked_of(parameters: QueryDict, actor: Actor, now: datetime) -> Asked:
    """What an address asks for. Raises Refused, NotFound or NotAllowed."""
    require_anywhere(actor, Verb.VIEW)
    state = parameters.get("state", "").strip() or "open"
    if state not in CHOICES:
        raise Refused(_("There is no state “%(state)s”. Choose one from the list.") % {"state": state})
    code = parameters.get("unit", "").strip()
    unit = version_of(code, day_of(now)) if code else None
    if unit is not None and not actor.can_see_board(unit.path):
        raise NotAllowed(_("You have no position from which the obstacles of %(unit)s can be seen.") % {"unit": unit})
    since = _since(parameters.get("since", "").strip(), now)
    return Asked(
        filters=Filters(
            group=parameters.get("group", "").strip()[:30],
            state=state,
            unit=unit,
            late=parameters.get("late") == "1",
            mine=parameters.get("mine") == "1",
        ),
        scope=unit or _widest(actor, day_of(now)),
        since=since,
        since_date=day_of(since),
        now=now,
    )


def page_of(request: HttpRequest, actor: Actor, asked: Asked) -> dict[str, Any]:
    """The page: the sentence, the table of groups, the list with its filters. Constant queries."""
    on = day_of(asked.now)
    rows = counts_by_group(asked.scope, asked.now, asked.since)
    page = Paginator(obstacle_list(actor, asked.filters, on), PAGE).get_page(request.GET.get("page"))
    return {
        "asked": asked,
        "filters": asked.filters,
        "sentence": _sentence(rows, asked, late_below(asked.scope, on)),
        "rows": rows,
        "sums": summary_of(rows),
        "page_of": page,
        "lines": obstacle_lines(actor, list(page.object_list), on),
        "states": list(CHOICES),
        "may_raise": actor.can_anywhere(Verb.RAISE),
        "sets_rules": actor.can_everywhere(Verb.CONFIGURE),
        "export": _without(request.GET, "page", "since"),
    }


def table_of(actor: Actor, asked: Asked) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The whole list as the cells of a table, in its order."""
    on = day_of(asked.now)
    lines = obstacle_lines(actor, obstacle_list(actor, asked.filters, on), on)
    described = dict(Obstacle.objects.filter(pk__in=[line.number for line in lines]).values_list("pk", "description"))
    cells: list[tuple[object, ...]] = [
        (
            line.number,
            line.title,
            described[line.number],
            line.group,
            line.group_name,
            line.unit_code,
            line.unit_name,
            str(line.state),
            line.holder,
            line.step or "",
            line.raised_date,
            line.age_days,
            line.due_date or "",
            line.late_days,
            line.blocks,
            line.into or "",
        )
        for line in lines
    ]
    return HEADER, cells


HEADER = (
    *("number", "title", "description", "group", "group_name", "unit", "unit_name", "state", "must_act", "step"),
    *("raised_date", "age_working_days", "due_date", "late_working_days", "tasks_held_up", "merged_into"),
)


def _sentence(rows: list[GroupCounts], asked: Asked, late: int) -> str:
    return list_sentence(
        scope=asked.scope.full_name,
        moment=moment_words(asked.now),
        since=day_words(asked.since_date),
        found=summary_of(rows),
        groups=[row.name for row in rows if row.now.open],
        late=late,
    )


def _since(text: str, now: datetime) -> datetime:
    """The moment to compare with: the one that is named, else a week ago."""
    if not text:
        return now - USUAL_SPAN
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(_("This is not a moment. Write it as 2025-08-06 or 2025-08-06T16:00.")) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if moment > now:
        raise Refused(_("The moment to compare with lies in the future. Choose an earlier one."))
    return moment


def _widest(actor: Actor, on: date) -> UnitVersion:
    """The largest unit that the actor looks into."""
    paths = sorted(actor.scope_paths(Verb.VIEW), key=lambda path: (path.count("."), path))
    return in_force(on).filter(path=paths[0]).first() or country(on)


def _without(parameters: QueryDict, *names: str) -> str:
    """The query of the same list as a file."""
    kept = parameters.copy()
    for name in names:
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""
