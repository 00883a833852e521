"""The verbs of the room."""

from tiendo.sheets.actions.arriving import read_again, receive_file
from tiendo.sheets.actions.issuing import issue_forms, sheets_of
from tiendo.sheets.actions.steps import begin, read, record, take_back_all
from tiendo.sheets.actions.taking_back import still_counting

__all__ = [
    "begin",
    "issue_forms",
    "read",
    "read_again",
    "receive_file",
    "record",
    "sheets_of",
    "still_counting",
    "take_back_all",
]
