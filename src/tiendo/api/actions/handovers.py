"""Keeping mappings, and making files for other trackers."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tiendo.api.columns import plan_of
from tiendo.api.mapping_files import parsed
from tiendo.api.models import Format, Handover, Mapping
from tiendo.api.queries.handovers import Asked, Prepared, prepared
from tiendo.documents.actions import Fit, keep
from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import csv_bytes
from tiendo.gateways.spreadsheets_out import CONTENT_TYPE, PLAIN, sheet_name
from tiendo.journal.actions import record_act
from tiendo.org.actions.load import one_load_at_a_time
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, Refused

CONTENT_TYPES = {Format.XLSX: CONTENT_TYPE, Format.CSV: "text/csv", Format.JSON: "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDraft:
    """A version of a mapping as it was typed or sent: `text` is a table or JSON (docs/rules/handover.md)."""

    name: str
    target: str
    format: Format
    text: str
    note: str = ""


def keep_mapping(draft: MappingDraft, *, actor: Actor) -> Mapping:
    """A new version of a mapping, the first one under a new name. Raises NotAllowed, Refused or BadRows."""
    if not actor.can_everywhere(Verb.CONFIGURE):
        raise NotAllowed(_("A mapping serves the whole country, so an administrator of the country sets it."))
    columns, codes = parsed(draft.text)
    plan_of(columns, codes)
    with transaction.atomic():
        one_load_at_a_time()
        last = Mapping.objects.filter(name=draft.name).order_by("-version").first()
        if last is not None and _says(last) == (draft.target, draft.format, columns, codes):
            raise Refused(_("This is what the last version says already. Nothing was kept."))
        made = Mapping.objects.create(
            name=draft.name,
            version=last.version + 1 if last else 1,
            target=draft.target,
            format=draft.format,
            columns=columns,
            codes=codes,
            note=draft.note,
            recorded_by=actor.name,
        )
        record_act(
            code="api.mapping.kept",
            author=actor,
            subject=str(made),
            details={"target": made.target, "columns": len(columns)},
        )
    return made


def make_handover(asked: Asked, *, actor: Actor, now: datetime) -> Handover:
    """Make a file, keep it with its rows, and write it into the journal. Raises as `prepared` does."""
    ready = prepared(actor, asked, now)
    content = file_of(ready)
    mapping = asked.mapping
    name = f"{asked.programme.code}-{asked.unit.code}-{ready.at.astimezone(ZONE):%Y%m%d-%H%M}.{mapping.format}"
    fit = Fit(content, hashlib.sha256(content).hexdigest(), name, CONTENT_TYPES[Format(mapping.format)])
    with transaction.atomic():
        made = Handover.objects.create(
            mapping=mapping,
            programme=asked.programme,
            unit_id=asked.unit.unit_id,
            at=ready.at,
            made_at=now,
            made_by=actor.name,
            made_unit=actor.unit_name,
            document=keep(fit, now=now),
            count=len(ready.rows),
            rows=ready.rows,
        )
        record_act(
            code="api.handover.made",
            author=actor,
            subject=f"{mapping.target}: {name}"[:300],
            details={"mapping": str(mapping), "rows": len(ready.rows), "sha256": fit.sha256},
        )
    return made


def file_of(ready: Prepared) -> bytes:
    """The file in the form of its mapping; the first row of a table is its header."""
    names = [column.name for column in ready.plan.columns]
    cells = [list(row) for _identity, row in ready.rows]
    match Format(ready.asked.mapping.format):
        case Format.CSV:
            return csv_bytes(names, cells)
        case Format.XLSX:
            return _workbook(ready.asked.mapping.name, names, cells)
        case Format.JSON:
            whole = {
                "programme": ready.asked.programme.code,
                "unit": ready.asked.unit.code,
                "at": ready.at.astimezone(ZONE).isoformat(),
                "rows": [dict(zip(names, row, strict=True)) for row in cells],
            }
            return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _workbook(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A plain table that another program reads: no title above the header, every cell a text."""
    out = io.BytesIO()
    with Workbook(out, {**PLAIN, "constant_memory": True}) as book:
        page = book.add_worksheet(sheet_name(name))
        for line, cells in enumerate([header, *rows]):
            for column, text in enumerate(cells):
                page.write_string(line, column, text[:32_767])
    return out.getvalue()


def _says(mapping: Mapping) -> tuple[object, ...]:
    return mapping.target, mapping.format, mapping.columns, mapping.codes
