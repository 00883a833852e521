"""The pages of one task, one assignment and one figure, and the directive's file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiendo.documents.queries import content_of
from tiendo.figures.queries.figure import UnitLine
from tiendo.gateways import clock
from tiendo.overview.around import around
from tiendo.overview.detail_assignment import AssignmentDetail, assignment_detail, days_left, due_dates_differ
from tiendo.overview.detail_figure import figure_detail
from tiendo.overview.detail_task import chosen, task_detail
from tiendo.overview.forms import EventForm
from tiendo.overview.questions import Asked, ask
from tiendo.overview.tables_out import Table, ending_of, lines_table, table_file
from tiendo.people.middleware import actor
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.tasks.actions import record_event
from tiendo.tasks.queries import assignment_for, directive_for, programme_for
from tiendo.ui.forms import refusals_in
from tiendo.ui.moments import address_moment, query
from tiendo.ui.terms import VERBS, reason

PAGE = 100


def task_page(request: HttpRequest, code: str, task: str) -> HttpResponse:
    """Who is where with one task."""
    asked = ask(request, code, compare=False)
    detail = task_detail(asked, task)
    lines = chosen(detail.lines, **_filters(request))
    shown = asked.context(
        detail=detail,
        task=detail.task,
        page_of=Paginator(lines, PAGE).get_page(request.GET.get("page")),
        filters=_filters(request),
        unit=asked.unit,
        data_at=max((line.last_event_at for line in detail.lines if line.last_event_at), default=None),
    )
    return render(request, "overview/task.html", shown)


def task_table(request: HttpRequest, code: str, task: str) -> HttpResponse:
    """The lines of a task as a spreadsheet, filtered and sorted as on the page."""
    asked, ending = ask(request, code, compare=False), ending_of(request)
    detail = task_detail(asked, task)
    title = _("Task %(code)s: %(title)s") % {"code": task, "title": detail.task.title}
    lines = chosen(detail.lines, **_filters(request))
    return table_file(asked, lines_table(f"{code}-{task}", title, lines, ending), ending)


def assignment_page(request: HttpRequest, code: str, task: str, unit: str) -> HttpResponse:
    """One assignment: how it stands, its history, and the form."""
    asked = ask(request, code, unit, compare=False, members_only=True)
    detail = assignment_detail(asked, task)
    return _assignment(request, asked, detail, _event_form(detail, None))


@require_POST
def assignment_event(request: HttpRequest, code: str, task: str, unit: str) -> HttpResponse:
    """Record one event; what was typed is kept where it is refused."""
    asked = ask(request, code, unit, compare=False, members_only=True)
    detail = assignment_detail(asked, task)
    address = reverse("overview:assignment", args=[code, task, unit])
    if not asked.question.basis.live:
        raise Refused(_("Events are recorded in the present only. Open the task without a moment."))
    form = _event_form(detail, request.POST)
    if not detail.verbs:
        raise NotAllowed(_("You have no position that allows you to record anything on this task now."))
    if form.is_valid():
        now = clock.now()
        assignment, version = assignment_for(asked.actor, programme=asked.programme, task=task, unit=unit, at=now)
        with refusals_in(form):
            draft = form.draft()
            record_event(draft, actor=asked.actor, assignment=assignment, version=version, now=now)
            messages.success(request, _("Recorded: %(what)s.") % {"what": VERBS[draft.verb]})
            return redirect(address)
    return _assignment(request, asked, detail, form)


def figure_page(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """One number and everything it stands on; its address always names the moment."""
    if not request.GET.get("at", "").strip():
        return redirect(_with_present_moment(request))
    asked = ask(request, code, compare=False)
    detail = figure_detail(asked, figure)
    shown = asked.context(
        detail=detail,
        figure=detail.figure,
        unit=asked.unit,
        page_of=Paginator(detail.lines, PAGE).get_page(request.GET.get("page")),
        address=request.build_absolute_uri(_stable_address(request)),
        late=detail.late[:PAGE],
        late_count=len(detail.late),
    )
    return render(request, "overview/figure.html", shown)


def figure_table(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """The rows of a figure as a spreadsheet."""
    if not request.GET.get("at", "").strip():
        return redirect(_with_present_moment(request))
    asked, ending = ask(request, code, compare=False), ending_of(request)
    detail = figure_detail(asked, figure)
    name, title = f"{code}-{figure}", _("Rows of the figure %(figure)s") % {"figure": figure}
    if not detail.figure.of_units:
        lines = [line for line in detail.lines[:] if not isinstance(line, UnitLine)]
        return table_file(asked, lines_table(name, title, lines, ending), ending)
    units = [line for line in detail.lines if isinstance(line, UnitLine)]
    table = Table(
        name=name,
        title=title,
        header=[_("Code"), _("Unit"), _("Tasks done"), _("Total")],
        codes=("unit", "unit_name", "tasks_done", "tasks_total"),
        rows=[(line.unit.code, line.unit.full_name, line.done, line.total) for line in units],
    )
    return table_file(asked, table, ending)


def directive_file(request: HttpRequest, code: str) -> HttpResponse:
    """The text of the directive, as it was received."""
    who = actor(request)
    directive = directive_for(who, programme_for(who, code))
    if directive.document is None:
        raise NotFound(_("The text of %(number)s has not been loaded.") % {"number": directive.number})
    response = HttpResponse(content_of(directive.document), content_type=directive.document.content_type)
    return _as_file(response, directive.document.name)


def _assignment(request: HttpRequest, asked: Asked, detail: AssignmentDetail, form: EventForm) -> HttpResponse:
    left = days_left(detail, asked.question.basis.day)
    shown = asked.context(
        detail=detail,
        around=around(asked, detail),
        reason=reason(detail.verdict),
        assignment=detail.assignment,
        task=detail.assignment.task,
        unit=asked.unit,
        standing=detail.standing,
        days_left=left,
        days_past=-left if left else 0,
        moved=due_dates_differ(detail),
        form=form,
        data_at=detail.standing.last_event_at,
    )
    return render(request, "overview/assignment.html", shown, status=400 if form.errors else 200)


def _event_form(detail: AssignmentDetail, data: Any) -> EventForm:
    return EventForm(data, verbs=detail.verbs, entries=detail.annullable)


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("state", "light", "sort")}


def _stable_address(request: HttpRequest) -> str:
    """The address that gives this number again: the unit, the moment and the due year, and nothing else."""
    asked = {name: request.GET[name] for name in ("unit", "at", "due_year") if request.GET.get(name)}
    return request.path + query(asked)


def _with_present_moment(request: HttpRequest) -> str:
    """The same address with the present moment: it gives the same rows whenever it is opened again."""
    asked = request.GET.copy()
    asked["at"] = address_moment(clock.now())  # to the microsecond: the number just clicked counts this very second
    return f"{request.path}?{asked.urlencode(safe=':')}"


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    from django.utils.http import content_disposition_header

    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
