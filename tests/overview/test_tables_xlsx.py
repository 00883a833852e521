"""Every table that has a CSV is given out as a workbook too: the same rows, as values that Excel counts with."""

import csv
import io
import re

import pytest
from board_pages import AT, BOARD, COMMUNE, PROVINCE, reader
from django.urls import get_resolver
from python_calamine import CalamineWorkbook

from tiendo.gateways.spreadsheets_out import CONTENT_TYPE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TABLES = [
    f"{BOARD}table",
    f"{PROVINCE}table",
    f"{PROVINCE}tasks",
    f"{PROVINCE}matrix",
    f"{COMMUNE}table",
    f"{BOARD}tasks/X01/table",
    f"{BOARD}figures/units_complete/table",
    f"{BOARD}figures/tasks_overdue/table",
]


def rows_of(address: str) -> list[list[object]]:
    """The cells of the workbook at an address."""
    answer = reader().get(f"{address}.xlsx?{AT}")
    assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE), address
    assert ".xlsx" in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]


@pytest.mark.parametrize("address", TABLES)
def test_the_workbook_has_the_rows_of_the_csv_under_a_title_with_moment_and_source(address: str) -> None:
    rows = rows_of(address)
    content = reader().get(f"{address}.csv?{AT}").content.decode("utf-8-sig")
    plain = list(csv.reader(io.StringIO(content)))
    top = next(place for place, row in enumerate(rows) if not any(row)) + 1
    assert len(rows) - top == len(plain)
    assert len(rows[top]) == len(plain[0])
    above = " ".join(str(row[0]) for row in rows[:top])
    assert "16h00 ngày 06/8/2025" in above and "tasks_progressevent" in above
    for line, cells in zip(plain[1:], rows[top + 1 :], strict=True):
        assert cells[0] == line[0]


def test_numbers_are_numbers_days_are_days_and_percentages_are_shares() -> None:
    board = rows_of(f"{BOARD}table")
    head = next(row for row in board if row[0] == "Mã")
    rows = board[board.index(head) + 1 :]
    for cells in rows:
        assert isinstance(cells[head.index("Đơn vị")], str)
        share = cells[6]
        assert share == "" or (isinstance(share, float) and 0 <= share <= 1)
        if share != "":
            assert share == pytest.approx(float(cells[4]) / float(cells[5]), abs=0.0001)  # type: ignore[arg-type]
    tasks = rows_of(f"{PROVINCE}tasks")
    assert any(type(cell).__name__ in ("date", "datetime") for row in tasks for cell in row)


def test_every_csv_of_the_boards_has_its_workbook() -> None:
    resolver = next(found for found in get_resolver().url_patterns if getattr(found, "namespace", "") == "overview")
    routes = {str(pattern.pattern) for pattern in resolver.url_patterns}  # type: ignore[union-attr]
    tables = {route for route in routes if route.endswith(".csv")}
    assert tables
    assert {re.sub(r"csv$", "xlsx", route) for route in tables} <= routes


@pytest.mark.parametrize("address", [BOARD, PROVINCE, COMMUNE, f"{BOARD}tasks/X01/", f"{PROVINCE}?view=matrix"])
def test_the_pages_lead_to_both(address: str) -> None:
    join = "&" if "?" in address else "?"
    html = reader().get(f"{address}{join}{AT}").content.decode()
    for ending in ("csv", "xlsx"):
        assert re.search(rf'href="[^"]+\.{ending}[?"]', html), ending
