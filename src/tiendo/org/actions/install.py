"""Installing the country's units, those in force and those before 1/7/2025, from the vendored tables."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from tiendo.org.actions.versions import Facts, make_version
from tiendo.org.models import (
    BEGINNING,
    ENDLESS,
    Membership,
    Succession,
    TreeChange,
    Unit,
    UnitKind,
    UnitVersion,
)

REFORM = date(2025, 7, 1)  # Resolution 202/2025/QH15: 34 provinces, two levels of local government


def install_units() -> int:
    """Install all vendored units once; a second call changes nothing. Returns how many units were added."""
    if Unit.objects.exists():
        return 0
    with transaction.atomic():
        placed = _install_territory()
        _install_successions(placed)
        _install_national(placed)
        _install_agencies(placed)
        TreeChange.objects.create(verb="install", from_date=REFORM, decision="202/2025/QH15")
    return Unit.objects.count()


def _table(name: str) -> Iterator[dict[str, str]]:
    with files("tiendo.org").joinpath("data", name).open("r", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _facts(row: dict[str, str]) -> Facts:
    return Facts(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        designation="" if row["kind"] == UnitKind.COUNTRY else row["type"],
        e_id=row["e_id"],
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else BEGINNING,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else ENDLESS,
        latitude=_decimal(row["latitude"]),
        longitude=_decimal(row["longitude"]),
        area_km2=_decimal(row["area_km2"]),
    )


def _install_territory() -> dict[str, list[UnitVersion]]:
    """Country, provinces, districts, communes: level by level, since a path needs the parent's."""
    rows = list(_table("units.csv"))
    keys = dict.fromkeys(row["uid"] for row in rows)
    units = {unit.key: unit for unit in Unit.objects.bulk_create(Unit(key=key) for key in keys)}
    placed: dict[str, list[UnitVersion]] = {}
    for kind in (UnitKind.COUNTRY, UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE):
        versions = []
        for row in rows:
            if row["kind"] != kind:
                continue
            facts = _facts(row)
            parent = _parent_of(placed.get(row["parent_uid"], []), facts.valid_from) if row["parent_uid"] else None
            version = make_version(units[row["uid"]], parent, facts)
            placed.setdefault(row["uid"], []).append(version)
            versions.append(version)
        UnitVersion.objects.bulk_create(versions, batch_size=2000)
    return placed


def _parent_of(versions: list[UnitVersion], day: date) -> UnitVersion:
    return next(version for version in versions if version.valid_from <= day < version.valid_to)


def _install_successions(placed: dict[str, list[UnitVersion]]) -> None:
    Succession.objects.bulk_create(
        (
            Succession(
                predecessor_id=placed[row["from_uid"]][0].unit_id,
                successor_id=placed[row["to_uid"]][0].unit_id,
                kind=row["kind"],
                from_date=date.fromisoformat(row["from_date"]),
                decision=row["decision"],
            )
            for row in _table("succession.csv")
        ),
        batch_size=2000,
    )


def _install_national(placed: dict[str, list[UnitVersion]]) -> None:
    rows = list(_table("national.csv"))
    units = {unit.key: unit for unit in Unit.objects.bulk_create(Unit(key=row["code"]) for row in rows)}
    by_code = {"": placed["vn"][0], "VN": placed["vn"][0], "vn": placed["vn"][0]}
    for row in rows:
        facts = Facts(code=row["code"], name=row["name"], kind=row["kind"], e_id=row["e_id"])
        by_code[row["code"]] = make_version(units[row["code"]], by_code[row["parent_code"]], facts)
    UnitVersion.objects.bulk_create(by_code[row["code"]] for row in rows)


def _install_agencies(placed: dict[str, list[UnitVersion]]) -> None:
    """The bodies under each of the 34 provinces, from the day the two-level government began."""
    patterns = list(_table("agencies.csv"))
    provinces = [
        version
        for versions in placed.values()
        for version in versions
        if version.kind == UnitKind.PROVINCE and version.valid_from <= REFORM < version.valid_to
    ]
    codes = [f"{province.code}.{row['suffix']}" for province in provinces for row in patterns]
    units = {unit.key: unit for unit in Unit.objects.bulk_create(Unit(key=code) for code in codes)}
    versions: dict[str, UnitVersion] = {}
    members: list[Membership] = []
    for province in provinces:
        city = province.designation.startswith("thành phố")
        for row in patterns:
            code = f"{province.code}.{row['suffix']}"
            parent = versions[f"{province.code}.{row['parent_suffix']}"] if row["parent_suffix"] else province
            name = row["name_city" if city else "name_province"].format(name=province.name)
            facts = Facts(code=code, name=name, kind=row["kind"], valid_from=REFORM)
            versions[code] = make_version(units[code], parent, facts)
        members += [
            Membership(
                body=units[f"{province.code}.{row['suffix']}"],
                member=units[f"{province.code}.{suffix}"],
                valid_from=REFORM,
            )
            for row in patterns
            for suffix in filter(None, row["members"].split(";"))
        ]
    UnitVersion.objects.bulk_create(versions.values(), batch_size=2000)
    Membership.objects.bulk_create(members, batch_size=2000)
