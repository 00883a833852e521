"""Days, moments and shares for messages, in the language of the person who reads them."""

from datetime import date, datetime

from django.utils.translation import get_language

from tiendo.rules import numbers


def _language() -> str:
    return get_language() or "vi"


def day_words(day: date) -> str:
    """A day as dd/mm/yyyy."""
    return numbers.day_text(day, _language())


def moment_words(moment: datetime) -> str:
    """A moment as an official writes it."""
    return numbers.moment_text(moment, _language())


def share_words(numerator: int, denominator: int) -> str:
    """A share with its percentage."""
    return numbers.share_text(numerator, denominator, _language())
