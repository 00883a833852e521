"""The verbs of the room."""

from tiendo.obstacles.actions.acts import NEEDS_WORDS, EntryDraft, act_on_obstacle, answer_obstacle
from tiendo.obstacles.actions.merging import merge_obstacles
from tiendo.obstacles.actions.policies import GroupDraft, add_group, change_group, set_days
from tiendo.obstacles.actions.raising import ObstacleDraft, raise_obstacle
from tiendo.obstacles.actions.standings import write_standings

__all__ = [
    "NEEDS_WORDS",
    "EntryDraft",
    "GroupDraft",
    "ObstacleDraft",
    "act_on_obstacle",
    "add_group",
    "answer_obstacle",
    "change_group",
    "merge_obstacles",
    "raise_obstacle",
    "set_days",
    "write_standings",
]
