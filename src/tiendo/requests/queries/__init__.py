"""The nouns of the room, and its doors."""

from tiendo.requests.queries.doors import explanation_for, extension_file_for, extension_for
from tiendo.requests.queries.lines import (
    AssignmentRequests,
    ExplanationLine,
    ExtensionLine,
    explanation_lines,
    extension_lines,
    requests_of,
)
from tiendo.requests.queries.lists import (
    explanations_to_answer_for,
    explanations_to_close_for,
    extensions_to_decide_for,
)
from tiendo.requests.queries.moves import moved_after_due

__all__ = [
    "AssignmentRequests",
    "ExplanationLine",
    "ExtensionLine",
    "explanation_for",
    "explanation_lines",
    "explanations_to_answer_for",
    "explanations_to_close_for",
    "extension_file_for",
    "extension_for",
    "extension_lines",
    "extensions_to_decide_for",
    "moved_after_due",
    "requests_of",
]
