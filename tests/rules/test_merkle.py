import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table

from tiendo.rules.merkle import (
    GENESIS,
    canonical,
    chain,
    leaf_hash,
    node_hash,
    proof,
    root,
    root_of_hashes,
    verify_proof,
)

REFERENCE = [
    bytes.fromhex("" if row["entry added"] == "(empty)" else row["entry added"])
    for row in table("seal", "Reference tree")[1:]
]

entries = st.lists(st.binary(max_size=8), max_size=40)


def root_from_the_top(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1: split at the largest power of two below the size."""
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_from_the_top(leaves[:split]), root_from_the_top(leaves[split:]))


@pytest.mark.parametrize("row", table("seal", "Reference tree"), ids=lambda row: row["entries"])
def test_root_of_the_reference_tree_is_the_published_one(row: Row) -> None:
    assert root(REFERENCE[: int(row["entries"])]).hex() == row["root"]


@pytest.mark.parametrize("row", table("seal", "Inclusion proofs"), ids=lambda row: row["entries"])
def test_path_in_the_reference_tree_is_the_published_one(row: Row) -> None:
    path = () if row["path"] == "(empty)" else tuple(map(bytes.fromhex, row["path"].split()))
    assert proof(REFERENCE[: int(row["entries"])], int(row["index"])) == path


@pytest.mark.parametrize("row", table("seal", "Canonical rows"), ids=lambda row: row["key"])
def test_canonical_row_is_the_one_on_the_page(row: Row) -> None:
    values: dict[str, str | int | None] = {}
    for key, word in zip(row["key"].split(", "), row["value"].split(", "), strict=True):
        values[key] = None if word == "nothing" else word[5:] if word.startswith("text ") else int(word)
    assert canonical(values).decode() == row["bytes"]


@few
@given(entries)
def test_root_is_the_one_defined_from_the_top(leaves: list[bytes]) -> None:
    assert root(leaves) == root_from_the_top(leaves)
    assert root_of_hashes([leaf_hash(leaf) for leaf in leaves]) == root(leaves)


@few
@given(entries, st.data())
def test_every_proof_holds_for_its_entry_place_and_root_and_for_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    leaves = [*leaves, b"last"]
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    entry, path, top = leaves[index], proof(leaves, index), root(leaves)
    assert verify_proof(entry=entry, index=index, size=size, path=path, root=top)
    assert not verify_proof(entry=entry + b"!", index=index, size=size, path=path, root=top)
    assert not verify_proof(entry=entry, index=index, size=size, path=path, root=GENESIS)
    assert not verify_proof(entry=entry, index=index, size=size, path=[*path, top], root=top)
    assert not verify_proof(entry=entry, index=size, size=size, path=path, root=top)
    if path:
        assert not verify_proof(entry=entry, index=index, size=size, path=path[:-1], root=top)
        assert not verify_proof(entry=entry, index=index, size=size, path=path[::-1] + path, root=top)


@few
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_changed_removed_or_added_entry_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
    removed = [*leaves[:at], *leaves[at + 1 :]]
    added = [*leaves[:at], b"slipped in", *leaves[at:]]
    assert len({root(leaves), root(changed), root(removed), root(added)}) == 4


def test_no_proof_is_made_for_an_entry_that_is_not_there() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError, match="among 3"):
            proof([b"a", b"b", b"c"], index)


def test_a_seal_depends_on_everything_it_covers() -> None:
    top = root([b"a"])
    seal = chain(GENESIS, top, first_id=1, last_id=9, count=3)
    others = {
        chain(top, top, first_id=1, last_id=9, count=3),
        chain(GENESIS, GENESIS, first_id=1, last_id=9, count=3),
        chain(GENESIS, top, first_id=2, last_id=9, count=3),
        chain(GENESIS, top, first_id=1, last_id=10, count=3),
        chain(GENESIS, top, first_id=1, last_id=9, count=4),
    }
    assert len(others) == 5
    assert seal not in others
    numbers = b"".join(number.to_bytes(8, "big") for number in (1, 9, 3))
    assert seal == sha256(b"\x02" + GENESIS + top + numbers).digest()


def test_a_seal_over_something_that_is_no_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        chain(b"", GENESIS, first_id=1, last_id=1, count=1)


@few
@given(st.dictionaries(st.text("aăâeêoơ", max_size=4), st.none() | st.integers() | st.text(max_size=6)))
def test_canonical_form_depends_neither_on_order_nor_on_composition(
    values: dict[str, str | int | None],
) -> None:
    decomposed = {
        unicodedata.normalize("NFD", key): unicodedata.normalize("NFD", value) if isinstance(value, str) else value
        for key, value in reversed(values.items())
    }
    assert canonical(decomposed) == canonical(values)


@pytest.mark.parametrize("value", [1.5, True, b"x", ["x"]])
def test_a_value_that_could_be_spelled_in_two_ways_is_not_sealed(value: object) -> None:
    with pytest.raises(TypeError, match="'a' is a"):
        canonical({"a": value})  # type: ignore[dict-item]  # what the types forbid is refused at run time too


def test_two_keys_that_become_one_are_refused() -> None:
    with pytest.raises(ValueError, match="same in NFC"):
        canonical({"\u00e2": 1, "a\u0302": 2})
