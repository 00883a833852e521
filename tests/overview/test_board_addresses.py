"""Addresses of boards: where they lead, what they refuse, what they weigh and ask of the database."""

import csv
import io

import pytest
from board_pages import AT, BOARD, COMMUNE, PROVINCE, compressed, page, reader
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiendo.figures.queries import keeping
from tiendo.tasks.queries.marks import ledger_mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FIRST_BUDGET, LATER_BUDGET = 120_000, 30_000
FONTS = [
    f"vendor/be-vietnam-pro-{script}-{weight}.woff2" for script in ("latin", "vietnamese") for weight in (400, 600)
]
TEXTS = ["ui/tiendo.css", "ui/tiendo.js", "ui/mark.svg"]


def size_of(name: str) -> int:
    path = finders.find(name)
    assert isinstance(path, str), name
    with open(path, "rb") as file:  # noqa: PTH123 - a finder hands out plain paths
        content = file.read()
    return compressed(content) if name in TEXTS else len(content)


def test_the_first_board_is_the_last_published_moment_where_nothing_new_has_come() -> None:
    answer = reader().get("/board/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{BOARD}?at=2025-10-15T16:00&since=2025-09-22T16:00"


def test_without_since_the_last_published_moment_before_is_compared_with() -> None:
    html = page(f"{BOARD}?{AT}")
    assert "So với 16h00 ngày 31/7/2025" in html


def test_an_empty_since_compares_with_nothing() -> None:
    html = page(f"{BOARD}?{AT}&since=")
    assert "Tại thời điểm này" in html and "so với" not in html


@pytest.mark.parametrize(
    "asked",
    ["at=yesterday", "at=2999-01-01T00:00", "at=1999-01-01T00:00", f"{AT}&since=2025-08-07T00:00", "due_year=soon"],
)
def test_a_question_that_makes_no_sense_is_refused_with_words(asked: str) -> None:
    answer = reader().get(f"{BOARD}?{asked}")
    assert answer.status_code == 400
    assert "<h1>Không thực hiện được</h1>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/programmes/NOTHING/", "/programmes/KH02-X/units/nothing/"])
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert reader().get(address).status_code == 404


def test_a_year_counts_only_what_was_due_in_it() -> None:
    assert "nhiệm vụ có thời hạn trong năm 2025" in page(f"{BOARD}?{AT}&due_year=2025")


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        (f"{BOARD}table.csv", 34),
        (f"{PROVINCE}table.csv", 130),
        (f"{PROVINCE}tasks.csv", 16),
        (f"{PROVINCE}matrix.csv", 130),
        (f"{COMMUNE}table.csv", 16),
    ],
)
def test_every_table_is_a_file_too(address: str, rows: int) -> None:
    answer = reader().get(f"{address}?{AT}")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == rows + 1
    assert all(len(row) == len(table[0]) for row in table)
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("wanted", ["anh son", "Anh Sơn", "ANH SON", "17329"])
def test_units_are_found_without_tones(wanted: str) -> None:
    assert "Xã Anh Sơn</a>" in reader().get("/units/", {"q": wanted}).content.decode()


def test_no_unit_found_is_said_kindly() -> None:
    assert "Không có đơn vị nào khớp với “qqq”." in page("/units/?q=qqq")


def test_programmes_show_their_directives() -> None:
    html = page("/programmes/")
    assert "02-KH/BCĐTW" in html and "19/06/2025" in html and 'id="KH02-X"' in html


def test_the_number_of_queries_does_not_grow_with_the_number_of_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "settled_ledger_mark", ledger_mark)  # as served: a test is always in a transaction
    client = reader()
    counts = []
    for code in ("12", "40", "79"):  # 38, 130 and 168 communes
        address = f"/programmes/KH02-X/units/{code}/?at=2025-08-07T09:30&since=2025-08-05T09:30"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 60


@pytest.mark.parametrize(
    "address", [BOARD, f"{BOARD}?view=map", PROVINCE, f"{PROVINCE}?view=matrix", COMMUNE, "/programmes/", "/units/"]
)
def test_pages_keep_their_weight(address: str) -> None:
    answer = reader().get(address)
    own = compressed(answer.content)
    assert own <= LATER_BUDGET, own
    first = own + sum(size_of(name) for name in [*FONTS, *TEXTS])
    assert first <= FIRST_BUDGET, first


def test_the_language_switch_keeps_the_page() -> None:
    client = reader()
    answer = client.post("/language/", {"language": "en", "next": f"{BOARD}?{AT}"})
    assert answer["Location"] == f"{BOARD}?{AT}"
    assert '<html lang="en">' in client.get(answer["Location"]).content.decode()
