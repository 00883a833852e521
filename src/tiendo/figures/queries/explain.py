"""Why a light and a place are what they are, what would change them, and where a move came from."""

from dataclasses import dataclass

from tiendo.figures.queries.board import Board, board, known_now
from tiendo.rules.light import Change, would_change
from tiendo.rules.movement import Movement, split_change
from tiendo.rules.rank import Climb, Slip, climb, slip


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the page puts into words; None where there is nothing to say."""

    light_changes: tuple[Change, ...]
    climb: Climb | None
    slip: Slip | None
    movement: Movement | None


def explain(shown: Board) -> Explanation:
    """Explain a board's own row. The split of a move is given where the question compares with a moment."""
    own, key, order = shown.own, str(shown.own.unit.unit_id), shown.rule.order
    decided = own.counted.deciding_above.tally(own.counted.tasks)
    contenders = list(shown.contenders)
    ranked = own.place is not None
    return Explanation(
        light_changes=would_change(decided, own.policy.policy),
        climb=climb(contenders, key, order) if ranked else None,
        slip=slip(contenders, key, order) if ranked else None,
        movement=_movement(shown, key) if ranked else None,
    )


def _movement(shown: Board, key: str) -> Movement | None:
    before = shown.question.at_since
    if before is None:
        return None
    then = board(before)
    return split_change(
        key=key,
        before=list(then.contenders),
        before_corrected=list(known_now(before, then)),
        after=list(shown.contenders),
        criteria_before=then.rule.order,
        criteria_after=shown.rule.order,
    )
