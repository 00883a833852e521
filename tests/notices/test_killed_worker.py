"""A worker that is killed in the middle: everybody gets exactly one digest, told by its Message-ID."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_everybody_gets_exactly_one_although_the_worker_is_killed_again_and_again(own_home: Path) -> None:
    words = [sys.executable, "-m", "bench.reminders", "--times", "3", "--units", "300", "--home", str(own_home)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIENDO_", "DATABASE_"))}
    done = subprocess.run(words, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert outcome["kills"] == 3 and outcome["made"] == 300
    assert (outcome["people_without"], outcome["people_with_more"], outcome["unsent_rows"]) == (0, 0, 0)
    assert outcome["letters"] == 300 + outcome["copies"]
    assert outcome["copies"] <= 2 * outcome["kills"], "one for each letter that was under way when the worker died"
    assert outcome["make_queries"] < 25
