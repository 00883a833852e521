"""Sealing: a Merkle root over all events since the last seal, chained to it (RFC 6962, docs/rules/seal.md)."""

import struct
from collections.abc import Iterator

from django.db import connection, transaction

from tiendo.rules import merkle
from tiendo.tasks.actions.locks import last_settled
from tiendo.tasks.models import ProgressEvent, Seal
from tiendo.tasks.queries.leaves import LEAF, leaves_between

SEAL_LOCK = 570_002


def seal_events() -> Seal | None:
    """Seal all events since the last seal; None where there is nothing new.

    Writers wait only for the instant in which the last number is read, never for the hashing.
    """
    last, _assignment = last_settled()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        previous = Seal.objects.order_by("-id").first()
        first = previous.last_event + 1 if previous else 1
        if last < first or not ProgressEvent.objects.filter(pk__gte=first, pk__lte=last).exists():
            return None
        packed, hashes = _pack(leaves_between(first, last))
        root = merkle.root_of_hashes(hashes)
        before = bytes.fromhex(previous.chain) if previous else merkle.GENESIS
        chain = merkle.chain(before, root, first_id=first, last_id=last, count=len(hashes))
        return Seal.objects.create(
            first_event=first,
            last_event=last,
            count=len(hashes),
            root=root.hex(),
            chain=chain.hex(),
            leaves=packed,
        )


def _pack(leaves: Iterator[tuple[int, bytes]]) -> tuple[bytes, list[bytes]]:
    packed, hashes = bytearray(), []
    for number, leaf in leaves:
        packed += struct.pack(LEAF, number, leaf)
        hashes.append(leaf)
    return bytes(packed), hashes
