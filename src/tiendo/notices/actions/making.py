"""Making notices: one row for each person (or unit), day, kind and channel, before anything is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tiendo.notices.models import Channel, ChannelKind, Notice, NoticeKind, NoticeState
from tiendo.notices.queries.directory import Directory

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one person, or (by their shared channel) the people of a unit, are to be told."""

    user_id: int | None
    unit_id: int | None
    person: str
    unit_name: str
    lines: list[dict[str, Any]]
    note: str = ""
    author: str = ""
    about: str = ""


@dataclass(slots=True)
class Ways:
    """The channels in use, by account and by unit; two queries for everybody."""

    of_user: dict[int, list[Channel]] = field(default_factory=dict)
    of_unit: dict[int, list[Channel]] = field(default_factory=dict)


def ways() -> Ways:
    """All channels in use."""
    found = Ways()
    for channel in Channel.objects.filter(verified_at__isnull=False, ended_at=None).order_by("id"):
        if channel.user_id is not None:
            found.of_user.setdefault(channel.user_id, []).append(channel)
        elif channel.unit_id is not None:
            found.of_unit.setdefault(channel.unit_id, []).append(channel)
    return found


def person_draft(directory: Directory, user_id: int, lines: list[dict[str, Any]], **more: str) -> Draft:
    """What a person is to be told, with the person as they are on the day."""
    person = directory.people[user_id]
    return Draft(
        user_id=user_id, unit_id=person.unit_id, person=person.name, unit_name=person.unit_name, lines=lines, **more
    )


def unit_draft(directory: Directory, unit_id: int, lines: list[dict[str, Any]], **more: str) -> Draft:
    """What the people of a unit are to be told together."""
    name = directory.places[unit_id].name[:300]
    return Draft(user_id=None, unit_id=unit_id, person=name, unit_name=name, lines=lines, **more)


def make_notices(drafts: Iterable[Draft], *, kind: NoticeKind, on: date, ways: Ways) -> int:
    """Make the rows, each once whatever happens; returns how many drafts led to a row. Call it in a transaction."""
    rows = [row for draft in drafts for row in _rows(draft, kind, on, ways)]
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _rows(draft: Draft, kind: NoticeKind, on: date, ways: Ways) -> Iterator[Notice]:
    """One row for each channel; without any, a row that says so (a unit without a channel of its own has none)."""
    if draft.user_id is None:
        channels = ways.of_unit.get(draft.unit_id or 0, [])
    else:
        channels = ways.of_user.get(draft.user_id, [])
        if not channels:
            yield _row(draft, kind, on, None, draft.lines)
    for channel in channels:
        wanted = kind == NoticeKind.URGE or not channel.duty_only
        lines = draft.lines if wanted else [line for line in draft.lines if line["duty"]]
        if lines:
            yield _row(draft, kind, on, channel, lines)


def _row(draft: Draft, kind: NoticeKind, on: date, channel: Channel | None, lines: list[dict[str, Any]]) -> Notice:
    to = f"user {draft.user_id}" if draft.user_id is not None else f"unit {draft.unit_id}"
    return Notice(
        user_id=draft.user_id,
        unit_id=draft.unit_id,
        person=draft.person,
        unit_name=draft.unit_name,
        for_date=on,
        kind=kind,
        about=draft.about,
        channel=channel,
        channel_kind=channel.kind if channel else ChannelKind.NONE,
        masked=channel.masked if channel else "",
        lines=lines,
        note=draft.note,
        author=draft.author,
        state=NoticeState.DUE if channel else NoticeState.NO_CHANNEL,
        message_id=message_id(f"{kind} {on} {draft.about} {to} {channel.pk if channel else 0}"),
    )


def message_id(key: str) -> str:
    """The name under which a mail server knows the letter: the same for the same key."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"{sha256(key.encode()).hexdigest()[:40]}@{host[:70]}"
