"""One step taken with a request by a form: rights first, then what was typed, then the verb."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.requests.actions.rights import require_may
from tiendo.requests.queries.lines import ExplanationLine, ExtensionLine
from tiendo.rules.permissions import Verb
from tiendo.ui.forms import refusals_in


def take_step(
    request: HttpRequest,
    line: ExtensionLine | ExplanationLine,
    form: forms.Form,
    verb: Callable[..., object],
    right: Verb,
    done: str,
) -> bool:
    """Do what the form asks for by `verb`, and say `done`; else False, and the form says why.

    Raises NotAllowed, also where nothing was typed; the verb asks again.
    """
    who = actor(request)
    require_may(who, right, line.assignment, line.unit)
    if form.is_valid():
        with refusals_in(form):
            verb(line=line, **form.cleaned_data, actor=who, now=clock.now())
            messages.success(request, done)
            return True
    return False
