"""The one verb: the tree changes, and what was still open goes on under the successors."""

from django.db import transaction

from tiendo.journal.actions import Author
from tiendo.org.actions import UnitChange, change_units
from tiendo.org.models import SuccessionKind, UnitVersion
from tiendo.org.queries import version_of
from tiendo.tasks.actions import hand_over


def restructure(change: UnitChange, *, author: Author) -> list[UnitVersion]:
    """Carry out a decision about units from a day on, in one transaction. Returns the new versions.

    A merger or a split ends units: each of their tasks is given to every successor from that day, with the due date
    in force; where all predecessors had done it, the successor's counts as done by them, and the events say so.
    A unit that moves or is renamed stays the same unit and keeps its tasks.
    """
    with transaction.atomic():
        ended = [version_of(code, change.from_date) for code in change.sources]
        made = change_units(change, author=author)
        if change.verb in (SuccessionKind.MERGED, SuccessionKind.SPLIT):
            hand_over(
                predecessors=[version.unit_id for version in ended],
                successors=[version.unit_id for version in made],
                from_date=change.from_date,
                decision=change.decision,
                author=author,
            )
    return made
