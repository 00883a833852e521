"""`tiendo createadmin`: the first account."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor
from tiendo.org.queries import country
from tiendo.people.actions import create_account, create_position
from tiendo.rules.permissions import Role


class Command(BaseCommand):
    """Open an administrator's account over the whole country."""

    help = "Open an administrator's account. The password is asked for, or read from TIENDO_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the log-in name")
        parser.add_argument("--name", default="", help="the person's full name")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        """One account with one position: administrator."""
        password = os.environ.get("TIENDO_PASSWORD") or getpass.getpass(_("Password: "))
        author, today = MachineAuthor(), clock.day_of(clock.now())
        root = country(today)
        user = create_account(username=username, full_name=name, password=password, author=author)
        create_position(
            user=user,
            role=Role.ADMINISTRATOR,
            title=_("System administrator"),
            unit=root,
            scope=root,
            valid_from=today,
            author=author,
        )
        self.stdout.write(_("account “%(name)s” opened") % {"name": user.username})
