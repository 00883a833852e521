"""Evidence of reports, and what is odd about reports: flags that a verifier sees before confirming.

A flag accuses nobody. It says what a machine can see and a person would have to look for: docs/rules/evidence.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotFound
from tiendo.rules.vietnamese import fold
from tiendo.tasks.models import Evidence

SHORTEST_TEXT = 20  # letters: shorter notes ("Đã hoàn thành") are alike without being copied


class FlagKind(StrEnum):
    """What is odd about a report."""

    SAME_FILE = "same_file"
    SAME_TEXT = "same_text"
    FELL = "fell"
    AFTER_VERIFICATION = "after_verification"


@dataclass(frozen=True, slots=True)
class Flag:
    """One odd thing about one report (`event_id`).

    `units`: SAME_FILE: the names of the units under which the file was seen before. `count`: how many units that are,
    for SAME_FILE and SAME_TEXT.
    """

    kind: FlagKind
    event_id: int
    units: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of an event, as lists name it; its address is /evidence/<evidence_id>/."""

    evidence_id: int
    event_id: int
    name: str
    content_type: str
    size: int
    sha256: str


# The SQL twin of rules.vietnamese.fold, hashed: one short value to compare long notes by (an index may hold it).
_MARKED = "".join(
    sign
    for sign in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
    if sign.islower() and sign != fold(sign) and len(fold(sign)) == 1
)
_PLAIN = "".join(fold(sign) for sign in _MARKED)
_HASH = (
    f"md5(btrim(regexp_replace(translate(lower(normalize({{0}}.note)), '{_MARKED}', '{_PLAIN}'), '\\s+', ' ', 'g')))"
)
_LAST_REPORTS = """
SELECT e.assignment_id, a.unit_id, e.id, e.kind, e.percent, e.note
FROM tasks_progressevent e JOIN tasks_assignment a ON a.id = e.assignment_id
WHERE e.assignment_id = ANY(%s) AND e.kind IN ('reported', 'verified')
  AND NOT EXISTS (SELECT 1 FROM tasks_progressevent x WHERE x.assignment_id = e.assignment_id
                  AND x.kind = 'annulled' AND x.annuls = e.content_hash)
ORDER BY e.assignment_id, e.recorded_at, e.id
"""
_SAME_FILES = """
SELECT DISTINCT mine.event_id, ua.unit_id
FROM tasks_evidence mine
JOIN tasks_progressevent me ON me.id = mine.event_id
JOIN tasks_assignment ma ON ma.id = me.assignment_id
JOIN documents_document d ON d.id = mine.document_id
JOIN documents_document other ON other.sha256 = d.sha256
JOIN tasks_evidence ev ON ev.document_id = other.id
JOIN tasks_progressevent oe ON oe.id = ev.event_id
JOIN tasks_assignment ua ON ua.id = oe.assignment_id
WHERE mine.event_id = ANY(%s) AND oe.id < me.id AND ua.unit_id <> ma.unit_id
"""
_SAME_TEXTS = f"""
WITH mine AS MATERIALIZED (
    SELECT e.id, a.unit_id, {_HASH.format("e")} AS hash
    FROM tasks_progressevent e JOIN tasks_assignment a ON a.id = e.assignment_id WHERE e.id = ANY(%s)
)
SELECT mine.id, count(DISTINCT a.unit_id)
FROM tasks_progressevent e JOIN mine ON mine.hash = {_HASH.format("e")}
JOIN tasks_assignment a ON a.id = e.assignment_id AND a.unit_id <> mine.unit_id
WHERE e.kind = 'reported' AND char_length(e.note) >= {SHORTEST_TEXT}
GROUP BY mine.id
"""  # noqa: S608 - only this module's own text is put in


@dataclass(frozen=True, slots=True)
class _Report:
    """The last report of an assignment that counts, with what stood before it."""

    event_id: int
    unit_id: int
    note: str
    fell: bool
    after_verification: bool


def flags_of(assignment_ids: Iterable[int]) -> dict[int, tuple[Flag, ...]]:
    """What is odd about the last report of each assignment; those without anything odd are left out."""
    reports = _last_reports(assignment_ids)
    if not reports:
        return {}
    files = _same_files([report.event_id for report in reports.values()])
    texts = _same_texts(reports.values())
    found: dict[int, tuple[Flag, ...]] = {}
    for assignment_id, report in reports.items():
        flags = []
        if report.event_id in files:
            names = files[report.event_id]
            flags.append(Flag(FlagKind.SAME_FILE, report.event_id, names, len(names)))
        if texts.get(report.event_id):
            flags.append(Flag(FlagKind.SAME_TEXT, report.event_id, count=texts[report.event_id]))
        if report.fell:
            flags.append(Flag(FlagKind.FELL, report.event_id))
        if report.after_verification:
            flags.append(Flag(FlagKind.AFTER_VERIFICATION, report.event_id))
        if flags:
            found[assignment_id] = tuple(flags)
    return found


def evidence_of(event_ids: Iterable[int]) -> dict[int, tuple[EvidenceFile, ...]]:
    """The files of events, in the order in which they were received; events without any are left out."""
    found: dict[int, list[EvidenceFile]] = defaultdict(list)
    rows = Evidence.objects.filter(event_id__in=list(event_ids)).order_by("pk")
    cells = ("pk", "event_id", "document__name", "document__content_type", "document__size", "document__sha256")
    for row in rows.values_list(*cells):
        found[row[1]].append(EvidenceFile(*row))
    return {event_id: tuple(files) for event_id, files in found.items()}


def evidence_for(actor: Actor, evidence_id: int) -> Evidence:
    """One file of evidence with its document; NotAllowed out of scope."""
    found = (
        Evidence.objects.select_related("document", "event__assignment").filter(pk=evidence_id).first()
        if evidence_id < 2**63
        else None
    )
    if found is None:
        raise NotFound(_("There is no evidence with the number %(number)s.") % {"number": evidence_id})
    # A unit that has ended is looked into as it last stood.
    unit = UnitVersion.objects.filter(unit_id=found.event.assignment.unit_id).order_by("-valid_from")[0]
    require(actor, Verb.VIEW, unit)
    return found


def _last_reports(assignment_ids: Iterable[int]) -> dict[int, _Report]:
    """The last report of each assignment, annulled events left out."""
    found: dict[int, _Report] = {}
    before: dict[int, tuple[object, bool]] = {}  # the percent last reported, and whether a verification came since
    with connection.cursor() as cursor:
        cursor.execute(_LAST_REPORTS, [list(assignment_ids)])
        for assignment_id, unit_id, event_id, kind, percent, note in cursor:
            last, verified = before.get(assignment_id, (None, False))
            if kind == Kind.VERIFIED:
                before[assignment_id] = (last, True)
                continue
            fell = last is not None and percent < last
            found[assignment_id] = _Report(event_id, unit_id, note, fell, verified)
            before[assignment_id] = (percent, False)
    return found


def _same_files(event_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The units under which a file of an event was seen before, by event."""
    with connection.cursor() as cursor:
        cursor.execute(_SAME_FILES, [list(event_ids)])
        pairs = list(cursor)
    versions = UnitVersion.objects.filter(unit_id__in={unit_id for _event, unit_id in pairs}).order_by("valid_from")
    names = {version.unit_id: version.full_name for version in versions}
    found: dict[int, set[str]] = defaultdict(set)
    for event_id, unit_id in pairs:
        found[event_id].add(names[unit_id])
    return {event_id: tuple(sorted(units)) for event_id, units in found.items()}


def _same_texts(reports: Iterable[_Report]) -> dict[int, int]:
    """Under how many other units the identical note stands, by event."""
    long = [report.event_id for report in reports if sum(map(str.isalpha, report.note)) >= SHORTEST_TEXT]
    with connection.cursor() as cursor:
        cursor.execute(_SAME_TEXTS, [long])
        return dict(cursor)
