"""`tiendo restructure`: move, rename, merge or split units from a day on."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.gateways.machine import MachineAuthor
from tiendo.org.actions import NewUnit, UnitChange
from tiendo.org.models import SuccessionKind
from tiendo.restructuring.actions import restructure
from tiendo.tasks.cells import CellError, read_day


def _new_unit(text: str) -> NewUnit:
    """CODE|NAME|DESIGNATION."""
    code, name, designation = ([part.strip() for part in text.split("|")] + ["", ""])[:3]
    return NewUnit(code=code, name=name, designation=designation)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except CellError as error:
        raise ArgumentTypeError(str(error.message)) from error


class Command(BaseCommand):
    """One decision about units."""

    help = "Move, rename, merge or split units from a day on; history stays under the old units."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=[kind.value for kind in SuccessionKind])
        parser.add_argument("sources", nargs="+", metavar="CODE", help="the units as they are")
        parser.add_argument("--from", dest="from_date", type=_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--decision", required=True, help="number of the decision")
        parser.add_argument(
            "--to",
            action="append",
            default=[],
            type=_new_unit,
            metavar="'CODE|NAME|DESIGNATION'",
            help="a new unit",
        )
        parser.add_argument("--parent", default="", metavar="CODE", help="for a move: the new parent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry it out and print the new versions."""
        made = restructure(
            UnitChange(
                verb=SuccessionKind(options["verb"]),
                from_date=options["from_date"],
                decision=options["decision"],
                sources=options["sources"],
                targets=options["to"],
                parent=options["parent"],
            ),
            author=MachineAuthor(),
        )
        for version in made:
            self.stdout.write(
                _("%(code)s %(name)s from %(day)s")
                % {"code": version.code, "name": version.full_name, "day": version.valid_from.isoformat()}
            )
