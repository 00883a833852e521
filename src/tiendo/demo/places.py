"""The units a plan needs, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A unit by code and full name ("xã Anh Sơn")."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Province:
    """A province and its communes, in the order of their codes."""

    code: str
    name: str
    communes: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The country on the day the plan begins. `agencies`: names of departments and central bodies by code."""

    provinces: tuple[Province, ...]
    agencies: Mapping[str, str]
