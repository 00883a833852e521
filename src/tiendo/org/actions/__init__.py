"""The verbs that change the tree."""

from tiendo.org.actions.change import NewUnit, UnitChange, change_units, close_tree
from tiendo.org.actions.install import install_units
from tiendo.org.actions.load import load_units

__all__ = ["NewUnit", "UnitChange", "change_units", "close_tree", "install_units", "load_units"]
