"""The one verb that changes the tree from a date: move, rename, merge, split."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.journal.actions import Author, record_act
from tiendo.org.actions.versions import Facts, make_version
from tiendo.org.models import Succession, SuccessionKind, TreeChange, TreeClosure, Unit, UnitVersion
from tiendo.org.queries import in_force, tree_state, version_of
from tiendo.rules.refusal import Refused
from tiendo.rules.vietnamese import fold, nfc, sort_key
from tiendo.ui.words import day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit that a merger or a split brings into being."""

    code: str
    name: str
    designation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A decision about units from a day on.

    merged: all `sources` end and one of `targets` (a new unit) follows them. split: the one source ends and several
    new units follow. moved: the sources get `parent`. renamed: the source gets name, designation or code of the target.
    """

    verb: SuccessionKind
    from_date: date
    decision: str
    sources: Sequence[str]
    targets: Sequence[NewUnit] = field(default_factory=tuple)
    parent: str = ""


def change_units(change: UnitChange, *, author: Author) -> list[UnitVersion]:
    """Carry out a change, journalled; history stays under the old units. Returns the new versions."""
    _check(change)
    with transaction.atomic():
        eve = [version_of(code, change.from_date) for code in change.sources]
        match change.verb:
            case SuccessionKind.MOVED:
                parent = version_of(change.parent, change.from_date)
                made = [_reversion(version, parent, change.from_date) for version in eve]
            case SuccessionKind.RENAMED:
                made = [_rename(eve[0], change.targets[0], change.from_date)]
            case _:
                made = _replace(eve, change)
        TreeChange.objects.create(verb=change.verb, from_date=change.from_date, decision=change.decision)
        record_act(
            code=f"org.unit.{change.verb}",
            author=author,
            subject=", ".join(f"{version.code} {version.full_name}" for version in eve)[:300],
            details={
                "from": change.from_date.isoformat(),
                "decision": change.decision,
                "to": [f"{version.code} {version.full_name}" for version in made],
            },
        )
    return made


def close_tree(day: date, *, reason: str) -> None:
    """Close the tree up to a day: a figure was published on it, and must reopen as it was."""
    closed = tree_state().closed_date
    if closed is None or closed < day:
        TreeClosure.objects.create(closed_date=day, reason=reason)


def _check(change: UnitChange) -> None:
    closed = tree_state().closed_date
    if closed is not None and change.from_date <= closed:
        raise Refused(
            _(
                "Units cannot change from %(day)s: figures were published on the tree up to %(closed)s. "
                "Choose a later day."
            )
            % {"day": day_words(change.from_date), "closed": day_words(closed)}
        )
    wanted = {
        SuccessionKind.MERGED: (len(change.sources) >= 2, len(change.targets) == 1),
        SuccessionKind.SPLIT: (len(change.sources) == 1, len(change.targets) >= 2),
        SuccessionKind.MOVED: (len(change.sources) >= 1, bool(change.parent)),
        SuccessionKind.RENAMED: (len(change.sources) == 1, len(change.targets) == 1),
    }[change.verb]
    if not all(wanted):
        raise Refused(
            _(
                "The change names the wrong number of units. A merger has several old units and one new, a split one "
                "old and several new, a renaming one of each, and a move needs the new parent."
            )
        )


def _rename(version: UnitVersion, target: NewUnit, from_date: date) -> UnitVersion:
    made = _successor_row(version, from_date)
    made.code, made.name, made.designation = target.code, nfc(target.name), nfc(target.designation)
    made.folded, made.sort_key = fold(made.full_name), sort_key(made.name)
    made.save()
    return made


def _reversion(version: UnitVersion, parent: UnitVersion, from_date: date) -> UnitVersion:
    """A new version below another parent, and new versions of all below it: the paths change with the parent."""
    if parent.path.startswith(version.path):
        raise Refused(_("%(unit)s cannot be moved below itself. Choose another parent.") % {"unit": version.full_name})
    below = list(in_force(from_date).filter(path__startswith=version.path).exclude(pk=version.pk))
    made = _successor_row(version, from_date)
    made.parent_id, made.province_id = parent.unit_id, parent.province_id
    made.path = f"{parent.path}{version.unit_id}."
    made.save()
    for lower in below:
        row = _successor_row(lower, from_date)
        row.path = made.path + lower.path.removeprefix(version.path)
        row.province_id = parent.province_id
        row.save()
    return made


def _replace(eve: list[UnitVersion], change: UnitChange) -> list[UnitVersion]:
    """End the sources, make the targets below the first source's parent, and link them."""
    if len({(version.kind, version.province_id) for version in eve}) > 1:
        raise Refused(_("Units of different kinds or provinces cannot be merged. Move them under one parent first."))
    if UnitVersion.objects.filter(parent__in=[v.unit_id for v in eve], valid_to__gt=change.from_date).exists():
        raise Refused(_("A unit that has units below it cannot end. Move the units below it first."))
    first = eve[0]
    parent = in_force(change.from_date).filter(unit_id=first.parent_id or 0).first()
    if parent is None:
        raise Refused(_("The country itself cannot be merged or split."))
    for version in eve:
        _end(version, change.from_date)
    made = []
    for target in change.targets:
        unit = Unit.objects.create(key=f"{target.code}@{change.from_date.isoformat()}")
        facts = Facts(
            code=target.code,
            name=target.name,
            kind=first.kind,
            designation=target.designation,
            valid_from=change.from_date,
        )
        version = make_version(unit, parent, facts)
        version.save()
        made.append(version)
    Succession.objects.bulk_create(
        Succession(
            predecessor_id=old.unit_id,
            successor_id=new.unit_id,
            kind=change.verb,
            from_date=change.from_date,
            decision=change.decision,
        )
        for old in eve
        for new in made
    )
    return made


def _successor_row(version: UnitVersion, from_date: date) -> UnitVersion:
    """An unsaved copy of a version that begins on a day; the version itself ends there."""
    if version.valid_from == from_date:
        return UnitVersion.objects.get(pk=version.pk)
    ends = version.valid_to
    _end(version, from_date)
    row = UnitVersion.objects.get(pk=version.pk)
    row.pk, row.valid_from, row.valid_to = None, from_date, ends
    row._state.adding = True
    return row


def _end(version: UnitVersion, from_date: date) -> None:
    if UnitVersion.objects.filter(unit_id=version.unit_id, valid_from__gt=from_date).exists():
        raise Refused(
            _("A later change of %(unit)s is known already. Choose a day after it.") % {"unit": version.full_name}
        )
    if version.valid_from >= from_date:
        raise Refused(
            _("%(unit)s itself begins on %(day)s only. Choose a later day.")
            % {"unit": version.full_name, "day": day_words(version.valid_from)}
        )
    UnitVersion.objects.filter(pk=version.pk).update(valid_to=from_date)
