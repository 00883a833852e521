"""Due dates as a calendar (RFC 5545) that programs of phones and offices fetch by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A whole day of the calendar. `uid` stays the same while the thing is the same; `changed_at`: its last change."""

    uid: str
    day: date
    title: str
    text: str
    link: str
    changed_at: datetime


def feed(entries: Iterable[Entry], *, name: str) -> bytes:
    """The calendar. The same entries give the same bytes; no alarms: reminding is done by digests."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tien Do//notices//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed_at.astimezone(UTC))
        event.add("last-modified", entry.changed_at.astimezone(UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("url", entry.link)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
