"""The queue: what waits for the person who looks, and deciding on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiendo.checking.actions import Seen, judge_reports
from tiendo.checking.forms import asked_filter, read_key, read_seen
from tiendo.checking.queue import Sent, queue_context
from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import BadRows, NotAllowed, Refused


def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits for the actor's verification; by POST, a decision on one report or on those that are ticked."""
    who = actor(request)
    require_anywhere(who, Verb.VERIFY)
    if request.method == "POST":
        return _decide(request)
    return _queue(request, Sent())


def _decide(request: HttpRequest) -> HttpResponse:
    verb, _colon, one = request.POST.get("do", "").partition(":")
    seen: list[Seen] = []
    try:
        seen = read_seen([one] if one else request.POST.getlist("row"))
        new = judge_reports(
            seen,
            verb=_verb(verb),
            reason=_reason(request, one),
            key=read_key(request.POST.get("key", "")),
            actor=actor(request),
            now=clock.now(),
        )
    except NotAllowed:
        raise
    except Refused as refused:
        return _queue(request, _sent(request, refused, seen), code=400)
    messages.success(request, _done(verb, new))
    return redirect(request.get_full_path())


def _queue(request: HttpRequest, sent: Sent, *, code: int = 200) -> HttpResponse:
    on = clock.day_of(clock.now())
    context = queue_context(request, actor(request), asked_filter(request.GET, on), on, sent)
    return render(request, "checking/queue.html", context, status=code)


def _verb(text: str) -> Verb:
    if text not in (Verb.VERIFY, Verb.RETURN):
        raise Refused(_("Choose whether to confirm or to return the reports."))
    return Verb(text)


def _reason(request: HttpRequest, one: str) -> str:
    """The reason of one row's own field, or the one for all that are ticked."""
    return request.POST.get(f"reason-{one.partition('-')[0]}" if one else "reason", "")


def _sent(request: HttpRequest, refused: Refused, seen: list[Seen]) -> Sent:
    """What was sent, to be shown again."""
    reasons = {
        int(name.removeprefix("reason-")): str(text)
        for name, text in request.POST.items()
        if name.startswith("reason-") and name.removeprefix("reason-").isdecimal()
    }
    named = refused.problems if isinstance(refused, BadRows) else ()
    problems = {seen[problem.line - 1].assignment_id: problem.message for problem in named}
    ticked = set(request.POST.getlist("row"))
    return Sent(ticked, request.POST.get("reason", ""), reasons, refused.message, problems)


def _done(verb: str, new: int) -> str:
    if verb == Verb.VERIFY:
        return ngettext("%(count)s report is confirmed.", "%(count)s reports are confirmed.", new) % {"count": new}
    return ngettext("%(count)s report is returned.", "%(count)s reports are returned.", new) % {"count": new}
