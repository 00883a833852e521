"""`tiendo load`: units, programmes, tasks or progress from a CSV or .xlsx file, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor
from tiendo.gateways.spreadsheets import read_table
from tiendo.gateways.spreadsheets_old import OLD_ENCODINGS
from tiendo.org.actions import load as org_load
from tiendo.tasks.actions import catalogue, progress

COLUMNS = {
    "units": (org_load.REQUIRED, org_load.OPTIONAL),
    "programmes": (catalogue.PROGRAMME_REQUIRED, catalogue.PROGRAMME_OPTIONAL),
    "tasks": (catalogue.TASK_REQUIRED, catalogue.TASK_OPTIONAL),
    "progress": (progress.REQUIRED, progress.OPTIONAL),
}


class Command(BaseCommand):
    """Load a table; a bad row refuses the whole file, and every bad row is named."""

    help = (
        "Load a CSV (UTF-8; comma, semicolon or tab) or an .xlsx, all or nothing; the same file twice changes nothing. "
        "Columns: "
        + "; ".join(
            f"{what}: {', '.join(required)} (optional: {', '.join(optional)})"
            for what, (required, optional) in COLUMNS.items()
        )
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=list(COLUMNS), help="what the rows are")
        parser.add_argument("file", type=Path, metavar="FILE", help="the table (.csv or .xlsx), with a header row")
        parser.add_argument(
            "--encoding", choices=list(OLD_ENCODINGS), default="", help="convert from this encoding from before Unicode"
        )

    def handle(self, *args: Any, what: str, file: Path, encoding: str, **options: Any) -> None:
        """Read, check, load; says how many rows are new and how many were there."""
        required, optional = COLUMNS[what]
        limit = settings.MAX_TABLE_BYTES
        rows = read_table(file, required=required, optional=optional, max_bytes=limit, encoding=encoding)
        author, now = MachineAuthor(), clock.now()
        if what == "units":
            added = org_load.load_units(rows, author=author)
        elif what == "programmes":
            added = catalogue.load_programmes(rows, author=author, folder=file.parent)
        elif what == "tasks":
            added = catalogue.load_tasks(rows, author=author, now=now)
        else:
            added = progress.load_progress(rows, author=author, now=now).added
        self.stdout.write(
            _("%(file)s: %(added)s new, %(known)s there already")
            % {"file": file.name, "added": added, "known": len(rows) - added}
        )
