"""An act in words: its code, what it was about, its details. What has no words is shown as it was recorded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tiendo.journal.models import Entry
from tiendo.journal.terms import ACTS, NAMES, Words
from tiendo.rules import numbers
from tiendo.rules.light import Light
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind

# Details whose values are codes: the family of `tiendo.ui.terms` that has the words, which the template asks.
FAMILIES: Mapping[str, tuple[str, type[StrEnum]]] = {
    "role": ("ROLES", Role),
    "light": ("LIGHTS", Light),
    "kinds": ("KINDS", Kind),
    "led_to": ("VERBS", Verb),
}
VALUES: Words = {
    "True": _("yes"),
    "False": _("no"),
    "as_reported": _("as reported"),
    "not_as_reported": _("not as reported"),
    "not_seen": _("could not be seen"),
}
COUNTED: Words = {
    "units": _("Number of units: %(count)s"),
    "events": _("Number of entries: %(count)s"),
    "programmes": _("Number of programmes: %(count)s"),
    "tasks": _("Number of tasks: %(count)s"),
    "vacant positions": _("Number of vacant positions: %(count)s"),
}
DAYS: Words = {"worked": _("%(day)s: worked"), "off": _("%(day)s: off")}
STEPS: Words = {
    "refuse": _("take up, pass up or refuse"),
    "ask": _("ask for more"),
    "answer": _("answer"),
    "publish": _("publish the answer"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(rf"([0-9]+) ({'|'.join(COUNTED)})")
_SET_DAY = re.compile(rf"({_DAY.pattern}): ({'|'.join(DAYS)})")
_ANSWER_DAYS = re.compile(rf"([0-9]+), ({_DAY.pattern})")
_CUTOFF = re.compile(rf"cut-off ({_DAY.pattern}) ([0-9]{{2}}:[0-9]{{2}})")  # in Hanoi's time
_IMPORT = re.compile(r"import ([0-9]+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a detail; `family` names the words for a code."""

    text: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail with its name in words."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of the journal beside its words."""

    entry: Entry
    word: str
    subject: str
    details: tuple[Detail, ...]


def act_of(entry: Entry) -> Act:
    """An entry with its words."""
    details = tuple(
        Detail(str(NAMES.get(name, name)), tuple(_value(name, one) for one in _several(value)))
        for name, value in entry.details.items()
    )
    return Act(entry, str(ACTS.get(entry.code, entry.code)), _subject(entry), details)


def _subject(entry: Entry) -> str:
    """What an act was about: the sentences that the rooms write in English, in the reader's language."""
    text = entry.subject
    if found := _COUNT.fullmatch(text):
        return str(COUNTED[found[2]]) % {"count": numbers.number(int(found[1]), _language())}
    if found := _IMPORT.fullmatch(text):
        return gettext("import %(number)s: %(name)s") % {"number": found[1], "name": found[2]}
    if found := _CUTOFF.fullmatch(text):
        return _moment(f"{found[1]}T{found[2]}+07:00")
    if found := _SET_DAY.fullmatch(text):
        return str(DAYS[found[2]]) % {"day": _moment(found[1])}
    if entry.code == "requests.answer_days.set" and (found := _ANSWER_DAYS.fullmatch(text)):
        return gettext("%(days)s working days, from %(day)s") % {"days": found[1], "day": _moment(found[2])}
    return str(STEPS.get(text, text)) if entry.code == "obstacles.days_allowed.added" else text


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _value(name: str, value: object) -> Value:
    if value is None:
        return Value("–")
    text = str(value)
    family, codes = FAMILIES.get(name, ("", StrEnum))
    if family and text in {str(code) for code in codes}:
        return Value(text, family)
    return Value(str(VALUES.get(text) or _moment(text)))


def _moment(text: str) -> str:
    """A day or a moment as the reader writes it; any other text as it is."""
    if not _DAY.match(text):
        return text
    try:
        if _DAY.fullmatch(text):
            return numbers.day_text(date.fromisoformat(text), _language())
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return numbers.moment_text(moment, _language()) if moment.tzinfo else text


def _language() -> str:
    return get_language() or "vi"
