"""The words of the room in its templates: `{% load obstacle_words %}`."""

from django import template

from tiendo.obstacles import terms
from tiendo.obstacles.models import ObstacleGroup
from tiendo.obstacles.queries.policies import group_name

register = template.Library()


@register.filter
def obstacle_state(code: str) -> str:
    """The word for a state."""
    return str(terms.STATES[str(code)])


@register.filter
def obstacle_choice(code: str) -> str:
    """The word for what a list is narrowed to: a state, "open" or "all"."""
    return str(terms.CHOICES[str(code)])


@register.filter
def obstacle_kind(code: str) -> str:
    """What an entry says, in words."""
    return str(terms.KINDS[str(code)])


@register.filter
def obstacle_step(code: str) -> str:
    """What has to be done within days, in words."""
    return str(terms.STEPS[str(code)])


@register.filter
def working_days(count: int) -> str:
    """A number of working days in words."""
    return terms.working_days(count)


@register.filter
def named(group: ObstacleGroup) -> str:
    """The name of a group in the language of the page."""
    return group_name(group)
