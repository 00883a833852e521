"""The light policies, for the rooms below the one that keeps them.

figures keeps them and says here where to ask, so that the rooms in which people report show the very lights that the
boards show.
"""

from collections.abc import Callable
from datetime import datetime

from tiendo.rules.light import LightPolicy

Policies = Callable[[int, str], LightPolicy]  # of a programme (its id) and a kind of unit

_keeper: list[Callable[[datetime], Policies]] = []


def kept_by(keeper: Callable[[datetime], Policies]) -> None:
    """Name who keeps the policies; once, when the rooms are put together."""
    _keeper[:] = [keeper]


def policies_at(at: datetime) -> Policies:
    """The policies in force at a moment. One query, by whoever keeps them."""
    return _keeper[0](at)
