"""The page that shows every component in every state. Development only: config.urls leaves it out otherwise."""

from datetime import datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tiendo.rules.numbers import HANOI
from tiendo.ui import terms
from tiendo.ui.moments import moment_bar


class ExampleForm(forms.Form):
    """Fields as forms show them."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands in the decision."), max_length=20)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


def components(request: HttpRequest) -> HttpResponse:
    """All components."""
    at = datetime(2025, 8, 6, 16, tzinfo=HANOI)
    bar = moment_bar(
        path=request.path,
        parameters=request.GET,
        at=at,
        live=False,
        published_href="#share",
        since=at - timedelta(days=15),
        now=at + timedelta(days=60),
        cutoffs=[at + timedelta(days=8), at, at - timedelta(days=15)],
    )
    shown = {
        "bar": bar,
        "lights": list(terms.LIGHTS),
        "states": list(terms.STATES),
        "changes": [2, -1, 0, None],
        "places": [34, 20, None, 15, 4],
        "form": ExampleForm(),
        "wrong": ExampleForm({"name": "", "note": "…"}),
        "tones": ["", "success", "warning", "error"],
        "page_of": Paginator(range(120), 50).get_page(2),
        "data_at": at,
    }
    return render(request, "ui/components.html", shown)
