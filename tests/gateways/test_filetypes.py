"""A file is what its contents say."""

import pytest

import sample_files as sample
from tiendo.gateways.filetypes import Other, Unfit, Why, look


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sample.PDF, "pdf"),
        (sample.JPG, "jpg"),
        (sample.PNG, "png"),
        (sample.HEIC, "heic"),
        (sample.docx(), "docx"),
        (sample.xlsx(), "xlsx"),
        (sample.nested(2), "docx"),
    ],
)
def test_an_honest_file_is_known_by_its_contents(content: bytes, code: str) -> None:
    assert look(content).code == code


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Other.EMPTY),
        (sample.PROGRAM, Other.PROGRAM),
        (b"#!/bin/sh\nrm -rf /\n", Other.PROGRAM),
        (sample.OLD_OFFICE, Other.OLD_OFFICE),
        (sample.HTML, Other.WEB_PAGE),
        (sample.HTML.decode().encode("utf-16"), Other.WEB_PAGE),
        (sample.SVG, Other.DRAWING),
        (sample.packed(b"x"), Other.ARCHIVE),
        (sample.office("application/x-something"), Other.ARCHIVE),
        (b"GIF89a" + b"\x00" * 20, Other.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Other.PICTURE),
        (b"\x00\x00\x00\x18ftypisom" + b"\x00" * 20, Other.VIDEO),
        (b"{\\rtf1 text}", Other.RICH_TEXT),
        ("Chỉ là chữ".encode(), Other.TEXT),
        (b" %PDF-1.7 not at the beginning", Other.TEXT),
        (bytes(range(128, 256)), Other.UNKNOWN),
    ],
)
def test_another_type_is_named_as_what_it_is(content: bytes, found: Other) -> None:
    with pytest.raises(Unfit) as unfit:
        look(content)
    assert (unfit.value.why, unfit.value.found) == (Why.OTHER_TYPE, found)


def test_a_presentation_is_named_as_one() -> None:
    slides = sample.office(f"{sample.OFFICE}.presentationml.presentation.main+xml")
    with pytest.raises(Unfit) as unfit:
        look(slides)
    assert unfit.value.found is Other.SLIDES


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
WIDE = sample.content_types(MACRO_TYPE).decode().replace("UTF-8", "UTF-16").encode("utf-16")
ENTITY = b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "b">]><Types/>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (sample.office(parts={"word/vbaProject.bin": b"x"}), Why.MACROS),
        (sample.office(MACRO_TYPE), Why.MACROS),
        (
            sample.office(types=sample.content_types(MACRO_TYPE).decode().replace("UTF-8", "UTF-16").encode("utf-16")),
            Why.MACROS,
        ),
        (sample.office(parts={"xl/macrosheets/sheet1.xml": b"<x/>"}), Why.MACROS),
        (sample.office(parts={"word/embeddings/a.xlsx": sample.office(parts={"xl/vbaProject.bin": b"x"})}), Why.MACROS),
        (sample.office(types=ENTITY), Why.TRICK),
        (sample.office(parts={"../../etc/passwd": b"x"}), Why.TRICK),
        (sample.office(parts={"/main.xml": b"x"}), Why.TRICK),
        (sample.office(parts={"main.xml": b"x", "MAIN.xml": b"y"}), Why.TRICK),
        (sample.nested(3), Why.TRICK),
        (sample.office(parts={"word/embeddings/a.bin": sample.PROGRAM}), Why.PROGRAM_INSIDE),
        (sample.office(types=b"<Types"), Why.DAMAGED),
        (sample.docx()[:-30], Why.DAMAGED),
        (sample.locked(), Why.LOCKED),
        (sample.lying_overlap(), Why.BOMB),
    ],
)
def test_what_no_honest_office_file_holds_is_refused(content: bytes, why: Why) -> None:
    with pytest.raises(Unfit) as unfit:
        look(content)
    assert unfit.value.why is why


def test_a_bomb_is_refused_by_its_directory_without_being_unpacked() -> None:
    with pytest.raises(Unfit) as unfit:
        look(sample.bomb())
    assert unfit.value.why is Why.BOMB


def test_a_bomb_whose_directory_lies_is_refused_while_it_is_read() -> None:
    with pytest.raises(Unfit) as unfit:
        look(sample.lying_bomb())
    assert unfit.value.why in (Why.BOMB, Why.DAMAGED)


def test_a_small_bomb_inside_another_file_counts_against_the_whole() -> None:
    inner = sample.office(sample.TABLE, {"xl/a.xml": b"\0" * 200_000_000})
    with pytest.raises(Unfit) as unfit:
        look(sample.office(parts={"word/embeddings/a.xlsx": inner}))
    assert unfit.value.why is Why.BOMB
