"""The short form of the surge before a cut-off, with processes killed meanwhile; `make soak` is the long one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_acknowledged_report_is_there_once_although_processes_are_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.surge", "--users", "24", "--kills", "1", "--home", "short"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "| 24 | 384 | 0 |" in done.stdout
