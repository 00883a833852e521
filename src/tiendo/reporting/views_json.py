"""The doors for programs in the reader's own browser: what is the reader's to report on, and one report sent."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tiendo.documents.actions import Fit, store
from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.models import User
from tiendo.people.queries import Actor
from tiendo.reporting.actions import Outcome, Sending, Sent, send_reports
from tiendo.reporting.actions.sending import was_sent
from tiendo.reporting.forms import Message, read_message
from tiendo.reporting.incoming import FILES, fitting_files, form_is_ours, read_form
from tiendo.reporting.queries.own import OwnRow, own_rows_for
from tiendo.reporting.sentences import conflict_text, recorded_text
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import ProgressEvent

MOST = 500
SOURCE = "offline"


@never_cache
@login_not_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The reader's assignments, as the page without a line keeps them."""
    if not isinstance(request.user, User):
        return _log_in()
    now = clock.now()
    rows = own_rows_for(actor(request), now, limit=MOST)
    answer = {
        "person": request.user.username,
        "name": request.user.full_name,
        "at": now.isoformat(),
        "csrf": get_token(request),
        "assignments": [_as_json(row) for row in rows],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@csrf_exempt  # asked below, so that the answer is JSON as well
@login_not_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """One report; the same key counts once, however often and from wherever it comes."""
    if not isinstance(request.user, User):
        return _log_in()
    key = ""
    try:
        read_form(request)
        if not form_is_ours(request):
            text = _(
                "The page is older than your log-in. Nothing was recorded. Reload the page; what you typed is kept."
            )
            return JsonResponse({"outcome": "reload", "message": text}, status=403)
        key = request.POST.get("key", "")
        sent = _sent(request, actor(request), read_message(request.POST))
    except Refused as refused:
        return JsonResponse(_answer(key, Sent(outcome=Outcome.REFUSED, message=str(refused))))
    return JsonResponse(_answer(key, sent))


def _sent(request: HttpRequest, who: Actor, message: Message) -> Sent:
    now = clock.now()
    fits: list[Fit] = []
    if request.FILES.getlist(FILES) and not was_sent(message.key):
        fits, refused = fitting_files(request)
        if refused:
            return Sent(outcome=Outcome.REFUSED, message=" ".join(refused))
        for fit in fits:
            store(fit)
    sending = Sending(
        assignment_id=message.assignment_id,
        key=message.key,
        seen=message.mark,
        percent=message.percent,
        note=message.note,
        happened_date=message.happened_date,
        written_at=message.written_near(now),
        forced=message.forced,
        fits=tuple(fits),
        source=SOURCE,
    )
    return send_reports([sending], actor=who, now=now)[0]


def _answer(key: str, sent: Sent) -> dict[str, Any]:
    message = str(sent.message)
    if sent.outcome is Outcome.RECORDED:
        message = recorded_text(sent)
    elif sent.outcome is Outcome.CONFLICT and sent.theirs is not None:
        message = conflict_text(sent.theirs)
    return {
        "key": key,
        "outcome": sent.outcome,
        "message": message,
        "href": _href(sent),
        "theirs": _theirs(sent.theirs) if sent.theirs is not None else None,
    }


def _href(sent: Sent) -> str:
    """The page of the assignment; the table where there is none."""
    if sent.assignment is None or sent.version is None:
        return reverse("reporting:table")
    task = sent.assignment.task
    return reverse("reporting:report", args=[task.programme.code, task.code, sent.version.code])


def _theirs(event: ProgressEvent) -> dict[str, str | None]:
    return {
        "percent": None if event.percent is None else str(event.percent),
        "note": event.note,
        "actor": event.actor,
        "recorded_at": event.recorded_at.isoformat(),
    }


def _as_json(row: OwnRow) -> dict[str, Any]:
    return {
        "id": row.assignment_id,
        "programme": row.programme,
        "task": row.task,
        "title": row.title,
        "unit": row.unit_code,
        "unit_name": row.unit_name,
        "state": row.state,
        "percent": None if row.percent is None else str(row.percent),
        "due_date": row.due_date.isoformat() if row.due_date else None,
        "light": row.light,
        "mark": row.mark,
        "href": reverse("reporting:report", args=[row.programme, row.task, row.unit_code]),
    }


def _log_in() -> JsonResponse:
    text = _("Your session has ended. Log in; what you typed is kept.")
    return JsonResponse({"outcome": "log_in", "message": text}, status=401)
