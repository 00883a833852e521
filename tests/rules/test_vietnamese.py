import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_properties import few
from rule_tables import Row, table

from tiendo.rules.vietnamese import fold, nfc, sort_key

ORDER = [row["text"] for row in table("vietnamese", "Order")]
TONE_MARKS = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

vowels = st.builds(
    lambda letter, tone: nfc(letter + tone),
    st.sampled_from("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"),
    st.sampled_from(TONE_MARKS),
)
names = st.lists(vowels | st.sampled_from("bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX 12"), max_size=8).map("".join)


@pytest.mark.parametrize("row", table("vietnamese", "Search without tones"), ids=lambda row: row["text"])
def test_folded_text_is_the_one_on_the_page(row: Row) -> None:
    assert fold(row["text"]) == row["folded"]


def test_names_are_sorted_as_on_the_page() -> None:
    shuffled = random.Random(57).sample(ORDER, len(ORDER))  # noqa: S311  a shuffle, nothing secret
    assert sorted(shuffled, key=sort_key) == ORDER
    assert len({sort_key(name) for name in ORDER}) == len(ORDER)


def test_the_key_compares_in_bytes_as_in_characters() -> None:
    assert sorted(ORDER, key=lambda name: sort_key(name).encode()) == ORDER


def test_spaces_too_many_change_neither_key_nor_folded_text() -> None:
    assert sort_key("  Nghệ \t An ") == sort_key("Nghệ An")
    assert fold("  Nghệ \t An ") == fold("Nghệ An")


def test_eth_is_taken_for_the_letter_it_was_mistyped_for() -> None:
    assert sort_key("\u00d0à Nẵng") == sort_key("\u0110à Nẵng")


def test_signs_and_other_scripts_have_their_place() -> None:
    in_order = ["a", "a “b”", "a b", "a-b", "a–b", "a/b", "a1", "aa", "ca", "ĉa", "da", "ñ", "ß", "я"]
    shuffled = random.Random(57).sample(in_order, len(in_order))  # noqa: S311  a shuffle, nothing secret
    assert sorted(shuffled, key=sort_key) == in_order


@few
@given(st.text(max_size=12) | names)
def test_composition_changes_neither_key_nor_folded_text(text: str) -> None:
    apart, whole = unicodedata.normalize("NFD", text), nfc(text)
    assert sort_key(apart) == sort_key(whole)
    assert fold(apart) == fold(whole)
    assert nfc(apart) == whole


@few
@given(st.text(max_size=12) | names)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@few
@given(names, names)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one.split() == other.split())


@few
@given(st.lists(names, max_size=6), names)
def test_letters_outweigh_tones_and_tones_outweigh_capitals(words: list[str], word: str) -> None:
    toneless = [sort_key(each.lower()).partition(" ")[0] for each in (*words, word)]
    full = [sort_key(each) for each in (*words, word)]
    for first, letters_first in zip(full, toneless, strict=True):
        for second, letters_second in zip(full, toneless, strict=True):
            if letters_first < letters_second:
                assert first < second


@few
@given(names.map(str.strip).filter(bool))
def test_a_name_follows_the_name_it_begins_with(name: str) -> None:
    assert sort_key(name) < sort_key(f"{name} x")
    assert sort_key(f"{name} x") < sort_key(f"{name}x")
