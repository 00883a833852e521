"""`python -m tiendo.config` is the command `tiendo`."""

from tiendo.config.cli import script

script()
