"""The verbs of the room: new versions of policies and rules, publishing, confirming."""

from tiendo.figures.actions.cutoffs import confirm_state, publish_cutoff
from tiendo.figures.actions.policies import add_light_policy, add_rank_rule, install_policies

__all__ = ["add_light_policy", "add_rank_rule", "confirm_state", "install_policies", "publish_cutoff"]
