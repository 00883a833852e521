"""`tiendo migrate`: tables, the application's rights, and the units of the country."""

import os
from typing import Any

from django.core.management.commands.migrate import Command as TableMigration

from tiendo.config.grants import grant_application
from tiendo.figures.actions import install_policies
from tiendo.org.actions import install_units


class Command(TableMigration):
    """Make the database or bring it up to date."""

    help = "Make the database (or bring it up to date) and install today's and former units."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tables first, then rights, then the units and the default policies; each step is idempotent."""
        quiet = options["verbosity"] == 0
        options["verbosity"] = min(options["verbosity"], 1) if options["verbosity"] > 1 else 0
        super().handle(*args, **options)
        if options.get("app_label") or options.get("plan") or options.get("check_unapplied"):
            return
        application = os.environ.get("TIENDO_APPLICATION_ADDRESS")
        if application:
            grant_application(application)
        added = install_units()
        install_policies()
        if not quiet:
            self.stdout.write(f"database ready; {added} units installed" if added else "database ready")
