"""The clock. Views and commands read it and hand the moment down; nothing below asks for the time itself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in Asia/Ho_Chi_Minh."""
    return datetime.now(ZONE)


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in Asia/Ho_Chi_Minh."""
    return moment.astimezone(ZONE).date()
