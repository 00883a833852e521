"""Drawing a sample that anybody can draw again. Rules and table of cases: docs/rules/checking.md."""

from collections.abc import Iterable
from hashlib import sha256


def draw(*, seed: str, ids: Iterable[int], size: int) -> tuple[int, ...]:
    """`size` of the ids (all, where there are fewer), in the order in which they are drawn.

    The order is that of `lot`, so it depends on the seed and on the set of ids, never on the order in which they come.
    ValueError for a size below 1 or an empty seed.
    """
    if size < 1 or not seed:
        raise ValueError("a draw needs a seed and a size of at least 1")
    return tuple(sorted(set(ids), key=lambda number: lot(seed, number))[:size])


def lot(seed: str, number: int) -> str:
    """The lot of one id: the SHA-256 of seed and decimal number joined by a colon, in hexadecimal digits."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()
