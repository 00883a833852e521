"""The verbs of the room."""

from tiendo.tasks.actions.catalogue import Loaded, load_programmes, load_tasks
from tiendo.tasks.actions.events import EventDraft, Intent, KeyTaken, own_tasks, record_event, record_events
from tiendo.tasks.actions.ledger import Proof
from tiendo.tasks.actions.locks import last_settled
from tiendo.tasks.actions.progress import load_progress
from tiendo.tasks.actions.seals import seal_events
from tiendo.tasks.actions.standings import refold
from tiendo.tasks.actions.succession import hand_over

__all__ = [
    "EventDraft",
    "Intent",
    "KeyTaken",
    "Loaded",
    "Proof",
    "hand_over",
    "last_settled",
    "load_programmes",
    "load_progress",
    "load_tasks",
    "own_tasks",
    "record_event",
    "record_events",
    "refold",
    "seal_events",
]
