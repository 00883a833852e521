"""The words of the room: every code that its pages show, as text in the reader's language."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tiendo.obstacles.queries import ObstacleLine, Summary
from tiendo.rules.numbers import number, two_digits
from tiendo.rules.obstacles import State
from tiendo.ui.terms import language
from tiendo.ui.words import day_words

Words = Mapping[str, str | Promise]

STATES: Words = {
    "new": _("newly raised"),
    "taken_up": _("taken up"),
    "waiting": _("waiting for the raiser"),
    "answered": _("answered"),
    "refused": _("refused"),
    "closed": _("closed by the raiser"),
    "merged": _("merged"),
}
# What a list can be narrowed to.
CHOICES: Words = {"open": _("still open"), **STATES, "all": _("all obstacles")}

KINDS: Words = {
    "raised": _("Obstacle raised"),
    "taken_up": _("Taken up"),
    "asked": _("More asked for"),
    "given": _("More given"),
    "passed_up": _("Passed up"),
    "answered": _("Answered"),
    "refused": _("Obstacle refused"),
    "reopened": _("Not solved: reopened"),
    "closed": _("Closed"),
    "merged": _("Merged into another"),
    "published": _("Answer published"),
}

ACTS: Words = {
    "taken_up": _("Take it up"),
    "asked": _("Ask the raiser for more"),
    "given": _("Give more"),
    "passed_up": _("Pass it up"),
    "answered": _("Answer it"),
    "refused": _("Refuse it"),
    "reopened": _("It is not solved: reopen it"),
    "closed": _("It is solved: close it"),
    "published": _("Publish the answer to all units below"),
}

STEPS: Words = {
    "refuse": _("take up, pass up or refuse"),
    "ask": _("ask for more"),
    "answer": _("answer"),
    "publish": _("publish the answer"),
}


def working_days(count: int) -> str:
    """A number of working days in words."""
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": number(count, language())}


def line_sentence(line: ObstacleLine, on: date) -> str:
    """Who raised an obstacle and when, who must act now and until when; as seen on a day."""
    return f"{_raised(line, on)} {_must_act(line)}".strip()


def _raised(line: ObstacleLine, on: date) -> str:
    values = {
        "unit": line.unit_name,
        "day": day_words(line.raised_date),
        "age": working_days(line.age_days),
    }
    if line.raised_date >= on:
        return gettext("%(unit)s raised it today.") % values
    # Between a Saturday and the Sunday after it no working day passes.
    if not line.age_days:
        return gettext("%(unit)s raised it on %(day)s.") % values
    return gettext("%(unit)s raised it on %(day)s, %(age)s ago.") % values


def _must_act(line: ObstacleLine) -> str:
    if line.step is not None and line.due_date is not None:
        must = gettext("%(holder)s must %(step)s by %(day)s.") % {
            "holder": line.holder,
            "step": STEPS[line.step],
            "day": day_words(line.due_date),
        }
        late = gettext("It is %(days)s late.") % {"days": working_days(line.late_days)} if line.is_late else ""
        return f"{must} {late}".strip()
    if line.step is not None:
        return gettext("%(holder)s must %(step)s.") % {"holder": line.holder, "step": STEPS[line.step]}
    if line.state is State.WAITING:
        return gettext("More was asked for; %(unit)s has to give it.") % {"unit": line.unit_name}
    if line.state is State.ANSWERED:
        return gettext("It is answered; %(unit)s closes it, or reopens it when it is not solved.") % {
            "unit": line.unit_name
        }
    return gettext("It is %(state)s.") % {"state": STATES[line.state]}


def list_sentence(*, scope: str, moment: str, since: str, found: Summary, groups: list[str], late: int) -> str:
    """What an official would say of all obstacles of a unit at a moment, compared with an earlier one."""
    now, before = found.now, found.before
    values = {
        "at": moment,
        "scope": scope,
        "groups": _count(found.groups_open),
        "names": "; ".join(groups),
        "open": _count(now.open),
        "late": _count(late),
        "since": since,
        "before": _count(found.groups_open_before),
        "raised": _count(now.raised - before.raised),
        "answered": _count(max(0, now.answered + now.closed - before.answered - before.closed)),
    }
    if not found.groups_open:
        return gettext("As of %(at)s, %(scope)s: no obstacle is open.") % values
    remains = (
        ngettext(
            "As of %(at)s, %(scope)s: %(groups)s group of problems remains (%(names)s), "
            "with %(open)s open obstacles, %(late)s of them late.",
            "As of %(at)s, %(scope)s: %(groups)s groups of problems remain (%(names)s), "
            "with %(open)s open obstacles, %(late)s of them late.",
            found.groups_open,
        )
        % values
    )
    since_then = gettext(
        "On %(since)s it was %(before)s; since then %(raised)s were raised and %(answered)s answered or closed."
    )
    return f"{remains} {since_then % values}"


def _count(count: int) -> str:
    """A count in a sentence: with a zero before it in Vietnamese."""
    return two_digits(count) if language() == "vi" else number(count, language())
