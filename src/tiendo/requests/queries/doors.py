"""The doors: one request, for whoever may look into its unit, with what the actor may do with it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tiendo.people.queries import Actor
from tiendo.people.queries_lending import by_same_hands
from tiendo.requests.models import Explanation, Extension, ExtensionFile
from tiendo.requests.queries.lines import ExplanationLine, ExtensionLine, explanation_lines, extension_lines
from tiendo.requests.queries.lists import asked_by
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound, Text
from tiendo.rules.requests import Step
from tiendo.tasks.queries import assignments_for
from tiendo.tasks.queries.doors import may


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """A request for more time with its files, and what may be done with it. `same_hands`: somebody else decides."""

    line: ExtensionLine
    files: tuple[ExtensionFile, ...]
    may_decide: bool
    may_take_back: bool
    same_hands: bool


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """A request for an explanation, and what may be done with it."""

    line: ExplanationLine
    may_answer: bool
    may_close: bool

    @property
    def may_ask_again(self) -> bool:
        """Whether there is an answer to ask about."""
        return self.may_close and self.line.step is Step.ANSWERED


def extension_for(actor: Actor, number: int, on: date) -> ExtensionView:
    """One request for more time; NotFound for those who may not look into the unit."""
    found = Extension.objects.filter(pk=number, assignment__in=assignments_for(actor, on)).first()
    if found is None:
        raise NotFound(_not_there())
    line = extension_lines([found], on)[0]
    pending = line.answer is None
    decides = pending and may(actor, Verb.EXTEND, line.assignment, line.unit)
    same = pending and Extension.objects.filter(by_same_hands(actor, Verb.ASK_EXTENSION), pk=found.pk).exists()
    return ExtensionView(
        line=line,
        files=tuple(found.files.select_related("document").order_by("id")),
        may_decide=decides and not same,
        may_take_back=pending and may(actor, Verb.ASK_EXTENSION, line.assignment, line.unit),
        same_hands=decides and same,
    )


def extension_file_for(actor: Actor, number: int, file: int, on: date) -> ExtensionFile:
    """One file of a request for more time."""
    view = extension_for(actor, number, on)
    found = next((kept for kept in view.files if kept.pk == file), None)
    if found is None:
        raise NotFound(_("This request has no such file."))
    return found


def explanation_for(actor: Actor, number: int, on: date) -> ExplanationView:
    """One request for an explanation; NotFound for those who may not look into the unit."""
    found = Explanation.objects.filter(pk=number, assignment__in=assignments_for(actor, on)).first()
    if found is None:
        raise NotFound(_not_there())
    line = explanation_lines([found], on)[0]
    asks = may(actor, Verb.ASK_EXPLANATION, line.assignment, line.unit)
    return ExplanationView(
        line=line,
        may_answer=line.step is Step.ASKED and may(actor, Verb.EXPLAIN, line.assignment, line.unit),
        may_close=line.step is not Step.CLOSED
        and asks
        and Explanation.objects.filter(asked_by(actor), pk=found.pk).exists(),
    )


def _not_there() -> Text:
    return _("There is no such request in the units that you may look into.")
