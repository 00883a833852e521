"""Asking for explanations, answering, asking again, closing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.requests.actions import (
    answer_explanation,
    ask_explanation_again,
    ask_explanations,
    close_explanation,
)
from tiendo.requests.actions.explanations import Subject, due_from
from tiendo.requests.actions.rights import require_may
from tiendo.requests.forms import AnswerForm, AskAgainForm, AskExplanationForm, CloseForm
from tiendo.requests.queries import explanation_for
from tiendo.requests.queries.days import answer_days
from tiendo.requests.queries.doors import ExplanationView
from tiendo.requests.queries.units import MOST, candidates_for
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.queries import programme_for


def new_explanation(request: HttpRequest) -> HttpResponse:
    """Ask a unit about the task named in the address, or about all its overdue ones."""
    who, now = actor(request), clock.now()
    programme = programme_for(who, request.GET.get("programme", ""))
    unit, candidates = candidates_for(
        who, programme=programme, unit=request.GET.get("unit", ""), task=request.GET.get("task", ""), now=now
    )
    form = AskExplanationForm(request.POST or None, candidates=candidates)
    if form.is_valid():
        subjects = [Subject(chosen.assignment, chosen.version) for chosen in form.chosen()]
        try:
            made = ask_explanations(subjects=subjects, question=form.cleaned_data["question"], actor=who, now=now)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The unit is asked. The answer comes here."))
            return redirect("requests:explanation", made[0].pk) if len(made) == 1 else redirect("requests:list")
    today = clock.day_of(now)
    shown = {
        "form": form,
        "unit": unit,
        "programme": programme,
        "candidates": candidates,
        "cut_at": MOST if len(candidates) == MOST else None,
        "days": answer_days(today),
        "due": due_from(today),
    }
    return render(request, "requests/new_explanation.html", shown, status=400 if form.errors else 200)


@require_GET
def explanation_page(request: HttpRequest, number: int) -> HttpResponse:
    """One request: its rounds, and what one may do."""
    return _explanation(request, explanation_for(actor(request), number, clock.day_of(clock.now())))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """The unit's answer."""
    return _step(request, number, AnswerForm, answer_explanation, Verb.EXPLAIN, _("The answer is sent."))


@require_POST
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """A further question."""
    return _step(
        request, number, AskAgainForm, ask_explanation_again, Verb.ASK_EXPLANATION, _("The unit is asked again.")
    )


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """The end."""
    return _step(request, number, CloseForm, close_explanation, Verb.ASK_EXPLANATION, _("The request is closed."))


def _step(
    request: HttpRequest,
    number: int,
    form_class: type[forms.Form],
    verb: Callable[..., None],
    right: Verb,
    done: str,
) -> HttpResponse:
    who, now = actor(request), clock.now()
    view = explanation_for(who, number, clock.day_of(now))
    require_may(who, right, view.line.assignment, view.line.unit)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            verb(line=view.line, **form.cleaned_data, actor=who, now=now)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("requests:explanation", number)
    return _explanation(request, view, form)


def _explanation(request: HttpRequest, view: ExplanationView, wrong: forms.Form | None = None) -> HttpResponse:
    line = view.line
    classes: dict[str, type[forms.Form]] = {
        "answer_form": AnswerForm,
        "again_form": AskAgainForm,
        "close_form": CloseForm,
    }
    made: dict[str, Any] = {
        name: wrong if isinstance(wrong, form_class) else form_class() for name, form_class in classes.items()
    }
    shown = {"view": view, "line": line, "assignment": line.assignment, "unit": line.unit, **made}
    return render(request, "requests/explanation.html", shown, status=400 if wrong else 200)
