"""Reports that a program sends: one request is one transaction, and the same key counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

from django.utils.translation import gettext_lazy as _

from tiendo.api.actions.uploads import documents_sent
from tiendo.api.queries.assignments import Named
from tiendo.api.queries.named import Said, assignments_named, said_under
from tiendo.gateways.clock import day_of
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import BadRows, Refused, RowProblem
from tiendo.tasks.actions import EventDraft, Intent, Proof, record_events
from tiendo.tasks.models import Assignment

SOURCE = "api"
_SPACE = uuid5(NAMESPACE_OID, "tiendo api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a program says of one assignment. `key`: its own number for this sending."""

    named: Named
    key: UUID
    percent: Decimal
    happened_date: date | None = None
    note: str = ""
    written_at: datetime | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report with the event that it became, when it was sent first."""

    report: Report
    event: Said


def record_reports(reports: Sequence[Report], *, actor: Actor, client_id: int, now: datetime) -> list[Recorded]:
    """Record reports, all or none of them; what was sent before under its key is found again and not recorded twice.

    Raises NotAllowed, NotFound, Refused, or BadRows (`line` is the place of a report among them, from 1).
    """
    _require_distinct(reports)
    there = assignments_named(actor, [report.named for report in reports], now)
    proofs = _proofs(client_id, reports)
    intents = [
        Intent(_draft(report, client_id, proofs), assignment, version)
        for report, (assignment, version) in zip(reports, there, strict=True)
    ]
    record_events(intents, actor=actor, now=now)
    said = said_under(key_in_ledger(client_id, report.key) for report in reports)
    return [
        Recorded(report, _same(said[key_in_ledger(client_id, report.key)], report, assignment))
        for report, (assignment, _version) in zip(reports, there, strict=True)
    ]


def key_in_ledger(client_id: int, key: UUID) -> UUID:
    """The ledger's key of a client's key: two clients never meet, and nobody can guess another's."""
    return uuid5(_SPACE, f"{client_id}:{key}")


def _draft(report: Report, client_id: int, proofs: dict[str, Proof]) -> EventDraft:
    return EventDraft(
        verb=Verb.REPORT,
        percent=report.percent,
        happened_date=report.happened_date,
        note=report.note,
        written_at=report.written_at,
        evidence=tuple(proofs[digest] for digest in report.evidence),
        key=key_in_ledger(client_id, report.key),
        source=SOURCE,
    )


def _require_distinct(reports: Sequence[Report]) -> None:
    """One request says one thing of an assignment: within one moment there is no order among its reports."""
    problems: list[RowProblem] = []
    keys: set[UUID] = set()
    names: set[Named] = set()
    for line, report in enumerate(reports, start=1):
        if report.key in keys:
            problems.append(RowProblem(line, "key", _("the same key stands in this request twice")))
        elif report.named in names:
            problems.append(RowProblem(line, "task", _("this request reports on the same assignment twice")))
        keys.add(report.key)
        names.add(report.named)
    if problems:
        raise BadRows(_("Some reports contradict each other. Nothing was recorded."), problems)


def _proofs(client_id: int, reports: Sequence[Report]) -> dict[str, Proof]:
    """The files that the reports name, among those that the client sent itself."""
    found = documents_sent(client_id, (digest for report in reports for digest in report.evidence))
    return {digest: Proof(document.pk, digest) for digest, document in found.items()}


def _same(event: Said, report: Report, assignment: Assignment) -> Said:
    """The event under the key, if it says what the report says: a key belongs to one thing said."""
    happened = report.happened_date or day_of(report.written_at or event.recorded_at)
    said = (assignment.pk, report.percent, happened, report.note.strip(), report.written_at)
    if said != (event.assignment_id, event.percent, event.happened_date, event.note, event.written_at):
        raise Refused(
            _("The key %(key)s was used for another report before. Send this one under a new key.")
            % {"key": report.key}
        )
    return event
