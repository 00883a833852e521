"""The seal over a ledger: Merkle tree hashes (RFC 6962, section 2.1), inclusion proofs, the chain of seals.

All hashes are SHA-256, 32 bytes. What is sealed is the canonical form of a row. docs/rules/seal.md tells what
a seal proves and what it does not.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from unicodedata import normalize

HASH_SIZE = 32
GENESIS = bytes(HASH_SIZE)  # what the first seal is chained to

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LEAF, _NODE, _CHAIN = b"\x00", b"\x01", b"\x02"  # no two kinds of hash can be passed off for each other


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(_NODE + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree hash of the entries, in their order; that of no entries is the hash of the empty string."""
    return root_of_hashes([leaf_hash(leaf) for leaf in leaves])


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """The tree hash where the leaves are hashed already."""
    if not hashes:
        return sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of the entry at `index`, from the leaf upwards. IndexError outside of the entries."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no entry {index} among {len(leaves)}")
    path: list[bytes] = []
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        level, index = _level_above(level), index >> 1
    return tuple(path)


def verify_proof(*, entry: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path shows that `entry` is at `index` of the `size` entries under `root`."""
    if not 0 <= index < size:
        return False
    rest = list(path)
    found, last = leaf_hash(entry), size - 1
    while last > 0:
        if index & 1 or index < last:
            if not rest:
                return False
            neighbour = rest.pop(0)
            found = node_hash(neighbour, found) if index & 1 else node_hash(found, neighbour)
        index, last = index >> 1, last >> 1
    return not rest and found == root


def chain(previous: bytes, root: bytes, *, first_id: int, last_id: int, count: int) -> bytes:
    """The hash of a seal: the seal before it (GENESIS for the first), the root, and which rows it covers."""
    if len(previous) != HASH_SIZE or len(root) != HASH_SIZE:
        raise ValueError(f"a seal chains hashes of {HASH_SIZE} bytes, not {len(previous)} and {len(root)}")
    rows = b"".join(number.to_bytes(8, "big") for number in (first_id, last_id, count))
    return sha256(_CHAIN + previous + root + rows).digest()


def canonical(values: Mapping[str, str | int | None]) -> bytes:
    """One row as bytes that are the same everywhere: UTF-8 JSON, keys sorted, NFC, no spaces.

    Moments, days and decimals are handed in as text. TypeError for any other type, ValueError where two keys
    become the same in NFC.
    """
    for key, value in values.items():
        if value is not None and (not isinstance(value, str | int) or isinstance(value, bool)):
            raise TypeError(f"{key!r} is a {type(value).__name__}; sealed values are text, whole numbers or None")
    if not all(map(str.isascii, values)):
        composed = {normalize("NFC", key): value for key, value in values.items()}
        if len(composed) < len(values):
            raise ValueError("two keys are the same in NFC")
        values = composed
    text = _ENCODE(dict(sorted(values.items())))
    # The structure of JSON is ASCII that composes with nothing, so the whole text can be normalised at once.
    return (text if text.isascii() else normalize("NFC", text)).encode()


def _level_above(level: list[bytes]) -> list[bytes]:
    """Pairs are hashed, an odd last one rises as it is: the same tree as RFC 6962 defines from the top."""
    pairs = iter(level)
    above = [sha256(_NODE + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    if len(level) % 2:
        above.append(level[-1])
    return above
