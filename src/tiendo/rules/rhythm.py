"""How often a recurring task is to be reported, and whether that is kept.

A recurring task never ends, so it is neither done nor overdue; what can be judged is its rhythm. Periods are
those of the calendar; weeks start on Monday. docs/rules/rhythm.md has the cases.
"""

from datetime import date, timedelta
from enum import StrEnum

from tiendo.rules.vietnamese import fold


class Rhythm(StrEnum):
    """The period that one report covers; CONTINUOUS has none."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    CONTINUOUS = "continuous"


_ENGLISH = {
    Rhythm.DAILY: ("daily", "every day"),
    Rhythm.WEEKLY: ("weekly", "every week"),
    Rhythm.MONTHLY: ("monthly", "every month"),
    Rhythm.QUARTERLY: ("quarterly", "every quarter"),
    Rhythm.YEARLY: ("yearly", "annually", "every year"),
    Rhythm.CONTINUOUS: ("continuous", "continuously"),
}
_VIETNAMESE_PERIODS = {
    Rhythm.DAILY: "ngày",
    Rhythm.WEEKLY: "tuần",
    Rhythm.MONTHLY: "tháng",
    Rhythm.QUARTERLY: "quý",
    Rhythm.YEARLY: "năm",
}
_VIETNAMESE_EVERY = ("hằng", "hàng", "mỗi")
_VIETNAMESE_CONTINUOUS = ("thường xuyên", "liên tục")
_FREQUENCIES = {
    ("DAILY", 1): Rhythm.DAILY,
    ("WEEKLY", 1): Rhythm.WEEKLY,
    ("MONTHLY", 1): Rhythm.MONTHLY,
    ("MONTHLY", 3): Rhythm.QUARTERLY,
    ("MONTHLY", 12): Rhythm.YEARLY,
    ("YEARLY", 1): Rhythm.YEARLY,
}


def _words() -> dict[str, Rhythm]:
    words = {word: rhythm for rhythm, names in _ENGLISH.items() for word in names}
    for rhythm, period in _VIETNAMESE_PERIODS.items():
        words |= {f"{every} {period}": rhythm for every in _VIETNAMESE_EVERY}
    return words | dict.fromkeys(_VIETNAMESE_CONTINUOUS, Rhythm.CONTINUOUS)


_WORDS = _words()
_FOLDED = {fold(word): rhythm for word, rhythm in _WORDS.items()}


def parse(text: str) -> Rhythm:
    """Read a rhythm in English, Vietnamese (with or without tones) or as the RRULE of RFC 5545.

    Of a rule only FREQ and INTERVAL are understood. ValueError, naming what is accepted, for anything else.
    """
    folded = fold(text)
    if folded in _FOLDED:
        return _FOLDED[folded]
    if "freq=" in folded:
        return _parse_rule(text)
    raise ValueError(f"unknown rhythm {text!r}; accepted: {', '.join(_WORDS)}, or a rule such as FREQ=MONTHLY")


def _parse_rule(text: str) -> Rhythm:
    rule = text.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in rule.rstrip(";").split(";"))
    interval = parts.pop("INTERVAL", "1")
    frequency = parts.pop("FREQ", "")
    rhythm = _FREQUENCIES.get((frequency, int(interval) if interval.isdecimal() else 0))
    if rhythm is None or parts:
        accepted = ", ".join(f"FREQ={name};INTERVAL={every}" for name, every in _FREQUENCIES)
        raise ValueError(f"rule {text!r} is not a known rhythm; accepted are: {accepted}")
    return rhythm


def period_of(day: date, rhythm: Rhythm) -> tuple[date, date]:
    """The first and the last day of the calendar period that holds `day`. ValueError for CONTINUOUS."""
    match rhythm:
        case Rhythm.DAILY:
            return day, day
        case Rhythm.WEEKLY:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case Rhythm.MONTHLY:
            return _months(day.year, day.month, 1)
        case Rhythm.QUARTERLY:
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case Rhythm.YEARLY:
            return _months(day.year, 1, 12)
        case Rhythm.CONTINUOUS:
            raise ValueError("a continuous task has no periods")


def meets(rhythm: Rhythm, *, last_report_date: date | None, on: date, started_date: date) -> bool:
    """Whether the rhythm is kept on the day `on`.

    Kept: in the first period, in which nothing is owed yet; later, with a report in the current period or in
    the one before. The report of a period is not owed before that period has ended. Continuous: once anything
    was reported.
    """
    if rhythm is Rhythm.CONTINUOUS:
        return last_report_date is not None
    first_day, _ = period_of(on, rhythm)
    if started_date >= first_day:
        return True
    if last_report_date is None:
        return False
    owed_from, _ = period_of(first_day - timedelta(days=1), rhythm)
    return last_report_date >= owed_from


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    following = date(year + (month + count > 12), (month + count - 1) % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)
