"""Numbers, days and moments in templates, in the language of the page."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.translation import get_language

from tiendo.rules import numbers

register = template.Library()


def _language() -> str:
    return get_language() or "vi"


@register.filter
def number(value: int | Decimal | None) -> str:
    """1234567 as 1.234.567; nothing as a dash."""
    return "–" if value is None else numbers.number(value, _language())


@register.filter
def percent(value: Decimal | None) -> str:
    """53.08 as 53,08%; nothing as a dash."""
    return "–" if value is None else numbers.percent_text(value, _language())


@register.filter
def day(value: date | None) -> str:
    """A day as dd/mm/yyyy; nothing as a dash."""
    return "–" if value is None else numbers.day_text(value, _language())


@register.filter
def moment(value: datetime | None) -> str:
    """A moment as an official writes it; nothing as a dash."""
    return "–" if value is None else numbers.moment_text(value, _language())


@register.filter
def two_digits(value: int) -> str:
    """A number under ten with a zero before it, as administrative documents write it."""
    return numbers.two_digits(value)
