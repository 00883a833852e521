"""Reporting: how a unit's reports come in, by page, table, file or without a line.

Owns: drafts, parts added by supporting units, forms given out, and batches taken in.
Never: decides what a report means; it hands every event to the ledger's one entrance.
"""
