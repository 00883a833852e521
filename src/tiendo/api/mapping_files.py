"""Mappings as files: JSON as it is stored, or a table with the columns part, theirs, ours."""

import csv
import io
import json
from collections.abc import Mapping as Words
from typing import Any

from django.utils.translation import gettext_lazy as _

from tiendo.api.columns import CODE_LISTS, ISO
from tiendo.rules.refusal import BadRows, Refused, RowProblem

HEADER = ("part", "theirs", "ours", "days")
COLUMN = "column"
CONSTANT = "="
Parsed = tuple[list[dict[str, str]], dict[str, dict[str, str]]]


def parsed(content: str) -> Parsed:
    """The columns and code lists of a file's text. Raises Refused or BadRows with what to do."""
    text = content.lstrip("\ufeff").strip()
    if not text:
        raise Refused(_("The mapping is empty. Write one line for each column."))
    return _from_json(text) if text.startswith("{") else _from_table(text)


def table_of(columns: list[dict[str, str]], codes: Words[str, Words[str, str]]) -> str:
    """The table of a mapping, as it is edited."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for column in columns:
        ours = column.get("field") or CONSTANT + column.get("constant", "")
        writer.writerow((COLUMN, column["column"], ours, column.get("days", "")))
    for name, words in codes.items():
        writer.writerows((name, theirs, ours, "") for ours, theirs in words.items())
    return out.getvalue()


def _from_json(text: str) -> Parsed:
    try:
        raw: Any = json.loads(text)
        columns = [{str(k): str(v) for k, v in column.items()} for column in raw["columns"]]
        codes = {
            str(name): {str(ours): str(theirs) for ours, theirs in words.items()}
            for name, words in raw.get("codes", {}).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(
            _("The file is no mapping in JSON: it needs “columns” (a list) and may have “codes”. Correct it.")
        ) from error
    return columns, codes


def _from_table(text: str) -> Parsed:
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    records = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    header = [cell.strip().lower() for cell in records[0]]
    if header[:3] != list(HEADER[:3]):
        raise Refused(_("The first line of a mapping is: part,theirs,ours,days. Add it."))
    columns: list[dict[str, str]] = []
    codes: dict[str, dict[str, str]] = {}
    problems: list[RowProblem] = []
    for line, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        part, theirs, ours, days = ([cell.strip() for cell in record] + [""] * 4)[:4]
        if part == COLUMN:
            source = {"constant": ours[1:]} if ours.startswith(CONSTANT) else {"field": ours}
            columns.append({"column": theirs, **source, **({"days": days} if days and days != ISO else {})})
        elif part in CODE_LISTS:
            codes.setdefault(part, {})[ours] = theirs
        else:
            problems.append(
                RowProblem(
                    line,
                    "part",
                    _("“%(part)s” is not known; known: %(known)s")
                    % {"part": part, "known": ", ".join((COLUMN, *CODE_LISTS))},
                )
            )
    if problems:
        raise BadRows(_("The mapping cannot be used. Nothing was kept."), problems)
    return columns, codes
