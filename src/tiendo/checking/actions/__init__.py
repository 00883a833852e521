"""The verbs of the room."""

from tiendo.checking.actions.judging import Seen, judge_reports
from tiendo.checking.actions.samples import Found, close_sample, draw_sample, judge_sample
from tiendo.checking.actions.spot_checks import Photo, SpotCheckDraft, record_spot_check

__all__ = [
    "Found",
    "Photo",
    "Seen",
    "SpotCheckDraft",
    "close_sample",
    "draw_sample",
    "judge_reports",
    "judge_sample",
    "record_spot_check",
]
