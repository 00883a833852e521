"""`tiendo check-standings`: refold everything and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tiendo.tasks.queries import differing_standings


class Command(BaseCommand):
    """Compare every stored standing with the ledger."""

    help = "Refold every assignment from its events and compare with what is stored; exit 1 if anything differs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Names every assignment that differs."""
        count = 0
        for difference in differing_standings():
            count += 1
            self.stderr.write(
                f"{difference.name} (assignment {difference.assignment_id}): "
                f"stored {difference.stored}; refolded {difference.refolded}"
            )
        if count:
            raise CommandError(_("%(count)s standings are not what the ledger says") % {"count": count})
        self.stdout.write(_("every standing is what the ledger says"))
