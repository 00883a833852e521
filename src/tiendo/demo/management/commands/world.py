"""`tiendo world`: the demo world."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.demo.accounts import LOGINS, PASSWORD
from tiendo.demo.world import is_made, steps
from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor


class Command(BaseCommand):
    """Load the demo world, once."""

    help = "Load the demo: real units, published figures, illustrative tasks, sample accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="go through every step again; what is there already stays"
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        """One line for each step, then the log-ins."""
        (settings.HOME / "illustrative").touch()  # every page then says that the wording of tasks is illustrative
        if is_made() and not force:
            self.stdout.write(_("The demo world is loaded already; --force goes through every step again."))
        else:
            self._make()
        self._print_logins()

    def _make(self) -> None:
        began = since = time.monotonic()
        for step in steps(author=MachineAuthor(), now=clock.now()):
            self.stdout.write(f"{step.name} …", ending=" ")
            self.stdout.flush()
            new = step.run()
            here = time.monotonic()
            self.stdout.write(_("%(new)s new (%(seconds)s s)") % {"new": new, "seconds": f"{here - since:.1f}"})
            self.stdout.flush()
            since = here
        self.stdout.write(_("The demo world is made (%(seconds)s s).") % {"seconds": f"{since - began:.0f}"})

    def _print_logins(self) -> None:
        self.stdout.write(_("Sample accounts, password “%(password)s”:") % {"password": PASSWORD})
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<14} {login.title}")
