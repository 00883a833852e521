"""Units that an office adds from a table."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.spreadsheets import Row, plain_day
from tiendo.journal.actions import Author, record_act
from tiendo.org.actions.versions import Facts, make_version
from tiendo.org.models import BEGINNING, ENDLESS, Membership, TreeChange, Unit, UnitKind, UnitVersion
from tiendo.org.queries import country, in_force, tree_state, why_not_in_force
from tiendo.rules.refusal import BadRows, RowProblem
from tiendo.rules.vietnamese import nfc
from tiendo.ui.words import day_words

REQUIRED = ("code", "name", "kind", "parent")
OPTIONAL = ("designation", "valid_from", "valid_to", "e_id", "latitude", "longitude", "area_km2", "members")
T = TypeVar("T")
LOADABLE = tuple(kind for kind in UnitKind.values if kind != UnitKind.COUNTRY)
LOAD_LOCK = 570_003  # held by every load of units, programmes or tasks
LENGTHS = {"code": 60, "name": 300, "designation": 60, "e_id": 40}
# Least and greatest value, and how many decimals are kept.
NUMBERS = {"latitude": (-90, 90, 5), "longitude": (-180, 180, 5), "area_km2": (0, 1_000_000, 2)}
_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,20})?")


def one_load_at_a_time() -> None:
    """Wait until no other load is under way, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def load_units(rows: Sequence[Row], *, author: Author) -> int:
    """Add units, all or nothing; a row that is there already is passed over. Returns how many were added."""
    problems: list[RowProblem] = []
    added = 0
    with transaction.atomic():
        one_load_at_a_time()
        closed = tree_state().closed_date
        for row in rows:
            facts = _facts(row, closed, problems)
            if facts is None:
                continue
            existing = (
                UnitVersion.objects.filter(code=facts.code, valid_to__gt=facts.valid_from)
                .order_by("valid_from")
                .first()
            )
            if existing is not None:
                if (existing.name, existing.kind) != (facts.name, facts.kind):
                    problems.append(
                        RowProblem(
                            row.line,
                            "code",
                            _("“%(code)s” belongs to %(unit)s already; give the new unit another code")
                            % {"code": facts.code, "unit": existing.full_name},
                        )
                    )
                continue
            added += _add(row, facts, problems)
        if problems:
            raise BadRows(_("Some units cannot be added. Nothing was loaded."), problems)
        if added:
            TreeChange.objects.create(verb="load", from_date=min(_day(row) for row in rows))
            record_act(code="org.unit.loaded", author=author, subject=f"{added} units")
    return added


def _add(row: Row, facts: Facts, problems: list[RowProblem]) -> int:
    day = facts.valid_from if facts.valid_from > BEGINNING else date.max.replace(year=9998)
    parent = in_force(day).filter(code=row.get("parent")).first() if row.get("parent") else country(day)
    if parent is None:
        problems.append(RowProblem(row.line, "parent", why_not_in_force(row.get("parent"), day)))
        return 0
    if parent.valid_from >= facts.valid_to:
        problems.append(RowProblem(row.line, "valid_to", _("the unit would end before it begins")))
        return 0
    if parent.valid_from > facts.valid_from:
        facts = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"valid_from": parent.valid_from})
    unit, _made = Unit.objects.get_or_create(key=facts.code)
    make_version(unit, parent, facts).save()
    for code in filter(None, (part.strip() for part in row.get("members").split(";"))):
        member = in_force(day).filter(code=code).first()
        if member is None:
            problems.append(RowProblem(row.line, "members", why_not_in_force(code, day)))
        else:
            Membership.objects.get_or_create(body=unit, member_id=member.unit_id, valid_from=facts.valid_from)
    return 1


def _facts(row: Row, closed: date | None, problems: list[RowProblem]) -> Facts | None:
    """The facts of a row. A unit without `valid_from` has always been there, or, on a tree on which figures
    were published, is there from the day after the last of them.
    """
    before = len(problems)
    problems += [
        RowProblem(row.line, column, _("the cell is empty"))
        for column in ("code", "name", "kind")
        if not row.get(column)
    ]
    if row.get("kind") and row.get("kind") not in LOADABLE:
        problems.append(
            RowProblem(
                row.line,
                "kind",
                _("“%(value)s” is not a kind of unit; known: %(known)s")
                % {"value": row.get("kind"), "known": ", ".join(LOADABLE)},
            )
        )
    problems += [
        RowProblem(row.line, column, _("the text has more than %(limit)s characters") % {"limit": limit})
        for column, limit in LENGTHS.items()
        if len(nfc(row.get(column))) > limit
    ]
    if ";" in row.get("code"):
        problems.append(RowProblem(row.line, "code", _("a code must not contain “%(mark)s”") % {"mark": ";"}))
    days = {column: _read(row, column, plain_day, problems) for column in ("valid_from", "valid_to")}
    numbers = {column: _number(row, column, problems) for column in NUMBERS}
    open_from = closed + timedelta(days=1) if closed else BEGINNING
    if days["valid_from"] and days["valid_from"] < open_from:
        problems.append(
            RowProblem(
                row.line,
                "valid_from",
                _("figures were published on the tree up to %(day)s; choose a later day")
                % {"day": day_words(open_from - timedelta(days=1))},
            )
        )
    valid_from, valid_to = days["valid_from"] or open_from, days["valid_to"] or ENDLESS
    if valid_to <= valid_from:
        problems.append(RowProblem(row.line, "valid_to", _("the unit would end before it begins")))
    if len(problems) > before:
        return None
    return Facts(
        code=row.get("code"),
        name=row.get("name"),
        kind=row.get("kind"),
        designation=row.get("designation"),
        e_id=row.get("e_id"),
        valid_from=valid_from,
        valid_to=valid_to,
        **numbers,
    )


def _day(row: Row) -> date:
    return plain_day(row.get("valid_from")) if row.get("valid_from") else BEGINNING


def _number(row: Row, column: str, problems: list[RowProblem]) -> Decimal | None:
    least, greatest, decimals = NUMBERS[column]
    value = _read(row, column, _plain_number, problems)
    if value is None or least <= value <= greatest:
        return None if value is None else round(value, decimals)
    problems.append(
        RowProblem(
            row.line,
            column,
            _("“%(value)s” does not lie between %(least)s and %(greatest)s")
            % {"value": row.get(column), "least": least, "greatest": greatest},
        )
    )
    return None


def _plain_number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _read(row: Row, column: str, parse: Callable[[str], T], problems: list[RowProblem]) -> T | None:
    text = row.get(column)
    if not text:
        return None
    try:
        return parse(text)
    except ValueError:
        problems.append(
            RowProblem(
                row.line,
                column,
                _("“%(value)s” cannot be read; write days as 2025-07-01 and numbers as 12.5") % {"value": text},
            )
        )
        return None
