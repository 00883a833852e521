"""The nouns of the room, and its doors."""

from tiendo.tasks.queries.checks import Difference, differing_standings
from tiendo.tasks.queries.doors import (
    assignment_for,
    assignments_for,
    directive_for,
    programme_for,
    programmes_for,
    task_for,
    tasks_of,
    verbs_for,
)
from tiendo.tasks.queries.leaves import Finding, SealedState, chain_at, verify_ledger
from tiendo.tasks.queries.lookup import programme_named, programme_start
from tiendo.tasks.queries.scope import assignments_allowing

__all__ = [
    "Difference",
    "Finding",
    "SealedState",
    "assignment_for",
    "assignments_allowing",
    "assignments_for",
    "chain_at",
    "differing_standings",
    "directive_for",
    "programme_for",
    "programme_named",
    "programme_start",
    "programmes_for",
    "task_for",
    "tasks_of",
    "verbs_for",
    "verify_ledger",
]
