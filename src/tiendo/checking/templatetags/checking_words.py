"""The words of the room's codes in templates: `{% load checking_words %}`."""

from django import template

from tiendo.checking import terms
from tiendo.tasks.queries.evidence import Flag

register = template.Library()


@register.filter
def flag_text(flag: Flag) -> str:
    """What is odd about a report."""
    return terms.flag_text(flag)


@register.filter
def found_in_sample(code: str) -> str:
    """What was found of a drawn report."""
    return str(terms.FOUND_IN_SAMPLE[code])


@register.filter
def found_on_site(code: str) -> str:
    """What a spot check found."""
    return str(terms.FOUND_ON_SITE[code])


@register.filter
def typed(sent: dict[str, str], name: str) -> str:
    """What was sent in a field, so that nothing is lost where it was refused; "" for none."""
    return sent.get(name, "")
