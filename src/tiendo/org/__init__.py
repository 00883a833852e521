"""Org: the units of the country as they are and as they were.

Owns: units, their dated versions, successions, memberships, and the log of changes to the tree.
Never: knows people, tasks or figures; a unit's past is never rewritten, a new version is added.
"""
