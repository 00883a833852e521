"""Sealed rows: their leaves, and the check that names every row that differs."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction

from tiendo.rules import merkle
from tiendo.tasks.models import ProgressEvent, Seal

LEAF = ">q32s"  # an event's number and its leaf hash
_LEAF_SIZE = struct.calcsize(LEAF)
_UTC = "at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'"
_ROWS = f"""
SELECT e.id, p.code, t.code, u.key, to_char(a.assigned_at {_UTC}), a.original_due_date::text, a.recurring::int,
       e.kind, e.percent::text,
       e.happened_date::text, e.new_due_date::text, to_char(e.recorded_at {_UTC}), to_char(e.ingested_at {_UTC}),
       e.actor, e.actor_user, e.actor_unit, e.note, e.decision, e.source, e.annuls, e.content_hash,
       to_char(e.written_at {_UTC}), e.key::text, proof.sums
FROM tasks_progressevent e
JOIN tasks_assignment a ON a.id = e.assignment_id
JOIN tasks_task t ON t.id = a.task_id
JOIN tasks_programme p ON p.id = t.programme_id
JOIN org_unit u ON u.id = a.unit_id
LEFT JOIN (
    SELECT v.event_id, string_agg(d.sha256, ' ' ORDER BY d.sha256) AS sums
    FROM tasks_evidence v JOIN documents_document d ON d.id = v.document_id
    WHERE v.event_id BETWEEN %s AND %s GROUP BY v.event_id
) proof ON proof.event_id = e.id
WHERE e.id BETWEEN %s AND %s ORDER BY e.id
"""  # noqa: S608 - only this module's own text is put in
_NAMES = (
    *("id", "programme", "task", "unit", "assigned_at", "original_due_date", "recurring", "kind", "percent"),
    *("happened_date", "new_due_date", "recorded_at", "ingested_at", "actor", "actor_user", "actor_unit", "note"),
    *("decision", "source", "annuls", "content_hash"),
)
_WHERE_THERE = ("written_at", "key", "evidence")  # in the leaf only where they are: older seals stay what they are


class Fault(StrEnum):
    """What is wrong with a sealed row, a seal or the chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    SEAL = "seal"
    CHAIN = "chain"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: of the event with this number, or (None) of the seal with this number."""

    fault: Fault
    seal: int
    event: int | None = None


@dataclass(frozen=True, slots=True)
class SealedState:
    """How far the ledger is sealed: the last seal's number, its last event, and the chain there."""

    seal: int
    last_event: int
    chain: str


def leaves_between(first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """The leaf hash of every event from `first` to `last`, in order, streamed."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, [first, last, first, last])
        for row in cursor:
            values = dict(zip(_NAMES, row, strict=False))
            more = zip(_WHERE_THERE, row[len(_NAMES) :], strict=True)
            values |= {name: value for name, value in more if value is not None}
            yield row[0], merkle.leaf_hash(merkle.canonical(values))


def chain_at(seal: int) -> SealedState | None:
    """The state at a seal by its number."""
    found = Seal.objects.filter(pk=seal).values_list("id", "last_event", "chain").first()
    return SealedState(*found) if found else None


def verify_ledger() -> Iterator[Finding]:
    """Recompute every seal from the rows, and the chain from the seals. Yields what differs; nothing if all holds."""
    for number in ProgressEvent.objects.filter(pk__lt=1).values_list("pk", flat=True):
        yield Finding(Fault.INSERTED, 0, number)
    chain, expected_first = merkle.GENESIS.hex(), 1
    for number in list(Seal.objects.order_by("id").values_list("id", flat=True)):
        seal = Seal.objects.get(pk=number)
        yield from _verify_seal(seal)
        if _link(chain, seal) != seal.chain or seal.first_event != expected_first:
            yield Finding(Fault.CHAIN, seal.pk)
        chain, expected_first = seal.chain, seal.last_event + 1


def _link(before: str, seal: Seal) -> str | None:
    """What the chain must be at a seal; None where its own columns are no hashes at all."""
    try:
        link = merkle.chain(
            bytes.fromhex(before),
            bytes.fromhex(seal.root),
            first_id=seal.first_event,
            last_id=seal.last_event,
            count=seal.count,
        )
    except (ValueError, OverflowError):
        return None
    return link.hex()


def _verify_seal(seal: Seal) -> Iterator[Finding]:
    packed = bytes(seal.leaves)
    sealed = dict(struct.iter_unpack(LEAF, packed)) if len(packed) % _LEAF_SIZE == 0 else {}
    if len(sealed) != seal.count or merkle.root_of_hashes(list(sealed.values())).hex() != seal.root:
        yield Finding(Fault.SEAL, seal.pk)
    for number, leaf in leaves_between(seal.first_event, seal.last_event):
        known = sealed.pop(number, None)
        if known is None:
            yield Finding(Fault.INSERTED, seal.pk, number)
        elif known != leaf:
            yield Finding(Fault.CHANGED, seal.pk, number)
    for number in sealed:
        yield Finding(Fault.REMOVED, seal.pk, number)
