"""How many examples a property of a pure rule is tried with: all rules are tested in a moment."""

from hypothesis import settings

few = settings(max_examples=20, deadline=None)
