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
from tiendo.requests.forms import AnswerForm, AskAgainForm, AskExplanationForm, CloseForm
from tiendo.requests.queries import explanation_for
from tiendo.requests.queries.days import answer_days
from tiendo.requests.queries.doors import ExplanationView
from tiendo.requests.queries.units import MOST, candidates_for
from tiendo.requests.views_steps import take_step
from tiendo.rules.permissions import Verb
from tiendo.tasks.queries import programme_for
from tiendo.ui.forms import refusals_in


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
        with refusals_in(form):
            made = ask_explanations(subjects=subjects, question=form.cleaned_data["question"], actor=who, now=now)
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
    return _step(request, number, AnswerForm(request.POST), answer_explanation, Verb.EXPLAIN, _("The answer is sent."))


@require_POST
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """A further question."""
    form, done = AskAgainForm(request.POST), _("The unit is asked again.")
    return _step(request, number, form, ask_explanation_again, Verb.ASK_EXPLANATION, done)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """The end."""
    form, done = CloseForm(request.POST), _("The request is closed.")
    return _step(request, number, form, close_explanation, Verb.ASK_EXPLANATION, done)


def _step(
    request: HttpRequest, number: int, form: forms.Form, verb: Callable[..., object], right: Verb, done: str
) -> HttpResponse:
    view = explanation_for(actor(request), number, clock.day_of(clock.now()))
    if take_step(request, view.line, form, verb, right, done):
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
