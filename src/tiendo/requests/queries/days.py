"""How many working days an explanation may take."""

from datetime import date

from django.db.models import QuerySet

from tiendo.requests.models import AnswerDays


def answer_days(on: date) -> AnswerDays:
    """The row in force for what is asked on a day: the latest beginning, the last entry of it."""
    return AnswerDays.objects.filter(valid_from__lte=on).order_by("-valid_from", "-id")[:1].get()


def all_answer_days() -> QuerySet[AnswerDays]:
    """All rows, the newest beginning first."""
    return AnswerDays.objects.order_by("-valid_from", "-id")
