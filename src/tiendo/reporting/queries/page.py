"""What the page of one assignment shows besides the form: the last events, their files, the draft, the parts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tiendo.people.queries import Actor
from tiendo.reporting.models import Contribution, DraftFile, ReportDraft
from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.queries.evidence import EvidenceFile, evidence_of

SHOWN_EVENTS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One event with its files."""

    event: ProgressEvent
    files: tuple[EvidenceFile, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a supporting unit added. `document_name` is empty without a file."""

    contribution_id: int
    assignment_id: int
    unit_id: int
    text: str
    actor: str
    actor_unit: str
    recorded_at: datetime
    document_name: str


def last_events(assignment: Assignment) -> list[Line]:
    """The last few events of an assignment, newest first. The assignment comes through a door."""
    events = list(ProgressEvent.objects.filter(assignment=assignment).order_by("-recorded_at", "-pk")[:SHOWN_EVENTS])
    files = evidence_of(event.pk for event in events)
    return [Line(event, files.get(event.pk, ())) for event in events]


def last_number(assignment: Assignment) -> int:
    """The number of the last event of an assignment; 0 without any."""
    found = ProgressEvent.objects.filter(assignment=assignment).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def draft_for(actor: Actor, assignment: Assignment) -> ReportDraft | None:
    """What the actor has begun on an assignment; nobody sees another person's draft."""
    return ReportDraft.objects.filter(user_id=actor.user_id, assignment=assignment).first()


def draft_files(draft: ReportDraft | None) -> list[DraftFile]:
    """The files received with a draft."""
    return list(DraftFile.objects.filter(draft=draft).select_related("document").order_by("pk")) if draft else []


def contributions_of(assignment_ids: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    """What supporting units added, oldest first, by assignment; those without any are left out."""
    found: dict[int, list[Part]] = defaultdict(list)
    rows = Contribution.objects.filter(assignment_id__in=list(assignment_ids)).order_by("recorded_at", "pk")
    for row in rows.select_related("document"):
        found[row.assignment_id].append(
            Part(
                contribution_id=row.pk,
                assignment_id=row.assignment_id,
                unit_id=row.unit_id,
                text=row.text,
                actor=row.actor,
                actor_unit=row.actor_unit,
                recorded_at=row.recorded_at,
                document_name=row.document.name if row.document else "",
            )
        )
    return {assignment_id: tuple(parts) for assignment_id, parts in found.items()}
