"""Gateways: the outside world, one file each.

Owns: clock, embedded PostgreSQL, spreadsheets, file storage, signing keys.
Never: knows a rule or a table of the house.
"""
