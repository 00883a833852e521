"""Tables in the encodings from before Unicode: named, and converted only when asked to."""

from pathlib import Path
from unicodedata import normalize

import pytest
from rule_tables import table
from viparse.normalize.encodings import CHARMAPS  # type: ignore[import-untyped]

from tiendo.gateways.spreadsheets import read_table, records_of
from tiendo.gateways.spreadsheets_old import (
    OLD_ENCODINGS,
    OldEncoding,
    converted,
    encoding_of_bytes,
    encoding_of_text,
    is_syllable,
    old_text,
)
from tiendo.rules.refusal import Refused

TEXT = (
    "code,name\n"
    "17329,Xã Anh Sơn đã hoàn thành việc niêm yết công khai thủ tục hành chính\n"
    "16681,Phường Vinh Phú chưa cử cán bộ phụ trách nên đề nghị gia hạn; kiến nghị tỉnh hỗ trợ\n"
    "24133,Buôn Đôn và Krông Búk thuộc Đắk Lắk\n"
)
SHORT = "code,name\n40,Nghệ An\n"


def written(text: str, encoding: str) -> bytes:
    """A text as an old program saved it."""
    if encoding == "windows-1258":
        return b"".join(_in_1258(letter) for letter in text)
    back = {letter: sequence for sequence, letter in CHARMAPS[encoding].pairs}
    return "".join(back.get(letter, letter) for letter in text).encode("latin-1")


def _in_1258(letter: str) -> bytes:
    marks = normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in "\u0300\u0309\u0303\u0301\u0323")
    base = normalize("NFC", "".join(mark for mark in marks if mark not in tone))
    return (base + tone).encode("cp1258")


@pytest.mark.parametrize("text", [TEXT, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("encoding", OLD_ENCODINGS)
def test_each_encoding_is_recognised_and_converted_without_loss(tmp_path: Path, encoding: str, text: str) -> None:
    content = written(text, encoding)
    assert encoding_of_bytes(content) == encoding
    assert old_text(content, encoding) == text
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(OldEncoding, match=f"--encoding {encoding}") as refused:
        read_table(path, required=("code", "name"), optional=(), max_bytes=10**6)
    assert refused.value.encoding == encoding
    rows = read_table(path, required=("code", "name"), optional=(), max_bytes=10**6, encoding=encoding)
    assert rows[0].get("name") == text.splitlines()[1].split(",", 1)[1]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_letters_of_an_old_font_saved_as_unicode_are_recognised(encoding: str) -> None:
    saved = written(TEXT, encoding).decode("latin-1")
    assert encoding_of_text(saved) == encoding
    with pytest.raises(OldEncoding):
        records_of(saved.encode("utf-8"), "t.csv")
    assert records_of(saved.encode("utf-8"), "t.csv", encoding=encoding)[0].cells == ["code", "name"]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Đắk Lắk, Krông Nô, Buôn Hồ, Ea H'leo",
        "Müller, señor, café, naïve, Ångström",
        "100 % – đạt; ± 5 µm",
        "Ngày 06/8/2025: 69/130 xã",
    ],
)
def test_unicode_is_left_alone(text: str) -> None:
    assert encoding_of_text(text) == ""


def test_bytes_that_are_no_vietnamese_at_all_are_refused_as_before() -> None:
    for content in (b"\x89PNG\r\n\x1a\n\xff\xfe\x80", bytes(range(128, 256)) * 4):
        with pytest.raises(Refused, match="not in Unicode") as refused:
            records_of(content, "t.csv")
        assert not isinstance(refused.value, OldEncoding)


def test_an_encoding_that_is_not_known_is_refused() -> None:
    with pytest.raises(Refused, match="known: tcvn3"):
        old_text(b"x", "ebcdic")


@pytest.mark.parametrize("case", table("loading", "Old encodings"), ids=lambda case: case["Written"])
def test_the_examples_of_the_page_hold(case: dict[str, str]) -> None:
    encoding = next(name for name in ("tcvn3", "vni") if case[name])
    assert converted(case["Written"], encoding) == case[encoding]


@pytest.mark.parametrize("word", ["nghệ", "phường", "quyết", "giữa", "khuya", "uỷ", "ươm", "huyện", "gì", "ý", "đặc"])
def test_a_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["nghờ", "kà", "céng", "müller", "ạọ", "đđ", "ngế", "viöt", "lắk"])
def test_what_no_syllable_can_be_is_not_taken_for_one(word: str) -> None:
    assert not is_syllable(word)
