"""The ledger's one entrance: checked events are appended, and standings follow, in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tiendo.rules.merkle import canonical
from tiendo.rules.progress import Event, Kind, Refusal, Trace, trace
from tiendo.rules.refusal import BadRows, RowProblem, Text
from tiendo.tasks.actions.few import EVENT_COLUMNS, FEW, lock_few, read_few, write_few
from tiendo.tasks.actions.locks import keys_there
from tiendo.tasks.actions.standings import Root, facts_of, roots, write_traces
from tiendo.tasks.models import Evidence, ProgressEvent
from tiendo.ui.words import moment_words

REFUSALS: dict[Refusal, Text] = {
    Refusal.NOT_WAITING: _("the task is not waiting for verification at that moment"),
    Refusal.NOT_DONE: _("the task is not done at that moment, so it cannot be reopened"),
    Refusal.ALREADY_WITHDRAWN: _("the task was withdrawn before; nothing more can be recorded on it"),
    Refusal.NO_SUCH_EVENT: _("the event to annul is not there before that moment"),
    Refusal.ALREADY_ANNULLED: _("the event was annulled before"),
}


class Proof(NamedTuple):
    """A received file as evidence: its number in the register and its SHA-256."""

    document_id: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event to append. `identity` names the assignment by programme, task and unit key; `line` its row.

    `written_at` differs from `recorded_at` where it was written without a line; `key` is the sender's own number.
    """

    assignment_id: int
    identity: str
    kind: Kind
    recorded_at: datetime
    percent: Decimal | None = None
    happened_date: date | None = None
    new_due_date: date | None = None
    actor: str = ""
    actor_user: int | None = None
    actor_unit: str = ""
    note: str = ""
    decision: str = ""
    source: str = ""
    annuls: str = ""
    written_at: datetime | None = None
    key: UUID | None = None
    evidence: tuple[Proof, ...] = ()
    line: int = 0

    @property
    def content_hash(self) -> str:
        """What the fact says, as a SHA-256: the same fact twice is the same fact."""
        percent = None if self.percent is None else f"{self.percent.normalize():f}"
        values: dict[str, str | int | None] = {
            "assignment": self.identity,
            "kind": str(self.kind),
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(),
            "percent": percent,
            "happened_date": self.happened_date.isoformat() if self.happened_date else None,
            "new_due_date": self.new_due_date.isoformat() if self.new_due_date else None,
            "actor": self.actor,
            "actor_user": self.actor_user,
            "note": self.note,
            "decision": self.decision,
            "source": self.source,
            "annuls": self.annuls,
        }
        # Named only where they are there, so that the hash of a fact without them stays what it always was.
        if self.written_at:
            values["written_at"] = self.written_at.astimezone(UTC).isoformat()
        if self.evidence:
            values["evidence"] = " ".join(sorted(proof.sha256 for proof in self.evidence))
        return sha256(canonical(values)).hexdigest()


class _Hashed(NamedTuple):
    entry: Entry
    hash: str
    fact: Event


def _hashed(entry: Entry) -> _Hashed:
    content_hash = entry.content_hash
    fact = Event(
        kind=entry.kind,
        recorded_at=entry.recorded_at,
        content_hash=content_hash,
        percent=entry.percent,
        happened_date=entry.happened_date,
        new_due_date=entry.new_due_date,
        annuls=entry.annuls or None,
    )
    return _Hashed(entry, content_hash, fact)


def append(entries: Sequence[Entry], *, locked: Mapping[int, Root] | None = None) -> int:
    """Append events, all or nothing; facts and senders' numbers that are there already are passed over.

    Returns how many are new. `locked`: the assignments, where the caller has locked them in this transaction.

    Raises BadRows naming each event that does not apply where it stands in the order; nothing was written then, so a
    transaction that is under way may go on.
    """
    by_assignment: dict[int, dict[str, _Hashed]] = defaultdict(dict)
    for entry in entries:
        hashed = _hashed(entry)
        by_assignment[entry.assignment_id].setdefault(hashed.hash, hashed)
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        known_roots, known_facts, sent_before = _begin(list(by_assignment), entries, locked)
        problems: list[RowProblem] = []
        fresh: list[_Hashed] = []
        traces: dict[int, Trace] = {}
        for pk, offered in by_assignment.items():
            known = known_facts.get(pk, [])
            there = {event.content_hash for event in known}
            new = [
                hashed
                for hash_, hashed in offered.items()
                if hash_ not in there and hashed.entry.key not in sent_before
            ]
            if new:
                at, due = known_roots[pk]
                made = trace([*known, *(hashed.fact for hashed in new)], due_date=due, since=at)
                problems += _problems(known, new, made, at, due)
                traces[pk] = made
                fresh += new
        if problems:
            raise BadRows(_("Some events do not apply. Nothing was recorded."), sorted(problems, key=lambda p: p.line))
        if fresh:
            _write(traces, sorted(fresh, key=lambda hashed: hashed.fact.order))
    return len(fresh)


def _write(traces: dict[int, Trace], fresh: Sequence[_Hashed]) -> None:
    """New events in their order, their evidence, and the standings that follow."""
    proofs = [hashed for hashed in fresh if hashed.entry.evidence]
    if len(fresh) <= FEW:
        numbers = write_few(traces, [_row(hashed) for hashed in fresh])
    else:
        write_traces(traces)
        _copy_events(fresh)
        hashes = [hashed.hash for hashed in proofs]
        numbers = dict(ProgressEvent.objects.filter(content_hash__in=hashes).values_list("content_hash", "pk"))
    Evidence.objects.bulk_create(
        Evidence(event_id=numbers[hashed.hash], document_id=proof.document_id)
        for hashed in proofs
        for proof in dict.fromkeys(hashed.entry.evidence)
    )


def _begin(
    ids: list[int], entries: Sequence[Entry], locked: Mapping[int, Root] | None
) -> tuple[Mapping[int, Root], dict[int, list[Event]], set[UUID]]:
    """Lock assignments and say that rows are being added; their events, and the senders' numbers that are recorded.

    Asked while the assignments are locked, so that a second sending of the same waits for the first.
    """
    keys = [entry.key for entry in entries if entry.key]
    if len(ids) <= FEW:
        return locked or lock_few(ids), *read_few(ids, keys)
    return locked or roots(ids, lock=True), facts_of(ids), keys_there(keys)


def _problems(known: list[Event], new: list[_Hashed], made: Trace, at: datetime, due: date | None) -> list[RowProblem]:
    """New events without effect, and new events that would take the effect of a recorded one away.

    An annulment may leave a later event without effect, that is its meaning; any other event may not.
    """
    if not made.without_effect:
        return []
    ours = {hashed.hash: hashed.entry for hashed in new}
    problems = [
        RowProblem(ours[event.content_hash].line, "kind", REFUSALS[why])
        for event, why in made.without_effect
        if event.content_hash in ours
    ]
    facts = known + [hashed.fact for hashed in new if hashed.entry.kind is Kind.ANNULLED]
    idle = _idle(facts, at, due)
    for hashed in sorted(new, key=lambda hashed: hashed.fact.order):
        if hashed.entry.kind is Kind.ANNULLED:
            continue
        facts.append(hashed.fact)
        idle_now = _idle(facts, at, due)
        lost = [event for event in known if event.content_hash in idle_now - idle]
        idle = idle_now
        problems += [
            RowProblem(
                hashed.entry.line,
                "recorded_at",
                _("it comes before “%(kind)s” of %(moment)s, which would no longer apply; annul that event first")
                % {"kind": event.kind, "moment": moment_words(event.recorded_at)},
            )
            for event in lost[:1]
        ]
    return problems


def _idle(facts: list[Event], at: datetime, due: date | None) -> set[str]:
    return {event.content_hash for event, _why in trace(facts, due_date=due, since=at).without_effect}


def _copy_events(fresh: Sequence[_Hashed]) -> None:
    statement = f"COPY tasks_progressevent ({', '.join(EVENT_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for hashed in fresh:
            copy.write_row(_row(hashed))


def _row(hashed: _Hashed) -> tuple[object, ...]:
    """The values of EVENT_COLUMNS."""
    entry = hashed.entry
    return (
        entry.assignment_id,
        str(entry.kind),
        entry.percent,
        entry.happened_date,
        entry.new_due_date,
        entry.recorded_at,
        entry.actor,
        entry.actor_user,
        entry.actor_unit,
        entry.note,
        entry.decision,
        entry.source,
        entry.annuls,
        hashed.hash,
        entry.written_at,
        entry.key,
    )
