"""Workbooks: what was written is read again, and what could harm is refused before anything reads it."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tiendo.gateways.spreadsheets import read_table, records_of
from tiendo.gateways.spreadsheets_out import Shape, Sheet, sheet_name, xlsx_bytes
from tiendo.gateways.spreadsheets_zip import OLE_START
from tiendo.rules.refusal import BadRows, Refused
from tiendo.rules.vietnamese import nfc

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=40)
CELL = st.one_of(
    st.none(),
    TEXT,
    st.integers(-(10**14), 10**14),
    st.decimals(-1_000_000, 1_000_000, places=4),
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.datetimes(datetime(1950, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
)


def book(*rows: tuple[object, ...], shapes: dict[int, Shape] | None = None, header: tuple[str, ...] = ()) -> bytes:
    """A workbook as the pages give it out."""
    names = header or tuple(f"c{place}" for place in range(max(map(len, rows), default=1)))
    return xlsx_bytes(Sheet("Bảng", "Tiêu đề", ["đơn vị: nhiệm vụ", "nguồn"], names, rows, shapes or {}))


def read(content: bytes) -> list[list[str]]:
    """The rows below the header."""
    return [record.cells for record in records_of(content, "t.xlsx")][4:]


def expected(cell: object) -> str:
    """The text that a CSV of the same table would hold."""
    match cell:
        case None:
            return ""
        case datetime():
            from tiendo.gateways.clock import ZONE

            here = cell.astimezone(ZONE).replace(tzinfo=None)
            if (here.hour, here.minute, here.second) == (0, 0, 0):
                return here.date().isoformat()
            return here.isoformat(" ", "seconds" if here.second else "minutes")
        case date():
            return cell.isoformat()
        case int() | Decimal():
            return f"{Decimal(cell).normalize():f}" if cell else "0"
        case _:
            return nfc(str(cell)).strip()


@given(st.lists(st.tuples(TEXT.filter(str.strip), CELL, CELL), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_again(rows: list[tuple[object, ...]]) -> None:
    assert read(book(*rows)) == [[expected(cell) for cell in row] for row in rows]


def test_nothing_that_is_written_is_ever_a_formula_a_link_or_a_number_by_itself() -> None:
    evil = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "http://example.org", "{=1}", "00004", "1e5")
    content = book(tuple(evil), header=evil)
    assert read(content) == [list(evil)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page and "hyperlink" not in page
        assert not any("externalLink" in name for name in archive.namelist())


def test_a_table_looks_right_frozen_filtered_and_ready_for_a4() -> None:
    content = book(("xã", Decimal("53.08"), date(2025, 8, 6), 1234567), shapes={1: Shape.PERCENT})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page, styles = (archive.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "styles"))
    for mark in ('state="frozen"', "<autoFilter", 'orientation="landscape"', 'paperSize="9"', "fitToWidth", "<cols>"):
        assert mark in page or (mark == "fitToWidth" and "fitToPage" in page), mark
    for shown in ("[$-42A]dd/mm/yyyy", "[$-42A]0.00%", "[$-42A]#,##0"):
        assert shown in styles
    assert "<v>0.5308</v>" in page and "<v>1234567</v>" in page


def test_a_cell_that_shows_percent_is_read_as_the_number_shown() -> None:
    assert read(book((Decimal("53.08"), Decimal("53.08")), shapes={0: Shape.PERCENT})) == [["53.08", "53.08"]]
    out = io.BytesIO()
    with Workbook(out) as made:
        page = made.add_worksheet()
        for column, shown in enumerate(("0%", "0.00%", '#,##0"%"', "0.0\\%", "General")):
            page.write_number(0, column, 0.5, made.add_format({"num_format": shown}))
    assert records_of(out.getvalue(), "t.xlsx")[0].cells == ["50", "50", "0.5", "0.5", "0.5"]


def test_a_formula_counts_as_its_result_and_is_marked() -> None:
    out = io.BytesIO()
    with Workbook(out) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ("programme", "percent"))
        page.write_row(1, 0, ("X", ""))
        page.write_formula(1, 1, "=20+20", None, 40)
    record = records_of(out.getvalue(), "t.xlsx")[1]
    assert (record.cells, record.formulas) == (["X", "40"], frozenset({1}))


def test_the_first_sheet_that_is_shown_is_read_with_a_title_above_its_header(tmp_path: Path) -> None:
    out = io.BytesIO()
    with Workbook(out) as made:
        made.add_worksheet("ẩn").hide()
        page = made.add_worksheet("hiện")
        page.activate()
        for row, cells in enumerate((("Báo cáo",), (), ("Code", "name"), ("40", "Nghệ An"))):
            page.write_row(row, 0, cells)
    path = tmp_path / "t.xlsx"
    path.write_bytes(out.getvalue())
    (row,) = read_table(path, required=("code", "name"), optional=(), max_bytes=10**6)
    assert (row.line, row.get("code"), row.get("name")) == (4, "40", "Nghệ An")
    with pytest.raises(BadRows) as refused:
        read_table(path, required=("code", "note"), optional=("name",), max_bytes=10**6)
    assert "note" in [problem.column for problem in refused.value.problems]


def with_part(name: str, content: bytes, *, instead: bool = False) -> bytes:
    """A plain workbook with one more part, or with another content of a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("x",)))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if not (instead and part == name):
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A sheet of 310 MB of nothing."""
    return with_part("xl/worksheets/sheet9.xml", b" " * 310_000_000)


NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(cells: str) -> Callable[[], bytes]:
    page = f"<worksheet {NAMES}><sheetData>{cells}</sheetData></worksheet>"
    return lambda: with_part("xl/worksheets/sheet1.xml", page.encode(), instead=True)


CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
FORMATTED = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
HARM: list[tuple[str, Callable[[], bytes], str]] = [
    ("zip bomb", bomb, "unpacks into far more"),
    ("macro", lambda: with_part("xl/vbaProject.bin", b"x"), "macro"),
    ("password", lambda: OLE_START + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("old form", lambda: OLE_START + b"\0" * 600, "old form of Excel"),
    ("cut off", lambda: book(("x",))[:-200], "damaged"),
    ("a text document", lambda: with_part("word/document.xml", b"<x/>")[:40] + b"\0" * 50, "damaged"),
    (
        "last corner",
        sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "further",
    ),
    ("far column", sheet('<row r="1"><c r="A1"><v>1</v></c><c r="SG1"><v>1</v></c></row>'), "further"),
    (
        "entities",
        lambda: with_part("xl/worksheets/sheet1.xml", ENTITIES, instead=True),
        "damaged",
    ),
    ("a number that is none", sheet('<row r="1"><c r="A1" t="s"><v>x</v></c></row>'), "damaged"),
]


@pytest.mark.parametrize(
    ("make", "said"), [(make, said) for _name, make, said in HARM], ids=[name for name, *_ in HARM]
)
def test_what_could_harm_is_refused_with_what_to_do(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(Refused, match=said):
        records_of(make(), "t.xlsx")


def test_one_long_text_in_every_cell_is_refused() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    page = f"<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>"
    out = io.BytesIO()
    plain = io.BytesIO()
    with Workbook(plain) as made:
        made.add_worksheet().write_string(0, 0, "x" * 32_767)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, page if part == "xl/worksheets/sheet1.xml" else old.read(part))
    with pytest.raises(Refused, match="further"):
        records_of(out.getvalue(), "t.xlsx")


def test_empty_cells_that_are_only_formatted_reach_nowhere() -> None:
    assert (
        records_of(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>')(), "t.xlsx")[0].cells[0] == "1"
    )


@pytest.mark.parametrize("name", ["", "'", "a" * 40, "x/y:z*?[1]\\", "Lịch sử"])
def test_every_name_becomes_one_that_a_sheet_may_have(name: str) -> None:
    made = sheet_name(name)
    assert 1 <= len(made) <= 31 and not set(made) & set("[]:*?/\\")
    assert records_of(xlsx_bytes(Sheet(name, "t", [], ["a"], [("b",)], {})), "t.xlsx")
