"""Runs a room's command, in the user's language, and turns refusals into clear messages."""

import os
import sys
from collections.abc import Sequence

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from tiendo.gateways.address import AddressError
from tiendo.rules.refusal import BadRows, Refused


def language() -> str:
    """TIENDO_LANG, else English where the machine speaks English, else Vietnamese."""
    wanted = os.environ.get("TIENDO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "vi"


def run(command: str, words: Sequence[str]) -> int:
    """Run a command by its module's name; the status is 0, 1 for a refusal, 2 for wrong words."""
    try:
        django.setup()
    except (AddressError, ImproperlyConfigured, OSError) as error:  # no catalogue of words is there yet
        print(f"tiendo: {error}", file=sys.stderr)
        return 1
    with translation.override(language()):
        try:
            return _run(command, words)
        except BadRows as bad:
            print(bad.message, file=sys.stderr)
            for problem in bad.problems:
                print(
                    "  "
                    + _("line %(line)s, column %(column)s: %(why)s")
                    % {"line": problem.line, "column": problem.column or "–", "why": problem.message},
                    file=sys.stderr,
                )
            return 1
        except (Refused, CommandError) as error:
            print(error, file=sys.stderr)
            return error.returncode if isinstance(error, CommandError) else 1
        except (DatabaseError, psycopg.Error) as error:
            print(_what_the_database_said(error), file=sys.stderr)
            return 1
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        except KeyboardInterrupt:
            return 130


def _run(command: str, words: Sequence[str]) -> int:
    utility = ManagementUtility(["tiendo", command, *words])
    runner = utility.fetch_command(command)
    runner.requires_system_checks = []  # they are the tests' work; a command starts faster without
    parser = runner.create_parser("tiendo", command.replace("_", "-"))
    try:
        options = vars(parser.parse_args(list(words)))
    except CommandError as error:  # Django's parser raises it for wrong words, with the status of a refusal
        print(f"{parser.format_usage()}{error}", file=sys.stderr)
        return 2
    runner.execute(*options.pop("args", ()), **options)
    return 0


def _what_the_database_said(error: Exception) -> str:
    """The first line of an error; with advice where the database or its tables are not there."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    unknown = isinstance(cause, psycopg.errors.UndefinedTable | psycopg.errors.InvalidCatalogName)
    missing = unknown or (isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None)
    why = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if missing:
        return _("The database refused: %(why)s. If it is new, run “tiendo migrate” first.") % {"why": why}
    return _("The database refused: %(why)s.") % {"why": why}
