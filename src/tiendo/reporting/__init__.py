"""Reporting: how a unit's reports come in, by page, by table or without a line.

Owns: drafts, and the parts that supporting units add.
Never: decides what a report means; it hands every event to the ledger's one entrance.
"""
