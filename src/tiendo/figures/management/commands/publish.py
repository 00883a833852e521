"""`tiendo publish`: publish a cut-off."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.figures.actions import publish_cutoff
from tiendo.figures.management.commands.board import _moment
from tiendo.figures.models import CutOff
from tiendo.figures.queries.cutoffs import anchor_text
from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor
from tiendo.rules.refusal import Refused
from tiendo.tasks.actions import seal_events


class Command(BaseCommand):
    """Seal, fix and sign a moment."""

    help = "Publish a cut-off: seal the ledger, fix the moment, sign the record and write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=_moment, required=True, help='the moment, "2025-08-06 16:00"')
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the signed record")

    def handle(self, *args: Any, at: datetime, out: Path | None, **options: Any) -> None:
        """Publishes, and writes the record out of the database; also that of a moment published before."""
        if out is not None:
            _check_writable(out)
            published = CutOff.objects.filter(at=at).first()
            if published is not None:
                _write(out, published)
                self.stdout.write(
                    _("%(cutoff)s was published already; its record is in %(file)s")
                    % {"cutoff": published, "file": out}
                )
                return
        seal_events()
        cutoff = publish_cutoff(at=at, actor=MachineAuthor(), now=clock.now())
        if out is not None:
            _write(out, cutoff)
        self.stdout.write(_("published %(cutoff)s, seal %(seal)s") % {"cutoff": cutoff, "seal": cutoff.seal})


def _check_writable(path: Path) -> None:
    """Before anything is published: what is published cannot be taken back."""
    there = path.exists()
    try:
        with path.open("a", encoding="utf-8"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise Refused(
            _("The file %(file)s cannot be written: %(why)s. Nothing was published. Choose another file.")
            % {"file": path, "why": error.strerror}
        ) from error


def _write(path: Path, cutoff: CutOff) -> None:
    try:
        path.write_text(anchor_text(cutoff), encoding="utf-8")
    except OSError as error:
        raise Refused(
            _("%(cutoff)s is published, but the file %(file)s cannot be written: %(why)s. Give the same command again.")
            % {"cutoff": cutoff, "file": path, "why": error.strerror}
        ) from error
