"""The nouns of the room, and its doors."""

from tiendo.notices.queries.urged import Urged, urged_of

__all__ = ["Urged", "urged_of"]
