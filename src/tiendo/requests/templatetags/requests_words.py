"""How far a request is, in words."""

from django import template

from tiendo.requests.words import STAGES, STEPS

register = template.Library()


@register.filter
def stage_word(code: str) -> str:
    """How far a request for more time is."""
    return str(STAGES[str(code)])


@register.filter
def step_word(code: str) -> str:
    """How far a request for an explanation is."""
    return str(STEPS[str(code)])
