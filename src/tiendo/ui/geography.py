"""The country as tiles and as a map: positions and outlines by province code, read once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
UNITS_PER_DEGREE = 40
WEST, NORTH, EAST, SOUTH = 101.9, 23.6, 113.4, 7.6
SQUEEZE = cos(radians(16))  # a degree of longitude against one of latitude, at the middle of the country
SHORT = {"79": "TP. HCM"}

Ring = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the grid; `archipelago` where the tile is one, belonging to the province with the code."""

    code: str
    name: str
    column: int
    row: int
    archipelago: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A province on the map: its path, the point for its sign, and its archipelago if it has one."""

    code: str
    name: str
    path: str
    x: int
    y: int
    islands: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Map:
    """All outlines and the size of the drawing."""

    outlines: tuple[Outline, ...]
    width: int
    height: int


@cache
def tile_grid() -> tuple[Tile, ...]:
    """The 34 provinces and the two archipelagos, from north to south."""
    data: dict[str, Any] = json.loads((DATA / "tile_grid.json").read_text("utf-8"))
    tiles = [
        Tile(item["code"], SHORT.get(item["code"], item["name"]), item["col"], item["row"])
        for item in data["provinces"]
    ]
    tiles += [
        Tile(item["belongs_to"], item["name"], item["col"], item["row"], archipelago=True)
        for item in data["archipelagos"]
    ]
    return tuple(sorted(tiles, key=lambda tile: (tile.row, tile.column)))


@cache
def country_map() -> Map:
    """The outlines (Natural Earth, public domain), drawn at even degrees; the archipelagos as marked groups."""
    data: dict[str, Any] = json.loads((DATA / "provinces.geojson.json").read_text("utf-8"))
    islands: dict[str, list[tuple[str, int, int]]] = {}
    for feature in data["features"]:
        if feature["properties"].get("archipelago"):
            x, y = _point(feature["geometry"]["coordinates"])
            islands.setdefault(feature["properties"]["code"], []).append((feature["properties"]["name"], x, y))
    outlines = []
    for feature in data["features"]:
        if feature["properties"].get("archipelago"):
            continue
        rings = list(_rings(feature["geometry"]))
        x, y = _middle(max(rings, key=lambda ring: abs(_area(ring))))
        code = feature["properties"]["code"]
        path = "".join(_path(ring) for ring in rings)
        outlines.append(Outline(code, feature["properties"]["name"], path, x, y, tuple(islands.get(code, ()))))
    east, south = _point((EAST, SOUTH))
    return Map(tuple(outlines), east, south)


def _point(position: Any) -> tuple[int, int]:
    longitude, latitude = position[0], position[1]
    return (
        round((longitude - WEST) * SQUEEZE * UNITS_PER_DEGREE),
        round((NORTH - latitude) * UNITS_PER_DEGREE),
    )


def _rings(geometry: Any) -> Iterator[Ring]:
    """The outer rings, in drawing units, points that fall together left out; specks left out."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        ring: Ring = []
        for position in polygon[0]:
            point = _point(position)
            if not ring or ring[-1] != point:
                ring.append(point)
        if len(ring) > 3:
            yield ring


def _path(ring: Ring) -> str:
    """Relative steps: about a third of the bytes of absolute ones."""
    (x, y), steps = ring[0], []
    for following_x, following_y in ring[1:-1]:
        steps.append(f"{following_x - x} {following_y - y}")
        x, y = following_x, following_y
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _middle(ring: Ring) -> tuple[int, int]:
    """The centre of gravity of a ring."""
    area = _area(ring) or 1
    pairs = list(pairwise(ring))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    return round(x), round(y)
