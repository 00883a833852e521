"""`tiendo publish`: publish a cut-off."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.figures.actions import publish_cutoff
from tiendo.figures.management.commands.board import _moment
from tiendo.figures.queries.cutoffs import anchor_text
from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor
from tiendo.tasks.actions import seal_events


class Command(BaseCommand):
    """Seal, fix and sign a moment."""

    help = "Publish a cut-off: seal the ledger, fix the moment, sign the record and write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=_moment, required=True, help='the moment, "2025-08-06 16:00"')
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the signed record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publishes, and writes the record out of the database."""
        seal_events()
        cutoff = publish_cutoff(at=options["at"], actor=MachineAuthor(), now=clock.now())
        if options["out"]:
            options["out"].write_text(anchor_text(cutoff), encoding="utf-8")
        self.stdout.write(_("published %(cutoff)s, seal %(seal)s") % {"cutoff": cutoff, "seal": cutoff.seal})
