"""A line of working minutes, so that planned acts fall into office hours and keep their order.

Minute 0 is 07:30 on 1/7/2025. A working day has 450 minutes (07:30 to 11:30, 13:30 to 17:00), Monday to
Friday, without the National Day holiday of 2025.
"""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta

from tiendo.rules.numbers import HANOI

FIRST_DATE = date(2025, 7, 1)
LAST_DATE = date(2026, 1, 31)
HOLIDAYS = frozenset({date(2025, 9, 1), date(2025, 9, 2), date(2026, 1, 1)})
MORNING, AFTERNOON = 240, 210
DAY = MORNING + AFTERNOON
_FORENOON, _LUNCH_END = time(7, 30), time(13, 30)

_DAYS = [
    day
    for day in (FIRST_DATE + timedelta(days=n) for n in range((LAST_DATE - FIRST_DATE).days + 1))
    if day.weekday() < 5 and day not in HOLIDAYS
]


def moment(minute: int) -> datetime:
    """The moment of a working minute, in Asia/Ho_Chi_Minh. IndexError after January 2026."""
    day, within = divmod(minute, DAY)
    if within < MORNING:
        return datetime.combine(_DAYS[day], _FORENOON, HANOI) + timedelta(minutes=within)
    return datetime.combine(_DAYS[day], _LUNCH_END, HANOI) + timedelta(minutes=within - MORNING)


def minute_at(at: datetime) -> int:
    """The last working minute at or before a moment; -1 before the first."""
    day = bisect_right(_DAYS, at.date()) - 1
    if day < 0:
        return -1
    if _DAYS[day] < at.date():
        return (day + 1) * DAY - 1
    minutes = at.hour * 60 + at.minute
    if minutes >= 13 * 60 + 30:
        return day * DAY + MORNING + min(minutes - (13 * 60 + 30), AFTERNOON - 1)
    return day * DAY + min(minutes - (7 * 60 + 30), MORNING - 1)


def at(day: date, hour: int = 16) -> datetime:
    """The full hour of a day, in Asia/Ho_Chi_Minh; reports are cut off at 16:00."""
    return datetime.combine(day, time(hour), HANOI)


def minute_on(day: date, hour: int = 16) -> int:
    """The last working minute at or before the full hour of a day."""
    return minute_at(at(day, hour))
