"""The sentence that an official would say, made from a board; every number in it leads to its figure."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiendo.figures.queries.board import Board
from tiendo.figures.queries.values import BoardRow
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.overview.questions import Asked
from tiendo.rules import numbers
from tiendo.rules.light import Light
from tiendo.ui import terms


def board_sentence(asked: Asked, shown: Board, levels: Sequence[str]) -> SafeString:
    """For a country or a province: units complete, since when, place, what is overdue."""
    own = shown.own
    if own.complete.numerator or not own.tasks.share_done.denominator:
        parts = [_units_complete(asked, own, levels)]
        if own.complete_before is not None:
            parts.append(_gained(asked, own.complete.numerator - own.complete_before))
    else:
        parts = [
            _tasks_done(asked, own),
            format_html(
                _("none of {count} {units} has completed all its tasks"),
                count=_link(asked, "units_complete", _number(own.complete.denominator)),
                units=noun(levels),
            ),
        ]
    closing = [_placed(asked, own) if own.place else _lit(asked, shown), _overdue(asked, own)]
    return _joined(parts, [part for part in closing if part])


def unit_sentence(asked: Asked, own: BoardRow) -> SafeString:
    """For a commune, a department, a central body: tasks done, what is overdue, place among its peers."""
    done = own.tasks.share_done
    first = format_html(
        _("As of {at}, {unit} has completed {share} tasks ({percent})"),
        at=numbers.at_text(asked.question.basis.at, terms.language()),
        unit=_mid_sentence(own.unit),
        share=_link(asked, "tasks_done", _share(done.numerator, done.denominator)),
        percent=_link(asked, "tasks_done", numbers.percent_text(done.percent, terms.language())),
    )
    if not done.denominator:
        first = format_html(
            _("As of {at}, {unit} has {count} tasks, all of them recurring"),
            at=numbers.at_text(asked.question.basis.at, terms.language()),
            unit=_mid_sentence(own.unit),
            count=_link(asked, "tasks_recurring", _number(own.tasks.recurring)),
        )
    closing = [_overdue(asked, own), _placed(asked, own) if own.place else None]
    return _joined([first], [part for part in closing if part])


def noun(levels: Sequence[str]) -> str:
    """What the units of a programme are called together."""
    words = {
        "commune": _("communes"),
        "province": _("provinces and cities"),
        "department": _("departments"),
        "central": _("central bodies"),
    }
    return words[levels[0]] if len(levels) == 1 and levels[0] in words else _("units")


def per_unit(own: BoardRow) -> int | None:
    """The number of tasks of each unit, where it is the same for all; None otherwise.

    It is the same where the most that any unit has done, times the units, is all there is, and who has done so many is
    complete.
    """
    counted = own.counted
    if not counted.complete:
        return None
    most = max(counted.distribution)
    same = most * counted.units == own.tasks.total - own.tasks.recurring
    return most if same and counted.distribution[most] == counted.complete else None


def _units_complete(asked: Asked, own: BoardRow, levels: Sequence[str]) -> SafeString:
    each = per_unit(own)
    values = {
        "at": numbers.at_text(asked.question.basis.at, terms.language()),
        "share": _link(asked, "units_complete", _share(own.complete.numerator, own.complete.denominator)),
        "units": noun(levels),
        "percent": _link(asked, "units_complete", numbers.percent_text(own.complete.percent, terms.language())),
    }
    if each is not None:
        return format_html(
            _("As of {at}: {share} {units} ({percent}) have completed {all} tasks"),
            all=f"{each}/{each}",
            **values,
        )
    return format_html(_("As of {at}: {share} {units} ({percent}) have completed all their tasks"), **values)


def _tasks_done(asked: Asked, own: BoardRow) -> SafeString:
    """Where no unit is complete yet, what is done is the news."""
    done = own.tasks.share_done
    return format_html(
        _("As of {at}: {share} tasks given ({percent}) are done"),
        at=numbers.at_text(asked.question.basis.at, terms.language()),
        share=_link(asked, "tasks_done", _share(done.numerator, done.denominator)),
        percent=_link(asked, "tasks_done", numbers.percent_text(done.percent, terms.language())),
    )


def _gained(asked: Asked, count: int) -> SafeString:
    since = asked.question.since
    if since is None:
        return SafeString("")
    day = numbers.official_day_text(since.day) if terms.language() == "vi" else numbers.day_text(since.day, "en")
    if count == 0:
        return format_html(_("as many as on {day}"), day=day)
    template = _("{count} more than on {day}") if count > 0 else _("{count} fewer than on {day}")
    return format_html(template, count=_link(asked, "units_complete", numbers.two_digits(abs(count))), day=day)


def _placed(asked: Asked, own: BoardRow) -> SafeString | None:
    if own.place is None:
        return None
    place = _link(asked, "rank", f"{own.place.place}/{own.place.of}")
    if not own.change:
        kept = own.change == 0
        return format_html(_("place {place}, unchanged") if kept else _("place {place}"), place=place)
    template = _("place {place}, up {count}") if own.change > 0 else _("place {place}, down {count}")
    return format_html(template, place=place, count=numbers.two_digits(abs(own.change)))


def _lit(asked: Asked, shown: Board) -> SafeString | None:
    """How many provinces show each light that any shows."""
    lights = shown.lights
    for light, count in lights.items():
        if count == len(shown.provinces):
            share = _link(asked, f"lights_{light}", _share(count, count))
            return format_html(_("{share} provinces and cities: {light}"), share=share, light=_word(light))
    told = [light for light in (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY) if lights[light]]
    parts = [
        format_html("{} {}", _link(asked, f"lights_{light}", numbers.two_digits(lights[light])), _word(light))
        for light in told
    ]
    if not parts:
        return None
    return format_html(_("lights of the provinces: {lights}"), lights=_glued(parts, ", "))


def _word(light: Light) -> str:
    return str(terms.LIGHTS[light]).lower()


def _mid_sentence(unit: UnitVersion) -> str:
    """The name within a sentence: xã Anh Sơn, but Sở Khoa học và Công nghệ."""
    name = unit.full_name
    return name[0].lower() + name[1:] if unit.designation and unit.kind == UnitKind.COMMUNE else name


def _overdue(asked: Asked, own: BoardRow) -> SafeString:
    count = own.tasks.overdue
    if not count:
        return conditional_escape(_("nothing is overdue"))
    return format_html(
        ngettext("{count} task is overdue", "{count} tasks are overdue", count),
        count=_link(asked, "tasks_overdue", _number(count) if count > 9 else numbers.two_digits(count)),
    )


def _joined(opening: Sequence[SafeString], closing: Sequence[SafeString]) -> SafeString:
    return format_html("{}.", _glued([_glued([part for part in opening if part], ", "), *closing], "; "))


def _glued(parts: Sequence[SafeString], sign: str) -> SafeString:
    """Parts that are safe already, with a sign between them."""
    return mark_safe(sign.join(parts))  # noqa: S308 - the parts were made by format_html


def _link(asked: Asked, figure: str, text: str) -> SafeString:
    address = reverse("overview:figure", args=[asked.programme.code, figure]) + asked.kept_unit
    return format_html('<a href="{}">{}</a>', address, text)


def _share(numerator: int, denominator: int) -> str:
    return f"{_number(numerator)}/{_number(denominator)}"


def _number(value: int) -> str:
    return numbers.number(value, terms.language())
