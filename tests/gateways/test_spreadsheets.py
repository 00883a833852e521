"""Tables as offices make them: what can be read is read, what cannot is said clearly."""

from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest

from tiendo.gateways.spreadsheets import csv_bytes, read_table
from tiendo.rules.refusal import BadRows, Refused

HEADER = ("code", "name")


def read(path: Path, limit: int = 1_000_000) -> list[tuple[int, str, str]]:
    rows = read_table(path, required=HEADER, optional=("note",), max_bytes=limit)
    return [(row.line, row.get("code"), row.get("name")) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_excels_ways_to_save_a_table_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"Code{delimiter} name \r\n40{delimiter}Nghệ An\r\n\r\n66{delimiter}Đắk Lắk\r\n", encoding)
    assert read(path) == [(2, "40", "Nghệ An"), (4, "66", "Đắk Lắk")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("code,name\n40,Ngh\xea".encode("cp1258"), "line 2"),
        (b"code,name\n\x00\x01", "not a text table"),
        (b'code,name\n40,"x"y\n', "line 2"),
        (b"\x89PNG\r\n\x1a\n", "not in Unicode"),
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n \n", "the file is empty"),
        (b'code,name\n40,x\n66,"never\nclosed\n', "line 3"),
    ],
)
def test_what_is_no_table_is_refused_with_the_place(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        read(path)


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ("code\n40\n", "name"),
        ("code,name,colour\n", "colour"),
        ("code,name,name\n", "name"),
        ("code,name\n40,a,b,c\n", ""),
    ],
)
def test_a_wrong_header_or_a_row_too_long_is_named(tmp_path: Path, content: str, column: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(BadRows) as refused:
        read(path)
    assert column in {problem.column for problem in refused.value.problems}


def test_all_rows_that_are_too_long_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,name\n40,a,b\n66,c\n68,d,,e\n", "utf-8")
    with pytest.raises(BadRows) as refused:
        read(path)
    assert [problem.line for problem in refused.value.problems] == [2, 4]


def test_nameless_columns_at_the_end_are_passed_over_while_their_cells_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,name,note,,\n40,Nghệ An,,,\n", "utf-8")
    assert read(path) == [(2, "40", "Nghệ An")]
    path.write_text("code,name,note,,\n40,Nghệ An,,lost,\n", "utf-8")
    with pytest.raises(BadRows):
        read(path)
    path.write_text("code,,name\n40,,Nghệ An\n", "utf-8")
    with pytest.raises(BadRows):
        read(path)


def test_a_row_stands_in_the_line_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('code,name\n40,"Nghệ\nAn"\n\n66,"Đắk\r\nLắk"\n68,x\n', "utf-8")
    assert [line for line, _code, _name in read(path)] == [2, 5, 7]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_cells_and_column_names_are_composed(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    path = tmp_path / "t.csv"
    path.write_text(normalize(form, "code,tên\n40,Đắk Lắk\n"), "utf-8")
    rows = read_table(path, required=("code", "tên"), optional=(), max_bytes=1000)
    assert [row.get("tên") for row in rows] == ["Đắk Lắk"]


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Refused, match="200 MB"):
        read(path, limit=100_000_000)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refused):
            read(path)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_an_export_runs_as_a_formula(formula: str) -> None:
    text = csv_bytes(["a"], [[formula]]).decode("utf-8-sig")
    assert f"'{formula}".replace("\r", "") in text.replace("\r", "").replace('"', "")
    assert csv_bytes(["a"], [[-1]]).decode("utf-8-sig").endswith("-1\r\n")
