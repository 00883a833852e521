"""The doors to mappings and to files handed over, and the rows that a file would have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.api.columns import Comparison, Frame, Plan, Rows, compare, identity, plan_of, row_of
from tiendo.api.models import Handover, Mapping
from tiendo.figures.queries.basis import basis_of
from tiendo.figures.queries.board import Question
from tiendo.figures.queries.tables import lines_of, lines_query
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, require, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound, Refused
from tiendo.tasks.models import Programme

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be handed over: in which form, of which programme and unit, at which moment (None: now)."""

    mapping: Mapping
    programme: Programme
    unit: UnitVersion
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The rows of a file before it is made, and what is different from the last one handed over."""

    asked: Asked
    at: datetime
    plan: Plan
    rows: Rows
    last: Handover | None
    comparison: Comparison | None


def mappings_for(actor: Actor) -> QuerySet[Mapping]:
    """The newest version of every mapping, by name, for those who hand over and those who set the rules."""
    if not actor.can_anywhere(Verb.CONFIGURE):
        require_anywhere(actor, Verb.HAND_OVER)
    newest = Mapping.objects.order_by("name", "-version").distinct("name").values("pk")
    return Mapping.objects.filter(pk__in=newest).order_by("name")


def mapping_for(actor: Actor, number: int) -> Mapping:
    """One version of a mapping by its number, also an older one."""
    mappings_for(actor)
    found = Mapping.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such mapping."))
    return found


def versions_of(mapping: Mapping) -> QuerySet[Mapping]:
    """All versions under the name of a mapping, newest first."""
    return Mapping.objects.filter(name=mapping.name).order_by("-version")


def handovers_for(actor: Actor, on: date) -> QuerySet[Handover]:
    """The files handed over for units in the actor's scope, newest first, without their rows."""
    require_anywhere(actor, Verb.HAND_OVER)
    units = in_force(on).filter(actor.scope(Verb.HAND_OVER)).order_by().values("unit_id")
    found = Handover.objects.filter(unit_id__in=units).select_related("mapping", "programme", "document")
    return found.defer("rows").order_by("-made_at", "-id")


def handover_for(actor: Actor, number: int, on: date) -> Handover:
    """One file handed over, with its rows."""
    found = handovers_for(actor, on).defer(None).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such file among those that you hand over."))
    return found


def before(handover: Handover) -> Handover | None:
    """The file that was handed over before, under the same name, for the same programme and unit."""
    return _last(handover.mapping, handover.programme_id, handover.unit_id).filter(pk__lt=handover.pk).first()


def difference(handover: Handover) -> Comparison | None:
    """What a file said that the one before did not, cell by cell; None for the first."""
    last = before(handover)
    if last is None:
        return None
    return compare(_names(last.mapping), last.rows, _names(handover.mapping), handover.rows)


def prepared(actor: Actor, asked: Asked, now: datetime) -> Prepared:
    """The rows as they would be handed over. Raises NotAllowed, or Refused (a moment, a code without a word)."""
    require(actor, Verb.HAND_OVER, asked.unit)
    basis = basis_of(asked.at, now=now, programme=asked.programme)
    question = Question(
        programme=asked.programme,
        basis=basis,
        unit=None if asked.unit.kind == UnitKind.COUNTRY else asked.unit,
    )
    plan = plan_of(asked.mapping.columns, asked.mapping.codes)
    frame = Frame(asked.programme.code, asked.programme.title, basis.at)
    missing: set[tuple[str, str]] = set()
    rows = [
        (identity(line, frame), row_of(line, plan, frame, missing))
        for line in lines_of(question, lines_query(question, "true", {}))
    ]
    _require_words(missing)
    if len(rows) > MOST_ROWS:
        raise Refused(_("The file would have more than 100,000 rows. Choose a smaller unit."))
    last = _last(asked.mapping, asked.programme.pk, asked.unit.unit_id).first()
    return Prepared(
        asked=asked,
        at=basis.at,
        plan=plan,
        rows=rows,
        last=last,
        comparison=compare(_names(last.mapping), last.rows, _names(asked.mapping), rows) if last else None,
    )


def _last(mapping: Mapping, programme: int, unit: int) -> QuerySet[Handover]:
    found = Handover.objects.filter(mapping__name=mapping.name, programme_id=programme, unit_id=unit)
    return found.select_related("mapping").order_by("-id")


def _names(mapping: Mapping) -> Sequence[str]:
    return [column["column"] for column in mapping.columns]


def _require_words(missing: set[tuple[str, str]]) -> None:
    if missing:
        shown = ", ".join(f"{name}: {code}" for name, code in sorted(missing)[:10])
        raise Refused(
            _("The mapping has no word for %(codes)s. Add them to its lists, then make the file.") % {"codes": shown}
        )
