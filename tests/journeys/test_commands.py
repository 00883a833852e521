"""The command `tiendo` misused: a clear message and the right status, never a traceback."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError
from ledger_rows import load, small_programme

from tiendo.config.commands import _what_the_database_said, run
from tiendo.figures.models import CutOff
from tiendo.gateways import clock
from tiendo.rules.refusal import Refused

Tiendo = Callable[..., CompletedProcess[str]]
AT = "2025-07-10 09:00"


@pytest.mark.parametrize(
    ("variable", "value", "command", "said"),
    [
        ("DATABASE_URL", "foo", "seal", "begins with postgresql://"),
        ("DATABASE_URL", "postgresql://", "board", "no database"),
        ("TIENDO_MAX_TABLE_MB", "abc", "seal", "TIENDO_MAX_TABLE_MB"),
    ],
)
def test_a_wrong_environment_is_said_clearly(
    monkeypatch: pytest.MonkeyPatch, tiendo: Tiendo, variable: str, value: str, command: str, said: str
) -> None:
    monkeypatch.setitem(os.environ, variable, value)
    done = tiendo(command, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


WRONG = [
    ("board", [], "--programme"),
    ("board", ["--programme", "X", "--at", "yesterday"], "“yesterday” is not a moment"),
    *(
        ("board", ["--programme", "X", "--due-year", year], "is not a year")
        for year in ("0", "99999", "1899", "9999", "x")
    ),
    ("load", ["colours", "x.csv"], "colours"),
    ("seal", ["--quick"], "--quick"),
    ("restructure", ["moved", "40", "--from", "xx", "--decision", "1"], "“xx” is not a day"),
]


@pytest.mark.parametrize(("command", "words", "said"), WRONG, ids=[f"{c} {' '.join(w)}" for c, w, _said in WRONG])
def test_wrong_words_end_with_2(capsys: pytest.CaptureFixture[str], command: str, words: list[str], said: str) -> None:
    assert run(command, words) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "usage: tiendo" in shown


def test_wrong_words_end_with_2_from_outside(tiendo: Tiendo) -> None:
    assert tiendo("board", "--programme", check=False).returncode == 2


def test_only_a_missing_table_is_answered_with_the_advice_to_migrate() -> None:
    missing, twice = ProgrammingError("no relation"), ProgrammingError("duplicate key\nDETAIL")
    missing.__cause__, twice.__cause__ = psycopg.errors.UndefinedTable(), psycopg.errors.UniqueViolation()
    assert "migrate" in _what_the_database_said(missing)
    assert "migrate" in _what_the_database_said(psycopg.OperationalError("connection refused"))
    assert "migrate" not in _what_the_database_said(psycopg.errors.DeadlockDetected("deadlock"))
    assert _what_the_database_said(twice) == "The database refused: duplicate key."
    assert "UniqueViolation" in _what_the_database_said(psycopg.errors.UniqueViolation())


@pytest.mark.django_db
def test_a_board_cannot_be_compared_with_a_later_moment() -> None:
    small_programme()
    words = ["--programme", "TEST", "--at", "2025-07-05 09:00", "--json"]
    with pytest.raises(Refused, match="Choose an earlier one"):
        call_command("board", *words, "--since", "2025-07-06 09:00")
    later = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    with pytest.raises(Refused, match="Choose an earlier one"):
        call_command("board", "--programme", "TEST", "--since", later)


@pytest.mark.django_db
def test_nothing_is_published_where_the_record_cannot_be_written(tmp_path: Path) -> None:
    small_programme()
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    for out in (tmp_path / "none" / "x.json", tmp_path):
        with pytest.raises(Refused, match="Nothing was published"):
            call_command("publish", "--at", AT, "--out", str(out))
    with pytest.raises(Refused, match="future"):
        call_command("publish", "--at", "9000-01-01 00:00", "--out", str(tmp_path / "x.json"))
    assert not CutOff.objects.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_the_record_of_a_published_moment_can_be_written_again(tmp_path: Path) -> None:
    small_programme()
    load("TEST,A,16681,reported,40,,2025-07-05 09:00")
    first, again = tmp_path / "first.json", tmp_path / "again.json"
    call_command("publish", "--at", AT, "--out", str(first))
    call_command("publish", "--at", AT, "--out", str(again))
    assert first.read_text("utf-8") == again.read_text("utf-8")
    assert json.loads(first.read_text("utf-8"))["signature"]
    with pytest.raises(Refused, match="published already"):
        call_command("publish", "--at", AT)
