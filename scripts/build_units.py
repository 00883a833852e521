"""Rebuild the unit data of `org` from the unpacked data folder of vietnamadminunits 1.0.4 (MIT).

Usage: python scripts/build_units.py FOLDER

Reads FOLDER/dataset.db (units of 63 and of 34 provinces), FOLDER/converter_2025.json (which former commune
went where) and amendments.csv (later changes, kept by hand), and writes units.csv, succession.csv and
unmapped.csv beside it. The same input gives the same bytes.
"""

import csv
import json
import math
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[1] / "src" / "tiendo" / "org" / "data"
REFORM = "2025-07-01"
PROVINCES_DECISION = "Nghị quyết số 202/2025/QH15 ngày 12/6/2025"
# The resolutions of 16/6/2025 on commune-level units, 1654 to 1687: the statistical codes of their provinces.
COMMUNES = "91 96 01 04 24 48 66 11 75 82 52 42 33 56 92 31 12 68 20 15 37 46 25 51 40 22 44 14 80 19 08 79 38 86"
COMMUNES_DECISIONS = COMMUNES.split()
# Only what a source states; the other e-identifiers are to be loaded from the official annex.
E_IDS = {"p40": "H41", "p46": "H57", "p04": "H14", "p20": "H37", "p02-2024": "H22"}
DESIGNATIONS = ("thành phố", "thị trấn", "đặc khu", "thị xã", "phường", "huyện", "quận", "tỉnh", "xã")
PROVINCE_SPELLING = {"Thanh Hóa": "Thanh Hoá", "Khánh Hòa": "Khánh Hoà"}
FAR_KM = 40.0
# Key, code, full name, latitude, longitude, area of the old provinces, districts, communes; of the new ones.
QUERIES = (
    "SELECT provinceKey, provinceCode, province, provinceLat, provinceLon, NULL FROM admin_units_legacy",
    "SELECT provinceKey || '_' || districtKey, districtCode, district, districtLat, districtLon, NULL"
    " FROM admin_units_legacy",
    "SELECT provinceKey || '_' || districtKey || '_' || wardKey, wardCode, ward, wardLat, wardLon, NULL"
    " FROM admin_units_legacy WHERE wardKey IS NOT NULL",
    "SELECT provinceKey, provinceCode, province, provinceLat, provinceLon, NULL FROM admin_units",
    "SELECT provinceKey || '/' || wardKey, wardCode, ward, wardLat, wardLon, wardAreaKm2 FROM admin_units",
)
Point = tuple[float, float]


class Place(NamedTuple):
    """One unit as the source has it, at one of its two moments."""

    code: str
    designation: str
    name: str
    point: Point | None
    area: float | None


class Version(NamedTuple):
    """One row of units.csv; the order of the fields is the order of the columns."""

    uid: str
    code: str
    name: str
    type: str
    kind: str
    parent_uid: str
    valid_from: str
    valid_to: str
    e_id: str
    latitude: str
    longitude: str
    area_km2: str


class Succession(NamedTuple):
    """One row of succession.csv."""

    from_uid: str
    to_uid: str
    kind: str
    from_date: str
    decision: str


class Source(NamedTuple):
    """The source, read: places by the source's own keys, and the edges former commune -> current commune."""

    old_provinces: dict[str, Place]
    old_districts: dict[str, Place]
    old_communes: dict[str, Place]
    new_provinces: dict[str, Place]
    new_communes: dict[str, Place]
    merged_from: dict[str, list[str]]
    edges: dict[str, list[str]]


def place(code: str, full_name: str, *position: float | None) -> Place:
    """Cut the designation off the full name; the source's own type column contradicts it in a few rows.

    Position: latitude, longitude, area in km²; an area of 0 is none.
    A numbered unit keeps its designation in the name ("Phường 1"), since the bare number does not read.
    """
    text = unicodedata.normalize("NFC", full_name.strip())
    for word in DESIGNATIONS:
        if text.lower().startswith(word + " "):
            rest = text[len(word) + 1 :]
            name = f"{word.capitalize()} {rest}" if rest[0].isdigit() else rest
            latitude, longitude, area = position
            point = (latitude, longitude) if latitude and longitude else None
            return Place(code, word, name, point, area or None)
    raise ValueError(f"no known designation in {full_name!r} (code {code})")


def read_source(folder: Path) -> Source:
    """Both files. A district that had no communes went over itself: its edge starts at the district's key."""
    with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as db:
        places = [{row[0]: place(*row[1:]) for row in db.execute(query)} for query in QUERIES]
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    edges: defaultdict[str, list[str]] = defaultdict(list)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in communes.items():
            for old in olds:
                edges[old.removesuffix("_")].append(f"{province}/{commune}")
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in divided.items():
            edges[old].extend(f"{province}/{new['newWardKey']}" for new in news)
    old_provinces, old_districts, old_communes, new_provinces, new_communes = places
    merged = converter["DICT_PROVINCE"]
    return Source(old_provinces, old_districts, old_communes, new_provinces, new_communes, merged, edges)


def drop_namesakes(edges: dict[str, list[str]]) -> dict[str, list[str]]:
    """Take away edges that the source drew to every commune of one name in the new province.

    Where two former communes of the same name claim one successor, the one stays that comes from the former
    district (else the former province) of that successor's other, unambiguous origins.
    """
    origins: defaultdict[str, list[str]] = defaultdict(list)
    for old, news in edges.items():
        for new in news:
            origins[new].append(old)
    dropped: set[tuple[str, str]] = set()
    for new, olds in origins.items():
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for old in olds:
            by_name[old.split("_")[-1]].append(old)
        sure = [group[0] for group in by_name.values() if len(group) == 1]
        for group in [group for group in by_name.values() if len(group) > 1]:
            for parts in (2, 1):
                near = {tuple(old.split("_")[:parts]) for old in sure}
                if kept := [old for old in group if tuple(old.split("_")[:parts]) in near]:
                    break
            if len(kept) != 1:
                raise ValueError(f"cannot tell which of {group} became a part of {new}")
            dropped.update((old, new) for old in group if old not in kept)
    return {old: [new for new in news if (old, new) not in dropped] for old, news in edges.items()}


def distance_km(one: Point, other: Point) -> float:
    """Flat distance, good enough for "the same place or not"."""
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


def without_doubtful_positions(source: Source, edges: dict[str, list[str]]) -> Source:
    """Leave out positions that cannot be right.

    A point that several former communes share is a geocoder's fallback. The point and area of a current
    commune far from every one of its origins belong to a namesake.
    """
    shared = Counter(old.point for old in source.old_communes.values())
    olds = {
        key: old if shared[old.point] == 1 else old._replace(point=None) for key, old in source.old_communes.items()
    }
    origins: defaultdict[str, list[Point]] = defaultdict(list)
    for key, old in olds.items():
        for new in edges[key]:
            origins[new].extend([old.point] if old.point else [])
    currents = dict(source.new_communes)
    for key, current in source.new_communes.items():
        at = current.point
        if at and origins[key] and min(distance_km(at, origin) for origin in origins[key]) > FAR_KM:
            currents[key] = current._replace(point=None, area=None)
    return source._replace(old_communes=olds, new_communes=currents)


def number(value: float | None, places: int) -> str:
    """A number without trailing zeros; nothing for nothing."""
    return "" if value is None else f"{value:.{places}f}".rstrip("0").rstrip(".")


def version(uid: str, kind: str, parent: str, what: Place, start: str, end: str) -> Version:
    """A row from a place: half-open [start, end), empty meaning no bound."""
    latitude, longitude = what.point or (None, None)
    name = PROVINCE_SPELLING.get(what.name, what.name) if kind == "province" else what.name
    where = (number(latitude, 5), number(longitude, 5), number(what.area, 2))
    return Version(uid, what.code, name, what.designation, kind, parent, start, end, E_IDS.get(uid, ""), *where)


def upper_levels(source: Source) -> tuple[list[Version], list[Succession], dict[str, str]]:
    """Country, provinces and districts; the uid of each old province key and old district key."""
    rows = [version("vn", "country", "", Place("VN", "quốc gia", "Việt Nam", None, None), "", "")]
    successions: list[Succession] = []
    old_uid: dict[str, str] = {}
    for key, new in source.new_provinces.items():
        uid, olds = f"p{new.code}", source.merged_from[key]
        merged = len(olds) > 1
        rows.append(version(uid, "province", "vn", new, REFORM if merged else "", ""))
        for old_key in olds:
            old = source.old_provinces[old_key]
            old_uid[old_key] = f"p{old.code}-2024" if merged else uid
            if merged:
                rows.append(version(old_uid[old_key], "province", "vn", old, "", REFORM))
                successions.append(Succession(old_uid[old_key], uid, "merged", REFORM, PROVINCES_DECISION))
    for key, old in source.old_districts.items():
        old_uid[key] = f"d{old.code}-2024"
        rows.append(version(old_uid[key], "district", old_uid[key.split("_")[0]], old, "", REFORM))
    return rows, successions, old_uid


def commune_level(
    source: Source, edges: dict[str, list[str]], old_uid: dict[str, str]
) -> tuple[list[Version], list[Succession]]:
    """Communes of both moments and how the former became the current.

    A commune stays the same unit when it is the whole and only origin of one with its name and designation.
    """
    rows: list[Version] = []
    origins: Counter[str] = Counter(new for news in edges.values() for new in news)
    uids = dict(old_uid)
    for key, old in source.old_communes.items():
        news = edges[key]
        current = source.new_communes[news[0]]
        same = len(news) == 1 and origins[news[0]] == 1 and current[1:3] == old[1:3]
        uids[key] = f"c{current.code}" if same else f"c{old.code}-2024"
        rows.append(version(uids[key], "commune", old_uid[key.rsplit("_", 1)[0]], old, "", REFORM))
    for key, new in source.new_communes.items():
        province = source.new_provinces[key.split("/")[0]]
        rows.append(version(f"c{new.code}", "commune", f"p{province.code}", new, REFORM, ""))
    successions: list[Succession] = []
    for key, news in edges.items():
        for new_key in news:
            to_uid = f"c{source.new_communes[new_key].code}"
            if uids[key] == to_uid:
                kind = "moved"
            elif len(news) > 1:
                kind = "split"
            else:
                kind = "merged" if origins[new_key] > 1 else "renamed"
            resolution = 1654 + COMMUNES_DECISIONS.index(source.new_provinces[new_key.split("/")[0]].code)
            decision = f"Nghị quyết số {resolution}/NQ-UBTVQH15 ngày 16/6/2025"
            successions.append(Succession(uids[key], to_uid, kind, REFORM, decision))
    return rows, successions


def amend(amendments: Path, rows: list[Version], successions: list[Succession]) -> None:
    """Close the version in force and open the next, for every row of amendments.csv. Changes both lists."""
    with amendments.open(encoding="utf-8", newline="") as file:
        for uid, designation, day, decision in list(csv.reader(file))[1:]:
            [last] = [index for index, row in enumerate(rows) if row.uid == uid and not row.valid_to]
            rows.append(rows[last]._replace(type=designation, valid_from=day))
            rows[last] = rows[last]._replace(valid_to=day)
            successions.append(Succession(uid, uid, "renamed", day, decision))


def write(path: Path, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    """UTF-8, comma, LF, header row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Build the three files."""
    source = read_source(folder)
    edges = drop_namesakes(source.edges)
    source = without_doubtful_positions(source, edges)
    rows, successions, old_uid = upper_levels(source)
    communes, commune_successions = commune_level(source, edges, old_uid)
    rows += communes
    successions += commune_successions
    amend(DATA / "amendments.csv", rows, successions)
    rows.sort(key=lambda row: (row.kind != "country", len(row.code), row.code, row.valid_from, row.uid))
    successions.sort(key=lambda row: (row.from_date, row.from_uid, row.to_uid))
    ended = {row.uid for row in rows} - {row.uid for row in rows if not row.valid_to}
    ended -= {row.from_uid for row in successions}
    if lost := [uid for uid in ended if not uid.startswith("d")]:
        raise ValueError(f"no successor known for {lost}; read the source again before publishing")
    write(DATA / "units.csv", Version._fields, rows)
    write(DATA / "succession.csv", Succession._fields, successions)
    write(DATA / "unmapped.csv", ("uid", "reason"), [(uid, "district_level_ended") for uid in sorted(ended)])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build_units.py FOLDER")
    main(Path(sys.argv[1]))
