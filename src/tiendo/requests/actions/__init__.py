"""The verbs of the room."""

from tiendo.requests.actions.days import set_answer_days
from tiendo.requests.actions.explanations import (
    Subject,
    answer_explanation,
    ask_explanation_again,
    ask_explanations,
    close_explanation,
)
from tiendo.requests.actions.extensions import ask_extension, grant_extension, refuse_extension, take_extension_back

__all__ = [
    "Subject",
    "answer_explanation",
    "ask_explanation_again",
    "ask_explanations",
    "ask_extension",
    "close_explanation",
    "grant_extension",
    "refuse_extension",
    "set_answer_days",
    "take_extension_back",
]
