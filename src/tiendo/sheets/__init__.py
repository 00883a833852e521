"""Sheets: reports that come as files, and the forms that units fill in.

Owns: imports with their rows and their undoing, and the forms given out.
Never: decides what a report means; it hands every event to the ledger's one entrance.
"""
