"""Workdays: which days are working days, and how to count them.

Owns: the overrides of the calendar (swapped days, days off by decision).
Never: counts what is due; it gives days, the rooms above give them a meaning.
"""
