"""What these tests borrow from the rooms next door: sample files and the cast."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("documents", "people")]
