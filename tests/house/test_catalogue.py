"""Every word on screen is there in Vietnamese."""

import subprocess
import sys

from house_plan import ROOT


def test_the_vietnamese_catalogue_is_complete() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tiendo.ui.catalogue", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
