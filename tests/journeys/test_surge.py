"""The last afternoon in small: everybody reports while the processes are killed, and nothing acknowledged is lost.

The long form, with 3,321 people and ten kills of each, is `make soak`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_acknowledged_report_is_there_once_although_each_process_is_killed(own_home: Path) -> None:
    words = [sys.executable, "-m", "bench.surge", "--users", "24", "--kills", "1", "--home", str(own_home)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIENDO_", "DATABASE_"))}
    done = subprocess.run(words, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "| 24 | 384 | 0 |" in done.stdout, done.stdout
    assert "Killed meanwhile: page worker 1, job worker 1, PostgreSQL 1." in done.stdout
