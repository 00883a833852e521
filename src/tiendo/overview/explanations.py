"""Why a light and a place are what they are, and what would change them, as words for a page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiendo.figures.queries.board import Board
from tiendo.figures.queries.explain import explain
from tiendo.figures.queries.values import BoardRow
from tiendo.org.queries import in_force
from tiendo.rules.light import Light
from tiendo.rules.movement import Movement
from tiendo.rules.rank import Gain
from tiendo.ui import terms


@dataclass(frozen=True, slots=True)
class Step:
    """A light that would follow, and what it takes."""

    target: Light
    needs: str


@dataclass(frozen=True, slots=True)
class Why:
    """What `overview/why.html` says; empty texts where there is nothing to say."""

    own: BoardRow
    reason: str
    ways_up: tuple[Step, ...]
    dangers: tuple[Step, ...]
    movement: Movement | None
    climb: str
    slip: str
    criteria: str


def why(shown: Board) -> Why:
    """Explain a board's own row in words."""
    own, found = shown.own, explain(shown)
    steps = [(Step(change.target, terms.needs(change)), change.target) for change in found.light_changes]
    single = own.counted.units == 1
    climb = slip = ""
    if found.climb:
        climb = _("Place %(place)s %(gain)s, all else equal.") % {
            "place": found.climb.place,
            "gain": _gain(found.climb.gain, found.climb.count, single),
        }
    if found.slip:
        slip = _("%(by)s would pass %(gain)s: place %(place)s would be left.") % {
            "by": _name(shown, found.slip.by),
            "gain": _gain(found.slip.gain, found.slip.count, single),
            "place": found.slip.place,
        }
    return Why(
        own=own,
        reason=terms.reason(own.verdict),
        ways_up=tuple(step for step, target in steps if terms.is_better(target, own.light)),
        dangers=tuple(step for step, target in steps if not terms.is_better(target, own.light)),
        movement=found.movement if found.movement and found.movement.total else None,
        climb=climb,
        slip=slip,
        criteria=terms.criteria(shown.rule.order),
    )


def _gain(gain: Gain, count: int, single: bool) -> str:
    """One unit among its peers is complete or not: "one more unit" would mean itself."""
    if single and gain is Gain.COMPLETE_UNITS:
        return _("once all its tasks are complete")
    return _("with %(gain)s") % {"gain": terms.gain(gain, count)}


def _name(shown: Board, key: str) -> str:
    unit = in_force(shown.question.basis.day).filter(unit_id=int(key)).first()
    return unit.full_name if unit else key
