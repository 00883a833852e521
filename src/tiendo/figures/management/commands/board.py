"""`tiendo board`: a board at any moment."""

import json
import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.figures.queries.basis import basis_of
from tiendo.figures.queries.board import Board, Question, board, ranked
from tiendo.figures.queries.summary import summary
from tiendo.gateways import clock
from tiendo.gateways.spreadsheets import FIRST_YEAR, LAST_YEAR
from tiendo.org.queries import version_of
from tiendo.rules.refusal import Refused
from tiendo.tasks.cells import CellError, read_moment
from tiendo.tasks.queries import programme_named
from tiendo.ui.words import moment_words, share_words


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except CellError as error:
        raise ArgumentTypeError(str(error.message)) from error


def _year(text: str) -> int:
    if not re.fullmatch("[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ArgumentTypeError(
            _("“%(value)s” is not a year from %(first)s to %(last)s")
            % {"value": text, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return int(text)


class Command(BaseCommand):
    """Print a board, as text or as JSON."""

    help = "Print a board: complete units, states, lights, ranks, at any moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", required=True, help="the programme's code")
        parser.add_argument("--unit", help="a unit's code (40, 16681, 40.SKHCN); without it: the country")
        parser.add_argument("--at", type=_moment, help='the moment, "2025-08-06 16:00"; without it: now')
        parser.add_argument("--since", type=_moment, help="the moment to compare with")
        parser.add_argument("--due-year", type=_year, help="only assignments whose original due date lies in this year")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """One question, one board."""
        now = clock.now()
        programme = programme_named(options["programme"])
        basis = basis_of(options["at"], now=now, programme=programme)
        if options["since"] and options["since"] > basis.at:
            raise Refused(
                _("The moment to compare with, %(since)s, lies after %(at)s. Choose an earlier one.")
                % {"since": moment_words(options["since"]), "at": moment_words(basis.at)}
            )
        question = Question(
            programme=programme,
            basis=basis,
            unit=version_of(options["unit"], basis.day) if options["unit"] else None,
            since=basis_of(options["since"], now=now, programme=programme) if options["since"] else None,
            due_year=options["due_year"],
        )
        found = board(question)
        if options["json"]:
            self.stdout.write(json.dumps(summary(found), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _lines(found: Board) -> list[str]:
    own, tasks = found.own, found.own.tasks
    lines = [
        f"{found.question.programme.code} – {own.unit.full_name} – {moment_words(found.question.basis.at)}",
        _("complete: %(share)s") % {"share": share_words(own.complete.numerator, own.complete.denominator)},
        _("tasks: %(total)s; done on time %(on_time)s, late %(late)s; in time %(in_time)s; overdue %(overdue)s")
        % {
            "total": tasks.total,
            "on_time": tasks.done_on_time,
            "late": tasks.done_late,
            "in_time": tasks.in_time,
            "overdue": tasks.overdue,
        },
        _("light: %(light)s") % {"light": own.light.value},
    ]
    rows = ranked(found.members)[:200]
    for row in rows:
        place = f"{row.place.place:>3}" if row.place else "  –"
        share = share_words(row.complete.numerator, row.complete.denominator)
        lines.append(f"{place}  {row.light.value:<6}  {share:<18}  {row.unit.code} {row.unit.full_name}")
    return lines
