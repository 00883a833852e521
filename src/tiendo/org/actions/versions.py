"""Making one version row: the derived columns are computed here and nowhere else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiendo.org.models import BEGINNING, ENDLESS, Unit, UnitKind, UnitVersion
from tiendo.rules.vietnamese import fold, nfc, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a unit for a time; texts are stored in NFC."""

    code: str
    name: str
    kind: str
    designation: str = ""
    e_id: str = ""
    valid_from: date = BEGINNING
    valid_to: date = ENDLESS
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    area_km2: Decimal | None = None


def make_version(unit: Unit, parent: UnitVersion | None, facts: Facts) -> UnitVersion:
    """An unsaved version below `parent`, with path, province, search column and sort key."""
    version = UnitVersion(
        unit=unit,
        code=facts.code,
        e_id=facts.e_id,
        name=nfc(facts.name),
        designation=nfc(facts.designation),
        kind=facts.kind,
        parent_id=parent.unit_id if parent else None,
        path=f"{parent.path if parent else ''}{unit.pk}.",
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        latitude=facts.latitude,
        longitude=facts.longitude,
        area_km2=facts.area_km2,
    )
    if facts.kind == UnitKind.PROVINCE:
        version.province_id = unit.pk
    elif parent:
        version.province_id = parent.province_id
    version.folded = fold(version.full_name)
    version.sort_key = sort_key(version.name)
    return version
