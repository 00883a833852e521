"""`tiendo verify`: recompute the seals."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tiendo.figures.queries.cutoffs import check_anchor
from tiendo.tasks.models import Seal
from tiendo.tasks.queries import verify_ledger


class Command(BaseCommand):
    """Name every row that differs from what was sealed."""

    help = (
        "Recompute every seal from the rows and name every row that was changed, removed or slipped in; exit 1 if any. "
        "With --anchor also compare with a published, signed record kept outside the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="the record of a published cut-off")

    def handle(self, *args: Any, anchor: Path | None, **options: Any) -> None:
        """Prints each finding on a line of its own."""
        count = 0
        for finding in verify_ledger():
            count += 1
            where = (
                _("event %(event)s (seal %(seal)s)") % {"event": finding.event, "seal": finding.seal}
                if finding.event is not None
                else _("seal %(seal)s") % {"seal": finding.seal}
            )
            self.stderr.write(f"{where}: {finding.fault.value}")
        if anchor is not None:
            wrong = check_anchor(anchor)
            if wrong:
                count += 1
                self.stderr.write(f"{anchor.name}: {wrong}")
        if count:
            raise CommandError(_("the ledger does not hold: %(count)s findings") % {"count": count})
        self.stdout.write(_("every sealed row holds; seals: %(count)s") % {"count": Seal.objects.count()})
