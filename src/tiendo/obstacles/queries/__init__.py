"""The nouns of the room, and its doors."""

from tiendo.obstacles.queries.blocking import blocking_for, fold_all, situations_at
from tiendo.obstacles.queries.counts import Counts, GroupCounts, Summary, counts_by_group, summary_of
from tiendo.obstacles.queries.detail import ObstacleDetail, obstacle_detail
from tiendo.obstacles.queries.doors import acts_for, file_for, obstacle_for, obstacles_for
from tiendo.obstacles.queries.lines import ObstacleLine
from tiendo.obstacles.queries.lists import (
    Filters,
    obstacle_lines,
    obstacle_list,
    obstacles_to_answer_for,
    obstacles_to_raise_again_for,
)
from tiendo.obstacles.queries.policies import allowance, groups_on

__all__ = [
    "Counts",
    "Filters",
    "GroupCounts",
    "ObstacleDetail",
    "ObstacleLine",
    "Summary",
    "acts_for",
    "allowance",
    "blocking_for",
    "counts_by_group",
    "file_for",
    "fold_all",
    "groups_on",
    "obstacle_detail",
    "obstacle_for",
    "obstacle_lines",
    "obstacle_list",
    "obstacles_for",
    "obstacles_to_answer_for",
    "obstacles_to_raise_again_for",
    "situations_at",
    "summary_of",
]
