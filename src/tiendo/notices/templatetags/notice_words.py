"""The room's own codes in templates."""

from django import template

from tiendo.notices import words

register = template.Library()


@register.filter
def notice_word(code: str, family: str) -> str:
    """The word for a code of a family of `tiendo.notices.words`: {{ notice.state|notice_word:"NOTICE_STATES" }}."""
    return str(getattr(words, family)[str(code)])
