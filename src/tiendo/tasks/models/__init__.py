"""The tables of the room, by family."""

from tiendo.tasks.models.catalogue import (
    Assignment,
    Level,
    Programme,
    Task,
    TaskOwnership,
    TaskService,
    TaskUnit,
    UnitPart,
)
from tiendo.tasks.models.ledger import FOREVER, Evidence, ProgressEvent, Seal, StandingSpan

__all__ = [
    "FOREVER",
    "Assignment",
    "Evidence",
    "Level",
    "Programme",
    "ProgressEvent",
    "Seal",
    "StandingSpan",
    "Task",
    "TaskOwnership",
    "TaskService",
    "TaskUnit",
    "UnitPart",
]
