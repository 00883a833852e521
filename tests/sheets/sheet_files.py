"""Files for the tests of the room, and their way through it."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from viparse.normalize.encodings import CHARMAPS  # type: ignore[import-untyped]

from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets_out import Shape, Sheet, xlsx_bytes
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.sheets import actions
from tiendo.sheets.models import Import

NOW = datetime(2025, 8, 6, 16, 0, tzinfo=ZONE)
DAY = NOW.date()
HEADER = ("chương trình", "nhiệm vụ", "đơn vị", "phần trăm", "ngày thực hiện", "ghi chú")
Cells = tuple[object, ...]
A, B = "16681", "16690"  # two communes of Nghệ An


def acting(user: User, on: date = DAY) -> Actor:
    """The actor that an account is on the day of the tests."""
    return actor_of(user, on)


def csv_of(*rows: Cells, header: Cells = HEADER, encoding: str = "utf-8") -> bytes:
    """A CSV as an office saves it."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def xlsx_of(*rows: Cells, header: Cells = HEADER) -> bytes:
    """A workbook with a title above its header."""
    return xlsx_bytes(
        Sheet("Báo cáo", "Báo cáo tiến độ", ["Đơn vị: xã"], [str(name) for name in header], rows, {3: Shape.PERCENT})
    )


def in_tcvn3(text: str) -> bytes:
    """A text as a program from before Unicode saved it."""
    back = {letter: sequence for sequence, letter in CHARMAPS["tcvn3"].pairs}
    return "".join(back.get(letter, letter) for letter in text).encode("latin-1")


def row(task: str = "A", unit: str = A, percent: object = Decimal(40), day: object = "", note: str = "") -> Cells:
    """One report."""
    return ("TEST", task, unit, percent, day, note)


def sent(content: bytes, user: User, *, name: str = "bao-cao.csv", now: datetime = NOW) -> Import:
    """A file that was sent and read."""
    whole = actions.receive_file(content=content, name=name, limit=10_000_000, actor=acting(user, now.date()), now=now)
    return actions.read(whole, actor=acting(user, now.date()), now=now)


def recorded(whole: Import, user: User, *, chosen: tuple[int, ...] = (), now: datetime = NOW) -> Import:
    """The import recorded by its sender."""
    actions.record(whole, chosen=chosen, actor=acting(user, now.date()), now=now)
    return whole
