"""Restructuring: units move, merge, split or are renamed from a day on, in every room at once.

Owns: no table; the one verb that calls each room below in turn, in one transaction.
Never: rewrites history; what was recorded stays under the old units.
"""
