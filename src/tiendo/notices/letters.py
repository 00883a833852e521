"""A notice as a letter: subject, plain text and simple HTML, in Vietnamese, each line with its unit and its link."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tiendo.notices import words
from tiendo.notices.models import ChannelKind, Notice, NoticeKind
from tiendo.notices.tokens import channel_token
from tiendo.rules.numbers import day_text

SHOWN = 20  # lines of one section that a letter writes out


@dataclass(frozen=True, slots=True)
class Words:
    """A letter without its address."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One line as it is read, with the full address of its page."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one section; `more`: how many are not written out, in words."""

    title: str
    lines: tuple[LetterLine, ...]
    more: str


def letter_of(notice: Notice) -> Words:
    """The letter of a notice. Always Vietnamese: there is no reader's choice outside of the pages."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = _shown(notice)
        name = "confirm" if notice.kind == NoticeKind.CONFIRM else "letter"
        return Words(
            subject=_subject(notice),
            text=render_to_string(f"notices/{name}_text.html", shown).strip() + "\n",
            html=render_to_string(f"notices/{name}_mail.html", shown),
            headers=_headers(shown),
        )


def sections_of(lines: list[Mapping[str, Any]]) -> Iterator[Section]:
    """The lines of a notice in sections, in the order of `words.SECTIONS`."""
    by_section: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        by_section[line["section"]].append(line)
    for code, title in words.SECTIONS.items():
        found = by_section.get(code, [])
        if found:
            left = len(found) - SHOWN
            yield Section(
                title=f"{title} ({len(found)})",
                lines=tuple(LetterLine(line_text(line), line_link(line)) for line in found[:SHOWN]),
                more=words.more(left) if left > 0 else "",
            )


def line_text(line: Mapping[str, Any]) -> str:
    """Unit, task, due date and working days, as one line."""
    about = f"{line['task']} {line['title']}".strip() if line.get("task") else line.get("title", "")
    parts = [about or words.overdue_tasks(line.get("tasks", 1))]
    if line.get("due"):
        parts.append(_("due %(day)s") % {"day": day_text(date.fromisoformat(line["due"]), settings.LANGUAGE_CODE)})
    parts.append(words.when(line["section"], line.get("days", 0)))
    return f"{line['unit']}: " + ", ".join(part for part in parts if part)


def line_link(line: Mapping[str, Any]) -> str:
    """The full address of the page that a line is about."""
    if line.get("link"):
        path = line["link"]
    elif line.get("task"):
        path = reverse("overview:assignment", args=[line["programme"], line["task"], line["unit_code"]])
    else:
        path = f"{reverse('notices:missing')}?unit={line['unit_code']}"
    return f"{settings.SITE_ADDRESS}{path}"


def _subject(notice: Notice) -> str:
    """Short and official; no personal data."""
    day = day_text(notice.for_date, settings.LANGUAGE_CODE)
    if notice.kind == NoticeKind.CONFIRM:
        return _("Tiến Độ: confirm this address")
    count = words.items(len(notice.lines))
    if notice.kind == NoticeKind.URGE:
        return _("Tiến Độ: please report, %(unit)s, %(count)s, %(day)s") % {
            "unit": notice.unit_name,
            "count": count,
            "day": day,
        }
    return _("Tiến Độ: %(count)s to attend to, %(unit)s, %(day)s") % {
        "count": count,
        "unit": notice.unit_name,
        "day": day,
    }


def _shown(notice: Notice) -> dict[str, Any]:
    """What the templates of letters read."""
    channel = notice.channel
    token = channel_token(channel.pk) if channel else ""
    asks = notice.kind == NoticeKind.CONFIRM
    name = "notices:confirm_channel" if asks else "notices:duty_only"
    return {
        "notice": notice,
        "sections": list(sections_of(notice.lines)),
        "day": day_text(notice.for_date, settings.LANGUAGE_CODE),
        "act_link": f"{settings.SITE_ADDRESS}{reverse(name, args=[token])}" if token else "",
        "site": settings.SITE_ADDRESS,
    }


def _headers(shown: Mapping[str, Any]) -> dict[str, str]:
    """A mail program shows its own button for the second; RFC 2369."""
    notice: Notice = shown["notice"]
    headers = {"Auto-Submitted": "auto-generated"}
    if notice.kind != NoticeKind.CONFIRM and notice.channel_kind == ChannelKind.EMAIL:
        headers["List-Unsubscribe"] = f"<{shown['act_link']}>"
    return headers
