"""From an address to a question: which programme, unit and moments a page asks for, and the frame around it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tiendo.figures.queries.basis import Basis, basis_of, latest_cutoff
from tiendo.figures.queries.board import Question
from tiendo.figures.queries.cutoffs import cutoffs_for
from tiendo.gateways import clock
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import country, version_of
from tiendo.people.middleware import actor as actor_of_request
from tiendo.people.queries import Actor
from tiendo.rules.numbers import moment_text
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, NotFound, Refused
from tiendo.tasks.cells import CellError, read_moment
from tiendo.tasks.models import Programme
from tiendo.tasks.queries import programme_start, programmes_for
from tiendo.ui.moments import MomentBar, moment_bar, query
from tiendo.ui.terms import language

KEPT = ("at", "since", "due_year")


@dataclass(frozen=True, slots=True)
class ProgrammeLink:
    """An entry of the programme switcher."""

    code: str
    title: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with who asks it and the frame of the page that answers it."""

    actor: Actor
    question: Question
    unit: UnitVersion
    bar: MomentBar
    programmes: tuple[ProgrammeLink, ...]
    kept: str
    now: datetime

    @property
    def programme(self) -> Programme:
        """The programme asked about."""
        return self.question.programme

    @property
    def national(self) -> bool:
        """Whether the whole country is asked about."""
        return self.unit.kind == UnitKind.COUNTRY

    @property
    def kept_unit(self) -> str:
        """The kept query with the unit, for figures; without it for the country."""
        if self.national:
            return self.kept
        return f"{self.kept}{'&' if self.kept else '?'}unit={self.unit.code}"

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page about a programme hands to its template, and more."""
        return {
            "programme": self.programme,
            "programmes": self.programmes,
            "bar": self.bar,
            "kept": self.kept,
            "kept_unit": self.kept_unit,
            "question": self.question,
            **more,
        }


def ask(
    request: HttpRequest,
    code: str,
    unit: str | None = None,
    *,
    compare: bool = True,
    members_only: bool = False,
) -> Asked:
    """Read the question of a page from its address, and open the door.

    `unit` is a unit's code (None: the query's `unit`, else the country). Without `since` in the address the last
    published moment before is compared with; `since=` (empty) or `compare=False` compares with nothing.
    `members_only` asks for the right to look into the unit itself, not only at its sums. Raises Refused, NotFound or
    NotAllowed.
    """
    actor, now = actor_of_request(request), clock.now()
    known = list(programmes_for(actor).select_related("directive"))
    programme = _programme(actor, known, code)
    basis = basis_of(_moment(request.GET, "at"), now=now, programme=programme)
    unit_code = unit or request.GET.get("unit")
    version = version_of(unit_code, basis.day) if unit_code else country(basis.day)
    _open_door(actor, version, members_only)
    since = _since(request.GET, basis, now=now, programme=programme) if compare else None
    question = Question(
        programme=programme,
        basis=basis,
        unit=None if version.kind == UnitKind.COUNTRY else version,
        since=since,
        due_year=_due_year(request.GET),
    )
    return Asked(
        actor=actor,
        question=question,
        unit=version,
        bar=bar_of(request, question, now=now, actor=actor),
        programmes=_switcher(known, programme, kept_query(request.GET)),
        kept=kept_query(request.GET),
        now=now,
    )


def bar_of(request: HttpRequest, question: Question, *, now: datetime, actor: Actor) -> MomentBar:
    """The moment bar of a page that asks a question."""
    basis, since = question.basis, question.since
    return moment_bar(
        path=request.path,
        parameters=request.GET,
        at=basis.at,
        live=basis.live,
        published_href=reverse("overview:cutoff", args=[basis.cutoff.pk]) if basis.cutoff else "",
        since=since.at if since else None,
        now=now,
        cutoffs=_published(actor, question.programme),
    )


def kept_query(parameters: QueryDict) -> str:
    """The moments and the due year of an address as they were asked for, for links that keep them."""
    return query({name: parameters.get(name, "") for name in KEPT if name in parameters})


def _programme(actor: Actor, known: list[Programme], code: str) -> Programme:
    if not known and not actor.held:
        raise NotAllowed(_("You hold no position today. Ask your administrator to add one."))
    for programme in known:
        if programme.code == code:
            return programme
    raise NotFound(
        _("There is no programme “%(code)s”. Known: %(known)s.")
        % {"code": code, "known": ", ".join(programme.code for programme in known) or "–"}
    )


def _open_door(actor: Actor, version: UnitVersion, members_only: bool) -> None:
    open_to = actor.can(Verb.VIEW, version.path) if members_only else actor.can_see_board(version.path)
    if not open_to:
        raise NotAllowed(
            _("You have no position from which %(unit)s can be seen. Ask your administrator if you need one.")
            % {"unit": version.full_name}
        )


def _since(parameters: QueryDict, basis: Basis, *, now: datetime, programme: Programme) -> Basis | None:
    if "since" in parameters:
        asked = _moment(parameters, "since")
        if asked is None:
            return None
        if asked >= basis.at:
            raise Refused(
                _("The moment to compare with, %(since)s, is not before %(at)s. Choose an earlier one.")
                % {"since": moment_text(asked, language()), "at": moment_text(basis.at, language())}
            )
        return basis_of(asked, now=now, programme=programme)
    last = latest_cutoff(basis.at)
    if last is None or last.at < programme_start(programme):
        return None
    return Basis(last.at, live=False, cutoff=last)


def _moment(parameters: QueryDict, name: str) -> datetime | None:
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        return read_moment(text.replace(" ", "+") if "T" in text else text)
    except CellError as error:
        raise Refused(error.message) from error


def _due_year(parameters: QueryDict) -> int | None:
    text = parameters.get("due_year", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 9999):
        raise Refused(_("“%(value)s” is not a year; write it as 2025.") % {"value": text})
    return int(text)


def _published(actor: Actor, programme: Programme) -> list[datetime]:
    begin = programme_start(programme)
    moments = cutoffs_for(actor).values_list("at", flat=True)
    return [moment for moment in moments if moment >= begin]


def _switcher(known: list[Programme], current: Programme, kept: str) -> tuple[ProgrammeLink, ...]:
    return tuple(
        ProgrammeLink(
            programme.code,
            programme.title,
            reverse("overview:board", args=[programme.code]) + kept,
            programme.pk == current.pk,
        )
        for programme in known
    )
