"""The names of columns and kinds are those of docs/rules/sheets.md, in code and on the page."""

from rule_tables import PAGES, table

from tiendo.gateways.spreadsheets import Row
from tiendo.gateways.spreadsheets_xlsx import Record
from tiendo.rules.vietnamese import fold
from tiendo.sheets.columns import COLUMNS, KINDS, day_text, kind_of, table_of


def names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(","))


def test_the_columns_of_the_page_are_those_of_the_code() -> None:
    assert {row["column"]: names(row["accepted names"]) for row in table("sheets", "Columns")} == COLUMNS


def test_the_kinds_of_the_page_are_those_of_the_code() -> None:
    page = (row for row in _second_table())
    assert {row["kind"]: names(row["accepted names"]) for row in page} == {
        str(kind): words for kind, words in KINDS.items()
    }


def test_no_two_columns_and_no_two_kinds_share_a_name() -> None:
    for family in (COLUMNS.values(), KINDS.values()):
        all_names = [fold(name) for words in family for name in words]
        assert len(all_names) == len(set(all_names))


def test_every_accepted_name_finds_its_column_with_and_without_tones() -> None:
    for column, words in COLUMNS.items():
        for word in words:
            for written in (word, word.upper(), fold(word)):
                others = [name for name in ("programme", "task", "unit", "percent") if name != column]
                header = [written, *others]
                found = table_of([Record(1, header), Record(2, ["x"] * len(header))])
                assert found.rows[0].get(column) == "x", written


def test_every_accepted_kind_is_understood() -> None:
    for kind, words in KINDS.items():
        for word in words:
            assert kind_of(Row(2, {"kind": fold(word).upper()})) is kind
    assert kind_of(Row(2, {"kind": "chuyển"})) is None


def test_a_day_written_day_first_is_turned_round_and_anything_else_is_left() -> None:
    assert [day_text(text) for text in ("6/8/2025", "06-08-2025", "06.08.2025")] == ["2025-08-06"] * 3
    assert [day_text(text) for text in ("2025-08-06", "8/2025", "hôm qua", "")] == [
        "2025-08-06",
        "8/2025",
        "hôm qua",
        "",
    ]


def _second_table() -> list[dict[str, str]]:
    """The table of kinds: the second one under its heading."""
    text = (PAGES / "sheets.md").read_text(encoding="utf-8")
    lines = text.split("| kind | accepted names |\n|---|---|\n", 1)[1].splitlines()
    rows: list[dict[str, str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        kind, words = (cell.strip(" `") for cell in line.strip("|").split("|"))
        rows.append({"kind": kind, "accepted names": words})
    return rows
