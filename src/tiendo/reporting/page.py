"""What the page of one assignment shows, put together for its template."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tiendo.gateways.clock import ZONE, day_of
from tiendo.people.queries import Actor
from tiendo.reporting.forms import ReportForm, first_choice, new_key
from tiendo.reporting.models import DraftFile, ReportDraft
from tiendo.reporting.queries.page import (
    Line,
    Part,
    contributions_of,
    draft_files,
    draft_for,
    last_events,
    last_number,
)
from tiendo.reporting.queries.targets import Target
from tiendo.reporting.sentences import what_text
from tiendo.rules.judging import Facts, Judged, judge
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.tasks.models import ProgressEvent
from tiendo.tasks.queries.policies import policies_at
from tiendo.ui.words import day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """One page. `form` is None where the reader may not report, or the task was withdrawn."""

    target: Target
    on: date
    judged: Judged
    form: ReportForm | None
    may_report: bool
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    draft: ReportDraft | None
    files: tuple[DraftFile, ...]
    restored: bool
    theirs: ProgressEvent | None = None
    problems: tuple[str, ...] = field(default=())

    @property
    def href(self) -> str:
        """The address of the page, under the unit of today."""
        task = self.target.assignment.task
        return reverse("reporting:report", args=[task.programme.code, task.code, self.target.version.code])

    @property
    def moved_text(self) -> str:
        """That the unit asked for has ended, and whose page this is."""
        ended = self.target.moved_from
        if ended is None:
            return ""
        return _(
            "%(old)s ended on %(day)s and this task goes on under %(new)s. Nothing was recorded for the old unit; "
            "what is sent here counts for %(new)s."
        ) % {"old": ended.full_name, "day": day_words(ended.valid_to), "new": self.target.version.full_name}

    def with_problem(self, text: str) -> "ReportPage":
        """The same page with one more thing to say first."""
        return replace(self, problems=(*self.problems, text))

    def context(self) -> dict[str, Any]:
        """What the template reads."""
        assignment = self.target.assignment
        left = (assignment.due_date - self.on).days if assignment.due_date and not assignment.recurring else None
        return {
            "shown": self,
            "assignment": assignment,
            "task": assignment.task,
            "unit": self.target.version,
            "programme_code": assignment.task.programme.code,
            "state_word": self.judged.shown_state,
            "withdrawn": assignment.state == State.WITHDRAWN,
            "waiting": assignment.state == State.WAITING,
            "light_code": self.judged.verdict.light,
            "days_left": left,
            "days_past": -left if left else 0,
            "form": self.form,
            "what_theirs": what_text(self.theirs) if self.theirs else "",
            "draft_time": self.draft.saved_at.astimezone(ZONE) if self.draft else None,
            "data_at": assignment.last_event_at,
        }


def open_page(
    actor: Actor,
    target: Target,
    *,
    now: datetime,
    form: ReportForm | None = None,
    typed: Mapping[str, str] | None = None,
    theirs: ProgressEvent | None = None,
    problem: str = "",
) -> ReportPage:
    """The page with a sent form (`form`), with cells as they were typed (`typed`), with the draft, or empty."""
    assignment = target.assignment
    draft = draft_for(actor, assignment)
    may_report = actor.can(Verb.REPORT, target.version.path)
    wanted = may_report and assignment.state != State.WITHDRAWN
    mark = last_number(assignment)
    shown: ReportForm | None = None
    if wanted and form is not None:
        shown = _again(form, mark if theirs is not None else None)
    elif wanted:
        cells: Mapping[str, str] = typed or _of_draft(draft) or first_choice(assignment.state, assignment.percent)
        shown = ReportForm(initial={**cells, "key": new_key(), "seen": mark})
    return ReportPage(
        target=target,
        on=day_of(now),
        judged=_judged(target, now),
        form=shown,
        may_report=may_report,
        lines=tuple(last_events(assignment)),
        parts=contributions_of([assignment.pk]).get(assignment.pk, ()),
        draft=draft,
        files=tuple(draft_files(draft)),
        restored=form is None and typed is None and draft is not None,
        theirs=theirs,
        problems=(problem,) if problem else (),
    )


def _judged(target: Target, now: datetime) -> Judged:
    assignment, task = target.assignment, target.assignment.task
    facts = Facts(
        state=State(assignment.state),
        due_date=assignment.due_date,
        recurring=assignment.recurring,
        rhythm=task.rhythm,
        reported=assignment.reported_at is not None,
        reported_date=assignment.reported_date,
        started_date=day_of(assignment.assigned_at),
    )
    return judge(facts, day_of(now), policies_at(now)(task.programme_id, target.version.kind))


def _of_draft(draft: ReportDraft | None) -> dict[str, str] | None:
    if draft is None:
        return None
    return {
        "choice": draft.choice,
        "percent": draft.percent,
        "happened_date": draft.happened_date,
        "note": draft.note,
    }


def _again(form: ReportForm, seen: int | None) -> ReportForm:
    """The sent form once more. After a conflict it has seen what the other one recorded; a lost number is made anew."""
    data = {name: form.data.get(name, "") for name in form.fields}
    if seen is not None:
        data["seen"] = str(seen)
    if "key" in form.errors or not data["key"]:
        data["key"] = new_key()
    if "seen" in form.errors or not data["seen"]:
        data["seen"] = str(seen or 0)
    form.data = data
    return form
