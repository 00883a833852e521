"""The verbs of the room."""

from tiendo.tasks.actions.catalogue import Loaded, load_programmes, load_tasks
from tiendo.tasks.actions.events import EventDraft, own_tasks, record_event
from tiendo.tasks.actions.locks import last_settled
from tiendo.tasks.actions.progress import load_progress
from tiendo.tasks.actions.seals import seal_events
from tiendo.tasks.actions.standings import refold
from tiendo.tasks.actions.succession import hand_over

__all__ = [
    "EventDraft",
    "Loaded",
    "hand_over",
    "last_settled",
    "load_programmes",
    "load_progress",
    "load_tasks",
    "own_tasks",
    "record_event",
    "refold",
    "seal_events",
]
