"""The nouns of the room, and its doors."""

from tiendo.checking.queries.spot_checks import SpotCheckLine, spot_checks_of

__all__ = ["SpotCheckLine", "spot_checks_of"]
