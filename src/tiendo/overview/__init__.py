"""Overview: the pages on which people look at the figures.

Owns: no table; national, province, unit, task, assignment and figure pages, and their tables as CSV.
Never: computes a number; each view makes one call down and renders.
"""
