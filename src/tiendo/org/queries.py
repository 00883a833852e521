"""Reading the tree as of any day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Max, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import Succession, TreeChange, TreeClosure, UnitKind, UnitVersion
from tiendo.rules.refusal import NotFound
from tiendo.rules.vietnamese import fold
from tiendo.ui.words import day_words


def in_force(on: date) -> QuerySet[UnitVersion]:
    """The tree of a day, in Vietnamese order."""
    return UnitVersion.objects.filter(valid_from__lte=on, valid_to__gt=on).order_by("sort_key")


def country(on: date) -> UnitVersion:
    """The root of the tree."""
    return in_force(on).get(kind=UnitKind.COUNTRY)


def provinces(on: date) -> QuerySet[UnitVersion]:
    """The provinces of a day, in Vietnamese order."""
    return in_force(on).filter(kind=UnitKind.PROVINCE)


def version_of(code: str, on: date) -> UnitVersion:
    """The unit that bears `code` on a day. Raises NotFound with when it was, or will be, in force."""
    found = list(in_force(on).filter(code=code)[:2])
    if len(found) == 1:
        return found[0]
    raise NotFound(why_not_in_force(code, on))


def why_not_in_force(code: str, on: date) -> object:
    """The sentence for a code that no unit bears on a day: not yet, no longer (and who followed), or never."""
    versions = list(UnitVersion.objects.filter(code=code).order_by("valid_from"))
    later = [version for version in versions if version.valid_from > on]
    if later:
        return _("The unit %(code)s (%(name)s) is in force from %(day)s only.") % {
            "code": code,
            "name": later[0].full_name,
            "day": day_words(later[0].valid_from),
        }
    if versions:
        last = versions[-1]
        followers = ", ".join(f"{version.code} {version.full_name}" for version in successors(last, on))
        return _("The unit %(code)s (%(name)s) ended on %(day)s. Its successors: %(followers)s.") % {
            "code": code,
            "name": last.full_name,
            "day": day_words(last.valid_to),
            "followers": followers or "–",
        }
    return _("No unit has the code “%(code)s”. Use the statistical code (40, 16681) or the unit's own code.") % {
        "code": code
    }


def successors(version: UnitVersion, on: date) -> list[UnitVersion]:
    """The units that follow directly, as they are on a day."""
    keys = Succession.objects.filter(predecessor_id=version.unit_id).values("successor_id")
    return list(in_force(on).filter(unit_id__in=keys).exclude(unit_id=version.unit_id))


def children(version: UnitVersion, on: date) -> QuerySet[UnitVersion]:
    """The units directly below."""
    return in_force(on).filter(parent_id=version.unit_id)


def ancestors(version: UnitVersion, on: date) -> list[UnitVersion]:
    """From the root down to the parent."""
    ids = [int(part) for part in version.path.split(".") if part][:-1]
    found = {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in=ids)}
    return [found[unit_id] for unit_id in ids if unit_id in found]


def members(body: UnitVersion, on: date) -> list[UnitVersion]:
    """The units that sit on a joint body on a day."""
    return list(
        in_force(on).filter(
            unit__memberships__body_id=body.unit_id,
            unit__memberships__valid_from__lte=on,
            unit__memberships__valid_to__gt=on,
        )
    )


def search(text: str, on: date, *, limit: int = 30) -> list[UnitVersion]:
    """Units whose code, e-identifier or name fits, tones and case apart: "dak lak" finds Đắk Lắk."""
    wanted = fold(text)
    if not wanted:
        return []
    found = in_force(on).filter(
        Q(folded__contains=wanted) | Q(code__iexact=text.strip()) | Q(e_id__iexact=text.strip())
    )
    nearest = Case(
        When(code__iexact=text.strip(), then=Value(0)),
        When(kind=UnitKind.PROVINCE, then=Value(1)),
        When(kind=UnitKind.COMMUNE, then=Value(2)),
        default=Value(3),
    )
    return list(found.order_by(nearest, "sort_key", "code")[:limit])


@dataclass(frozen=True, slots=True)
class TreeState:
    """The version of the tree and the day up to which it is closed."""

    version: int
    closed_date: date | None


def tree_state() -> TreeState:
    """The number of the last change, and the last day that a publication closed."""
    return TreeState(
        version=TreeChange.objects.aggregate(last=Max("id"))["last"] or 0,
        closed_date=TreeClosure.objects.aggregate(last=Max("closed_date"))["last"],
    )
