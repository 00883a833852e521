"""The journal as a page."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiendo.journal.queries import Reader, codes_for, entries_for
from tiendo.journal.terms import ACTS
from tiendo.journal.words import act_of

PAGE = 100


def journal(request: HttpRequest) -> HttpResponse:
    """A hundred acts, newest first; `before` leads to older ones, `code` filters by how the code begins."""
    # people.middleware put the actor there; this room lies below people and knows it by its shape only.
    reader = cast(Reader, request.actor)  # type: ignore[attr-defined]
    code = request.GET.get("code", "").strip()[:80]
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    rows = list(entries_for(reader, code=code, before=before)[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    shown = {
        "entries": rows[:PAGE],
        "acts": [act_of(entry) for entry in rows[:PAGE]],
        "code": code,
        "codes": [(known, ACTS.get(known, known)) for known in codes_for(reader)],
        "older": older,
        "newest": before is None,
    }
    return render(request, "journal/journal.html", shown)
