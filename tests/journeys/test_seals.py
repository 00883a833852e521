"""Nobody has to trust us: edited rows are named, and a chain rewritten as a whole is caught."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import templates

PROGRAMMES = "code,title,directive_number,directive_date,issuer\nS1,Chương trình,01-KH,2025-06-19,Ban Chỉ đạo\n"
TASKS = (
    "programme,code,level,title,targets,due_date,recorded_at\n"
    "S1,A,commune,Việc A,16681;16690,2025-08-31,2025-07-01 08:00\n"
)
PROGRESS = (
    "programme;task;unit;kind;percent;recorded_at;actor\n"
    "S1;A;16681;reported;100;2025-07-05 09:00;xã\n"
    "S1;A;16681;verified;;2025-07-06 09:00;sở\n"
    "S1;A;16690;reported;40;2025-07-05 09:00;xã\n"
)


class Machine:
    """An installation of its own: home, database, command."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: str, status: int = 0) -> str:
        environment = {key: value for key, value in os.environ.items() if key != "TIENDO_DATABASE"}
        done = subprocess.run(
            [sys.executable, "-m", "tiendo.config", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment | {"TIENDO_HOME": str(self.home)},
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def load(self, what: str, text: str) -> None:
        path = self.home / f"{what}.csv"
        path.write_text(text, "utf-8-sig")
        self.run("load", what, str(path))

    def owner(self) -> psycopg.Connection:
        return psycopg.connect(self.run("database-url", "--owner").strip(), autocommit=True)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    home = Path(tempfile.mkdtemp(prefix="tiendo-seal-"))
    home.chmod(0o711)
    made = Machine(home)
    if templates.available():
        templates.copy("migrated", home)
    else:
        made.run("migrate")
    made.load("programmes", PROGRAMMES)
    made.load("tasks", TASKS)
    made.load("progress", PROGRESS)
    made.run("publish", "--at", "2025-08-06 16:00", "--out", str(home / "anchor.json"))
    yield made
    made.run("stop")
    shutil.rmtree(home, ignore_errors=True)


def tampered(machine: Machine, *statements: str) -> None:
    """What an owner with the triggers switched off does."""
    with machine.owner() as owner:
        owner.execute("ALTER TABLE tasks_progressevent DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE tasks_seal DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement)
        owner.execute("ALTER TABLE tasks_progressevent ENABLE TRIGGER USER")
        owner.execute("ALTER TABLE tasks_seal ENABLE TRIGGER USER")


def test_an_untouched_ledger_holds_with_and_without_the_anchor(machine: Machine) -> None:
    machine.run("verify")
    machine.run("verify", "--anchor", str(machine.home / "anchor.json"))
    machine.run("check-standings")


def test_a_changed_row_is_named(machine: Machine) -> None:
    with machine.owner() as owner:
        ((number,),) = owner.execute("SELECT id FROM tasks_progressevent WHERE percent = 40").fetchall()
    tampered(machine, f"UPDATE tasks_progressevent SET percent = 90 WHERE id = {number}")
    assert f"event {number} (seal 1): changed" in machine.run("verify", status=1)
    tampered(machine, f"UPDATE tasks_progressevent SET percent = 40 WHERE id = {number}")
    machine.run("verify")


def test_an_inserted_and_a_removed_row_are_named(machine: Machine) -> None:
    copy = "assignment_id, kind, percent, recorded_at, ingested_at, actor, actor_unit, note, decision, source, annuls"
    tampered(
        machine,
        f"INSERT INTO tasks_progressevent (id, {copy}, content_hash) "
        f"SELECT 1000, {copy}, 'f' FROM tasks_progressevent WHERE id = 3",
        "UPDATE tasks_progressevent SET id = 2000 WHERE id = 2",
        "UPDATE tasks_progressevent SET id = 2 WHERE id = 1000",
    )
    said = machine.run("verify", status=1)
    assert "event 2 " in said
    tampered(
        machine,
        "DELETE FROM tasks_progressevent WHERE id = 2",
        "UPDATE tasks_progressevent SET id = 2 WHERE id = 2000",
    )
    machine.run("verify")
    tampered(machine, "UPDATE tasks_progressevent SET id = 2000 WHERE id = 2")
    assert "event 2 (seal 1): removed" in machine.run("verify", status=1)
    tampered(machine, "UPDATE tasks_progressevent SET id = 2 WHERE id = 2000")
    machine.run("verify")


def test_an_edited_standing_is_found_by_the_refold(machine: Machine) -> None:
    with machine.owner() as owner:
        owner.execute("UPDATE tasks_assignment SET state = 'done_late' WHERE id = 2")
    assert "S1/A/" in machine.run("check-standings", status=1)
    with machine.owner() as owner:
        owner.execute("UPDATE tasks_assignment SET state = 'in_progress' WHERE id = 2")
    machine.run("check-standings")


def test_rows_and_seals_rewritten_together_are_caught_by_the_anchor(machine: Machine) -> None:
    tampered(machine, "UPDATE tasks_progressevent SET note = 'khác' WHERE id = 1", "DELETE FROM tasks_seal")
    with machine.owner() as owner:
        owner.execute("ALTER SEQUENCE tasks_seal_id_seq RESTART WITH 1")
    machine.run("seal")
    machine.run("verify")
    assert "chain" in machine.run("verify", "--anchor", str(machine.home / "anchor.json"), status=1)


def test_a_forged_anchor_is_refused(machine: Machine) -> None:
    anchor = json.loads((machine.home / "anchor.json").read_text("utf-8"))
    anchor["record"] = anchor["record"].replace('"seal":1', '"seal":2')
    forged = machine.home / "forged.json"
    forged.write_text(json.dumps(anchor), "utf-8")
    assert "signature" in machine.run("verify", "--anchor", str(forged), status=1)
    forged.write_text("{}", "utf-8")
    machine.run("verify", "--anchor", str(forged), status=1)


def test_a_published_moment_reopens_as_published_and_late_rows_are_corrections(machine: Machine) -> None:
    question = ("board", "--programme", "S1", "--unit", "40", "--json", "--at")
    before = json.loads(machine.run(*question, "2025-08-06 16:00"))
    machine.load(
        "progress",
        "programme,task,unit,kind,percent,recorded_at\nS1,A,16690,reported,100,2025-07-07 09:00\n"
        "S1,A,16690,verified,,2025-07-08 09:00\n",
    )
    assert json.loads(machine.run(*question, "2025-08-06 16:00")) == before
    assert before["complete"] == {"numerator": 1, "denominator": 2, "percent": "50.00"}
    beside = json.loads(machine.run(*question, "2025-08-06 16:01"))
    assert beside["complete"]["numerator"] == 2
