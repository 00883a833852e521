"""`tiendo seal`: seal all events since the last seal."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.tasks.actions import seal_events


class Command(BaseCommand):
    """Seal what is new."""

    help = "Seal all events since the last seal: a Merkle root (RFC 6962), chained to the seal before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the new seal, or that nothing is new."""
        seal = seal_events()
        if seal is None:
            self.stdout.write(_("nothing new to seal"))
            return
        self.stdout.write(
            _("seal %(number)s: %(count)s events (%(first)s to %(last)s), root %(root)s, chain %(chain)s")
            % {
                "number": seal.pk,
                "count": seal.count,
                "first": seal.first_event,
                "last": seal.last_event,
                "root": seal.root,
                "chain": seal.chain,
            }
        )
