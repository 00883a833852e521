"""Units that ended: as what they were last, and who stands where they stood."""

from collections.abc import Iterable
from datetime import date

from tiendo.org.models import Succession, UnitVersion
from tiendo.org.queries import in_force


def last_versions(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """Each unit as it is on a day; one that has ended, or has not begun, as it was last or will be first. One query."""
    found: dict[int, UnitVersion] = {}
    wanted = set(unit_ids)
    for version in UnitVersion.objects.filter(unit_id__in=wanted).order_by("valid_from") if wanted else ():
        if version.valid_from <= on or version.unit_id not in found:
            found[version.unit_id] = version
    return found


def successors_on(unit_ids: Iterable[int], on: date) -> dict[int, tuple[UnitVersion, ...]]:
    """Who stands on a day where each unit stood: itself while it is in force, else those that followed it, through as
    many mergers as there were; nobody where nobody followed. One query where no unit has ended.
    """
    wanted = set(unit_ids)
    alive, followers = _alive(wanted, on), dict[int, set[int]]()
    ended = wanted - alive.keys()
    while ended:
        steps = Succession.objects.filter(predecessor_id__in=ended, from_date__lte=on)
        followers |= {unit_id: set() for unit_id in ended}
        for before, after in steps.values_list("predecessor_id", "successor_id"):
            followers[before].add(after)
        fresh = set().union(*followers.values()) - alive.keys() - followers.keys()
        alive |= _alive(fresh, on)
        ended = fresh - alive.keys()
    return {unit_id: _reached(unit_id, alive, followers) for unit_id in wanted}


def _alive(unit_ids: set[int], on: date) -> dict[int, UnitVersion]:
    return {version.unit_id: version for version in in_force(on).filter(unit_id__in=unit_ids)} if unit_ids else {}


def _reached(unit_id: int, alive: dict[int, UnitVersion], followers: dict[int, set[int]]) -> tuple[UnitVersion, ...]:
    """The living units that the ways of succession from one unit end at, in Vietnamese order."""
    found, seen, left = list[UnitVersion](), {unit_id}, [unit_id]
    while left:
        one = left.pop()
        if one in alive:
            found.append(alive[one])
            continue
        fresh = followers.get(one, set()) - seen
        seen |= fresh
        left += fresh
    return tuple(sorted(found, key=lambda version: version.sort_key))
